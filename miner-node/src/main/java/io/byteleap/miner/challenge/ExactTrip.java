package io.byteleap.miner.challenge;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.miner.challenge.UnitLeg.Over;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Where a courier of version 2 is: every unit's leg, what the validator is being told, by number,
/// when what happened, and where the validator was found last. Immutable.
record ExactTrip(
    SortedMap<UnitId, UnitLeg> legs,
    SortedMap<Integer, Telling.Telegram> telegrams,
    int lastTelegram,
    TripTimes times,
    Validator validator) {
  ExactTrip {
    legs = Collections.unmodifiableSortedMap(new TreeMap<>(legs));
    telegrams = Collections.unmodifiableSortedMap(new TreeMap<>(telegrams));
  }

  static ExactTrip of(Collection<UnitId> units, Validator validator) {
    var legs = new TreeMap<UnitId, UnitLeg>();
    units.forEach(unit -> legs.put(unit, new UnitLeg.Computing()));
    return new ExactTrip(legs, new TreeMap<>(), 0, TripTimes.NONE, validator);
  }

  ExactTrip with(UnitId unit, UnitLeg leg) {
    var next = new TreeMap<>(legs);
    next.put(unit, leg);
    return new ExactTrip(next, telegrams, lastTelegram, times, validator);
  }

  /// With one more telegram, whose number is [#lastTelegram].
  ExactTrip with(Telling.Telegram telegram) {
    return new ExactTrip(legs, telegrams, lastTelegram + 1, times, validator)
        .with(lastTelegram + 1, telegram);
  }

  /// With a telegram as it is told now.
  ExactTrip with(int number, Telling.Telegram telegram) {
    var next = new TreeMap<>(telegrams);
    next.put(number, telegram);
    return new ExactTrip(legs, next, lastTelegram, times, validator);
  }

  ExactTrip without(int telegram) {
    var next = new TreeMap<>(telegrams);
    next.remove(telegram);
    return new ExactTrip(legs, next, lastTelegram, times, validator);
  }

  ExactTrip with(TripTimes next) {
    return new ExactTrip(legs, telegrams, lastTelegram, next, validator);
  }

  ExactTrip with(Validator next) {
    return new ExactTrip(legs, telegrams, lastTelegram, times, next);
  }

  Optional<UnitLeg> leg(UnitId unit) {
    return Optional.ofNullable(legs.get(unit));
  }

  List<UnitId> units(Predicate<UnitLeg> which) {
    List<UnitId> units = new ArrayList<>();
    legs.forEach(
        (unit, leg) -> {
          if (which.test(leg)) {
            units.add(unit);
          }
        });
    return units;
  }

  Optional<Telling.Telegram> telegram(int number) {
    return Optional.ofNullable(telegrams.get(number));
  }

  boolean isOver() {
    return legs.values().stream().allMatch(Over.class::isInstance);
  }

  boolean needsWorker() {
    return legs.values().stream().anyMatch(UnitLeg::needsWorker);
  }

  /// How the whole ended, all of whose units are over: delivered if all are, else as the first that
  /// is not.
  Ending ending() {
    int delivered = units(leg -> leg instanceof Over(Ending.Delivered())).size();
    for (Map.Entry<UnitId, UnitLeg> entry : legs.entrySet()) {
      if (entry.getValue() instanceof Over(Ending.Abandoned(var cause, var why))) {
        return new Ending.Abandoned(
            cause,
            "unit %s, %s (%d of %d units delivered)"
                .formatted(entry.getKey(), why, delivered, legs.size()));
      }
    }
    return new Ending.Delivered();
  }
}
