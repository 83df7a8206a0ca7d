package io.byteleap.validator.challenge;

import io.byteleap.domain.challenge.AtWork.HandOut;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.RoundCheck;
import io.byteleap.domain.exact.RoundSecret;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.exact.Stint;
import io.byteleap.domain.identity.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The secrets of the newest rounds of challenge v2, and by which their openings are judged: `s`
/// and `B·s` of each size, computed once, in parts, on the pool for verification. In the memory of
/// this process only: another one, or this one after a restart, cannot judge what was handed out
/// here, and charges nobody for it.
///
/// A round lasts an interval between two challenges, and not less than what lets [#ROUNDS_MAX]
/// rounds reach back to everything that may still be judged. Safe for all threads.
public final class RoundVault {
  /// Rounds that are remembered; the oldest is forgotten.
  static final int ROUNDS_MAX = 8;

  /// Sizes of matrices in one round: 40 of a muster, and those of the policy.
  static final int SIZES_MAX = 64;

  /// Rounds in whose time everything that was handed out has ended.
  private static final int ROUNDS_JUDGED = ROUNDS_MAX - 2;

  /// How long a round is, and how long from a hand-out to the last verdict.
  public record Rhythm(Duration interval, Duration life) {
    Duration round() {
      var least = life.dividedBy(ROUNDS_JUDGED);
      return interval.compareTo(least) > 0 ? interval : least;
    }
  }

  private final Supplier<Rhythm> rhythm;
  private final Executor pool;
  private final int threadCount;
  private final RandomGenerator random;
  private final SequencedMap<SecretId, Held> rounds = new LinkedHashMap<>();

  private record Held(
      RoundSecret secret, Instant drawnAt, Map<Integer, CompletableFuture<RoundCheck>> checks) {
    @Override
    public String toString() {
      return "Held[" + drawnAt + "]";
    }
  }

  /// `pool` computes, `threadCount` parts at a time; `random` must be cryptographically secure
  /// outside tests.
  public RoundVault(
      Supplier<Rhythm> rhythm, Executor pool, int threadCount, RandomGenerator random) {
    this.rhythm = rhythm;
    this.pool = pool;
    this.threadCount = threadCount;
    this.random = random;
  }

  /// The round at `now`; a new one when the last is over.
  public synchronized SecretId current(Instant now) {
    var newest = Optional.ofNullable(rounds.lastEntry());
    return newest
        .filter(entry -> now.isBefore(entry.getValue().drawnAt().plus(rhythm.get().round())))
        .map(Map.Entry::getKey)
        .orElseGet(() -> begun(now));
  }

  private SecretId begun(Instant now) {
    var id = SecretId.draw(random);
    rounds.putLast(id, new Held(RoundSecret.draw(random), now, new HashMap<>()));
    while (rounds.size() > ROUNDS_MAX) {
      rounds.pollFirstEntry();
    }
    return id;
  }

  public synchronized boolean holds(SecretId round) {
    return rounds.containsKey(round);
  }

  /// What the worker of a challenge that is handed out so is told; empty when the secret is gone.
  public synchronized Optional<ExactOrder> order(ChallengeSpec spec, HandOut handOut) {
    return Optional.ofNullable(rounds.get(handOut.secret()))
        .map(held -> order(spec, handOut, held.secret()));
  }

  private static ExactOrder order(ChallengeSpec spec, HandOut handOut, RoundSecret secret) {
    if (!(spec.work() instanceof ExactWork work)) {
      throw new IllegalStateException("BUG: no keys for " + spec.work().getClass());
    }
    var keys = new TreeMap<UnitId, MatrixKey>();
    work.units()
        .forEach(
            unit -> keys.put(unit, secret.keyOfA(handOut.miner(), spec.worker(), unit, spec.id())));
    var stint =
        spec.occasion() instanceof Muster muster ? muster.stint(handOut.at()) : new Stint.Whole();
    return new ExactOrder(work.shape(), secret.keyOfB(work.shape().size()), keys, stint);
  }

  /// By what openings of this round and size are judged, as soon as it is computed, which begins
  /// with the first call; empty when the secret is gone.
  public synchronized Optional<CompletableFuture<RoundCheck>> check(SecretId round, int size) {
    return Optional.ofNullable(rounds.get(round)).flatMap(held -> check(held, size));
  }

  private Optional<CompletableFuture<RoundCheck>> check(Held held, int size) {
    var known = Optional.ofNullable(held.checks().get(size));
    if (known.isPresent() || held.checks().size() >= SIZES_MAX) {
      return known;
    }
    var check = RoundCheck.draw(held.secret().keyOfB(size), size, random);
    var computed = new Computation(check, new CompletableFuture<>(), new AtomicInteger());
    held.checks().put(size, computed.done());
    for (int i = 0; i < Math.min(threadCount, check.partCount()); i++) {
      pool.execute(() -> computeNext(computed));
    }
    return Optional.of(computed.done());
  }

  private record Computation(
      RoundCheck check, CompletableFuture<RoundCheck> done, AtomicInteger next) {}

  /// One part, and then another turn in the pool's line: verdicts need not wait for all of them.
  private void computeNext(Computation of) {
    int part = of.next().getAndIncrement();
    if (part < of.check().partCount()) {
      try {
        of.check().compute(part);
        if (of.check().isComplete()) {
          of.done().complete(of.check());
        }
        pool.execute(() -> computeNext(of));
      } catch (RuntimeException e) {
        of.done().completeExceptionally(e);
      }
    }
  }

  @Override
  public synchronized String toString() {
    return "RoundVault[" + rounds.size() + "]";
  }
}
