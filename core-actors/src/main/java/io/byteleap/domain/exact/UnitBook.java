package io.byteleap.domain.exact;

import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which key each unit used first, and so must go on using; no two units have the same. Immutable.
///
/// The name of a GPU is no secret, so that whoever claims it first proves nothing by that: two
/// claims to one device are both kept and shown ([#claimsOf]), and a round in which all of them are
/// at work at the same time tells which is true.
///
/// Units, keys and devices are looked up by themselves, so that neither a look nor a change takes
/// longer the more of them there are. A miner has [#UNITS_PER_MINER_MAX] units at most: the one
/// that was bound longest ago makes room.
public final class UnitBook {
  public static final UnitBook EMPTY =
      new UnitBook(
          new TreeMap<>(), BucketMap.empty(), BucketMap.empty(), Collections.emptySortedSet());

  /// Of one miner; more than the workers that it may have, with eight devices each.
  public static final int UNITS_PER_MINER_MAX = 1_024;

  /// What changes the book.
  public sealed interface Event {
    Instant at();
  }

  /// The unit used this key, its first.
  public record UnitBound(UnitName unit, WorkerKey key, Instant at) implements Event {}

  /// The miner is no member of the subnet any more.
  public record MinerLeft(Hotkey miner, Instant at) implements Event {}

  /// An operator let the unit begin with a new key.
  public record UnitReleased(UnitName unit, Instant at) implements Event {}

  /// A unit and its key.
  public record Binding(UnitName unit, WorkerKey key) {}

  private final SortedMap<Hotkey, SequencedMap<UnitName, WorkerKey>> byMiner;
  private final BucketMap<WorkerKey, UnitName> byKey;
  private final BucketMap<UnitId, SortedSet<UnitName>> byDevice;
  private final SortedSet<UnitId> disputed;

  private UnitBook(
      SortedMap<Hotkey, SequencedMap<UnitName, WorkerKey>> byMiner,
      BucketMap<WorkerKey, UnitName> byKey,
      BucketMap<UnitId, SortedSet<UnitName>> byDevice,
      SortedSet<UnitId> disputed) {
    this.byMiner = byMiner;
    this.byKey = byKey;
    this.byDevice = byDevice;
    this.disputed = disputed;
  }

  /// The book in which these were bound one after another.
  public static UnitBook of(List<Binding> bindings) {
    var book = EMPTY;
    for (Binding binding : bindings) {
      book = book.with(binding.unit(), binding.key());
    }
    return book;
  }

  /// All bindings, by miner, of each the one that was bound first before the others.
  public List<Binding> bindings() {
    return byMiner.values().stream()
        .flatMap(units -> units.entrySet().stream())
        .map(unit -> new Binding(unit.getKey(), unit.getValue()))
        .toList();
  }

  public int count() {
    return byKey.size();
  }

  private SequencedMap<UnitName, WorkerKey> of(Hotkey miner) {
    return byMiner.getOrDefault(miner, Collections.emptySortedMap());
  }

  private Optional<WorkerKey> keyOf(UnitName unit) {
    return Optional.ofNullable(of(unit.hotkey()).get(unit));
  }

  /// Why `unit` may not sign with `key`; empty when it may, whether it did before or begins now.
  public Optional<ExactRefusal> refusal(UnitName unit, WorkerKey key) {
    return keyOf(unit)
        .map(bound -> bound.equals(key) ? none() : Optional.of(ExactRefusal.OTHER_KEY))
        .orElseGet(
            () -> byKey.of(key).isPresent() ? Optional.of(ExactRefusal.KEY_OF_ANOTHER) : none());
  }

  private static Optional<ExactRefusal> none() {
    return Optional.empty();
  }

  /// What is to be stored before `unit` goes on with `key`, which it may use; empty when it used it
  /// before.
  public Optional<Event> binding(UnitName unit, WorkerKey key, Instant now) {
    return keyOf(unit).isPresent() ? Optional.empty() : Optional.of(new UnitBound(unit, key, now));
  }

