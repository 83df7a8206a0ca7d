package io.byteleap.domain.rental;

import io.byteleap.domain.identity.LeaseId;
import java.time.Duration;
import java.time.Instant;

/// The time for which a tenant is promised a machine, and what of it was lost to whom. It runs from
/// the first lease until the end is ordered; `mark` is when the validator last wrote something of
/// it down, so that a time in which it was away shows afterwards.
public record Tenure(
    Lease lease, Course course, Duration lostByWorker, Duration lostByValidator, Instant mark) {
  public static final Tenure NONE =
      new Tenure(new NoLease(), new NotBegun(), Duration.ZERO, Duration.ZERO, Instant.EPOCH);

  /// The worker's lease in its miner's ledger.
  public sealed interface Lease {
    /// How many there have been.
    int count();
  }

  public record NoLease() implements Lease {
    @Override
    public int count() {
      return 0;
    }
  }

  public record Held(LeaseId id, int count, Instant until) implements Lease {}

  public record Left(LeaseId id, int count) implements Lease {}

  public sealed interface Course {}

  public record NotBegun() implements Course {}

  public record Running(Instant since, Outage outage) implements Course {}

  public record Over(Instant since, Instant until) implements Course {}

  public sealed interface Outage {}

  /// There is none since then.
  public record NoOutage(Instant since) implements Outage {}

  public record OutageOf(Party who, Instant since) implements Outage {}

  /// What was promised, and what of it was lost to whom; the rest was delivered.
  public record Meter(Duration promised, Duration lostByWorker, Duration lostByValidator) {
    public static final Meter NOTHING = new Meter(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    public Duration delivered() {
      return promised.minus(lostByWorker).minus(lostByValidator);
    }
  }

  public Meter meter(Instant now) {
    return over(now).course() instanceof Over(var since, var until)
        ? new Meter(
            Duration.between(since, until), over(now).lostByWorker, over(now).lostByValidator)
        : Meter.NOTHING;
  }

  public boolean isRunning() {
    return course instanceof Running;
  }

  public boolean isOut() {
    return course instanceof Running(_, OutageOf _);
  }

  Tenure leased(LeaseId id, Instant until, Instant at) {
    var next = course instanceof NotBegun ? new Running(at, new NoOutage(at)) : course;
    return new Tenure(
        new Held(id, lease.count() + 1, until), next, lostByWorker, lostByValidator, at);
  }

  Tenure kept(Instant until, Instant at) {
    var next = lease instanceof Held(var id, int count, _) ? new Held(id, count, until) : lease;
    return new Tenure(next, course, lostByWorker, lostByValidator, at);
  }

  Tenure left(Instant at) {
    var next = lease instanceof Held(var id, int count, _) ? new Left(id, count) : lease;
    return new Tenure(next, course, lostByWorker, lostByValidator, at);
  }

  Tenure outageBegan(Party who, Instant at) {
    return course instanceof Running(var since, NoOutage(var wellSince))
        ? with(new Running(since, new OutageOf(who, later(at, wellSince))))
        : this;
  }

  Tenure outageEnded(Instant at) {
    if (!(course instanceof Running(var since, OutageOf(var who, var from)))) {
      return this;
    }
    var end = later(at, from);
    var lost = Duration.between(from, end);
    return new Tenure(
        lease,
        new Running(since, new NoOutage(end)),
        who == Party.WORKER ? lostByWorker.plus(lost) : lostByWorker,
        who == Party.VALIDATOR ? lostByValidator.plus(lost) : lostByValidator,
        mark);
  }

  /// Never before the end of its last outage, whatever the clock says.
  Tenure over(Instant at) {
    var ended = outageEnded(at);
    return ended.course() instanceof Running(var since, NoOutage(var wellSince))
        ? ended.with(new Over(since, later(at, wellSince)))
        : ended;
  }

  Tenure marked(Instant at) {
    return new Tenure(lease, course, lostByWorker, lostByValidator, later(at, mark));
  }

  private Tenure with(Course next) {
    return new Tenure(lease, next, lostByWorker, lostByValidator, mark);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
