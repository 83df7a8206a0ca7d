package io.byteleap.domain.exact;

import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.identity.UnitId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which key each unit used first, and so must go on using; no two units have the same. Immutable;
/// as large as the units that its keeper has.
///
/// The name of a GPU is no secret, so that whoever claims it first proves nothing by that: two
/// claims to one device are both kept and shown ([#claimsOf]), and a round in which all of them are
/// at work at the same time tells which is true.
public record UnitBook(SortedMap<UnitName, WorkerKey> keys) {
  public static final UnitBook EMPTY = new UnitBook(new TreeMap<>());

  public UnitBook {
    keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
  }

  /// Why `unit` may not sign with `key`; empty when it may, whether it did before or begins now.
  public Optional<ExactRefusal> refusal(UnitName unit, WorkerKey key) {
    return Optional.ofNullable(keys.get(unit))
        .map(bound -> bound.equals(key) ? Optional.<ExactRefusal>empty() : other())
        .orElseGet(
            () -> keys.containsValue(key) ? Optional.of(ExactRefusal.KEY_OF_ANOTHER) : none());
  }

  private static Optional<ExactRefusal> other() {
    return Optional.of(ExactRefusal.OTHER_KEY);
  }

  private static Optional<ExactRefusal> none() {
    return Optional.empty();
  }

  /// With `unit` bound to `key`, if it was not bound before.
  public UnitBook with(UnitName unit, WorkerKey key) {
    if (keys.containsKey(unit)) {
      return this;
    }
    var next = new TreeMap<>(keys);
    next.put(unit, key);
    return new UnitBook(next);
  }

  /// Without what is known of `unit`: when its worker is gone, or a person lets it begin anew.
  public UnitBook without(UnitName unit) {
    var next = new TreeMap<>(keys);
    next.remove(unit);
    return new UnitBook(next);
  }

  /// Everybody who claims to have this device. The processors of a worker are no device: all have
  /// the same name.
  public List<UnitName> claimsOf(UnitId unit) {
    return unit.equals(UnitId.CPU)
        ? List.of()
        : keys.keySet().stream().filter(name -> name.unit().equals(unit)).toList();
  }

  /// Devices that more than one claims, each with its claims.
  public Map<UnitId, List<UnitName>> disputed() {
    var disputed = new TreeMap<UnitId, List<UnitName>>();
    keys.keySet().stream()
        .map(UnitName::unit)
        .distinct()
        .forEach(
            unit -> {
              var claims = claimsOf(unit);
              if (claims.size() > 1) {
                disputed.put(unit, claims);
              }
            });
    return Collections.unmodifiableMap(disputed);
  }
}