  /// What is to be stored when `unit` may begin with a new key; empty when it has none.
  public Optional<Event> release(UnitName unit, Instant now) {
    return keyOf(unit).map(_ -> new UnitReleased(unit, now));
  }

  public UnitBook evolve(Event event) {
    return switch (event) {
      case UnitBound(var unit, var key, _) -> with(unit, key);
      case MinerLeft(var miner, _) -> without(miner);
      case UnitReleased(var unit, _) -> without(unit);
    };
  }

  /// With `unit` bound to `key`, if it was not bound before.
  public UnitBook with(UnitName unit, WorkerKey key) {
    if (keyOf(unit).isPresent()) {
      return this;
    }
    var units = of(unit.hotkey());
    return units.size() < UNITS_PER_MINER_MAX
        ? bound(unit, key)
        : without(units.firstEntry().getKey()).bound(unit, key);
  }

  private UnitBook bound(UnitName unit, WorkerKey key) {
    var units = new LinkedHashMap<>(of(unit.hotkey()));
    units.put(unit, key);
    return with(unit.hotkey(), units, byKey.with(key, unit)).claimed(unit, Claim.MADE);
  }

  private UnitBook with(
      Hotkey miner,
      SequencedMap<UnitName, WorkerKey> units,
      BucketMap<WorkerKey, UnitName> nextByKey) {
    var next = new TreeMap<>(byMiner);
    if (units.isEmpty()) {
      next.remove(miner);
    } else {
      next.put(miner, Collections.unmodifiableSequencedMap(units));
    }
    return new UnitBook(next, nextByKey, byDevice, disputed);
  }

  /// Without what is known of `unit`.
  public UnitBook without(UnitName unit) {
    return keyOf(unit)
        .map(
            key -> {
              var units = new LinkedHashMap<>(of(unit.hotkey()));
              units.remove(unit);
              return with(unit.hotkey(), units, byKey.without(key)).claimed(unit, Claim.GIVEN_UP);
            })
        .orElse(this);
  }

  private UnitBook without(Hotkey miner) {
    var next = this;
    for (UnitName unit : of(miner).keySet()) {
      next = next.without(unit);
    }
    return next;
  }

  private enum Claim {
    MADE,
    GIVEN_UP
  }

  /// The processors of a worker are no device: all have the same name.
  private UnitBook claimed(UnitName unit, Claim claim) {
    var device = unit.unit();
    if (device.equals(UnitId.CPU)) {
      return this;
    }
    var claims = new TreeSet<>(byDevice.of(device).orElseGet(Collections::emptySortedSet));
    switch (claim) {
      case MADE -> claims.add(unit);
      case GIVEN_UP -> claims.remove(unit);
    }
    var nextDisputed = new TreeSet<>(disputed);
    if (claims.size() > 1) {
      nextDisputed.add(device);
    } else {
      nextDisputed.remove(device);
    }
    return new UnitBook(
        byMiner,
        byKey,
        claims.isEmpty()
            ? byDevice.without(device)
            : byDevice.with(device, Collections.unmodifiableSortedSet(claims)),
        nextDisputed);
  }

  /// Everybody who claims to have this device. The processors of a worker are no device.
  public List<UnitName> claimsOf(UnitId unit) {
    return byDevice.of(unit).<List<UnitName>>map(List::copyOf).orElseGet(List::of);
  }

  /// Devices that more than one claims, each with its claims.
  public Map<UnitId, List<UnitName>> disputed() {
    var claims = new TreeMap<UnitId, List<UnitName>>();
    disputed.forEach(unit -> claims.put(unit, claimsOf(unit)));
    return Collections.unmodifiableMap(claims);
  }

  /// Miners with units here.
  public SortedSet<Hotkey> miners() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(byMiner.keySet()));
  }

  /// Books with the same bindings in the same order are the same.
  @Override
  public boolean equals(Object other) {
    return other instanceof UnitBook that && bindings().equals(that.bindings());
  }

  @Override
  public int hashCode() {
    return bindings().hashCode();
  }

  @Override
  public String toString() {
    return "UnitBook[" + count() + "]";
  }
}
