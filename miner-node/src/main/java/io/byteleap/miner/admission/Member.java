package io.byteleap.miner.admission;

import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import java.time.Instant;

/// What a miner keeps of a worker whether or not it is connected: by what it is known, since when,
/// the operator's name for it, and whether it is to work.
public record Member(WorkerId id, Identity identity, Label label, Instant since, Duty duty) {
  public sealed interface Identity {}

  /// Whoever holds this key, and nobody else, is the worker.
  public record Keyed(WorkerKey key) implements Identity {}

  /// Whoever says its id: a worker without a key.
  public record Legacy() implements Identity {}

  public sealed interface Duty {}

  /// Gets tasks.
  public record OnDuty() implements Duty {}

  /// Finishes the task that it has and gets no other.
  public record Draining() implements Duty {}

  /// Not let in, unless it brings a token that was issued after `at`.
  public record Removed(Instant at) implements Duty {}

  /// One without a key, of which nothing is kept until the operator decides something about it.
  static Member legacy(WorkerId id, Instant now) {
    return new Member(id, new Legacy(), Label.NONE, now, new OnDuty());
  }

  public Member with(Duty next) {
    return new Member(id, identity, label, since, next);
  }

  public Member with(Label next) {
    return new Member(id, identity, next, since, duty);
  }

  public boolean isDraining() {
    return duty instanceof Draining;
  }

  public boolean isKeyed() {
    return identity instanceof Keyed;
  }

  public boolean isRemoved() {
    return duty instanceof Removed;
  }

  /// Its place is kept for it, connected or not.
  boolean isBound() {
    return isKeyed() && !isRemoved();
  }
}
