package io.byteleap.redteam;

import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// One worker's challenge v1, decided by the domain in simulated time. It is handed out at once.
final class SimulatedMatrixDesk implements MatrixDesk {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INSTANT = Duration.ofMillis(1);

  private final ChallengeSpec spec;
  private final RandomGenerator random;
  private Challenge state;
  private Instant now = START;

  SimulatedMatrixDesk(ChallengeSpec spec, RandomGenerator random) {
    this.spec = spec;
    this.random = random;
    this.state = Challenge.begin(new Challenge.ChallengeCreated(spec, START));
    decide(new Challenge.Hand());
  }

  @Override
  public Heard commit(List<Commitment> commitments) {
    return switch (decide(new Challenge.Commit(spec.worker(), commitments))) {
      case Challenge.Accept(_, Challenge.Targets(var units)) -> asked(units);
      case Challenge.Repeat(Challenge.Targets(var units)) -> asked(units);
      case Challenge.Accept _, Challenge.Repeat _, Challenge.Refuse _ -> new Over();
    };
  }

  private static Heard asked(List<UnitTargets> units) {
    return new Asked(units.getFirst().rows());
  }

  @Override
  public void prove(Proof proof) {
    decide(new Challenge.Prove(proof));
    if (state instanceof Challenge.Verifying(_, _, var answer, var proven, _)) {
      decide(
          new Challenge.Settle(
              Verification.judge(spec, answer.commitments(), answer.targets(), proven)));
    }
  }

  @Override
  public void pass(double share) {
    var left = state.deadline(START).map(end -> Duration.between(now, end)).orElse(Duration.ZERO);
    now = now.plusNanos((long) (left.toNanos() * share));
  }

  private Challenge.Decision decide(Challenge.Order order) {
    now = now.plus(INSTANT);
    var decision = state.decide(order, new Challenge.Watch(START, now), random);
    if (decision instanceof Challenge.Accept(var event, _)) {
      state = state.evolve(event);
    }
    return decision;
  }

  /// How it ended; what is still open runs out of time first.
  Outcome outcome(double work) {
    state.deadline(START).ifPresent(end -> now = end.isAfter(now) ? end : now);
    decide(new Challenge.Expire());
    return switch (state) {
      case Challenge.Verified _ -> Outcome.passed(work);
      case Challenge.Failed(_, var why, _, _) -> ended(why, work);
      case Challenge.Created _,
          Challenge.Sent _,
          Challenge.Committed _,
          Challenge.Verifying _,
          AtWork _ ->
          throw new IllegalStateException("BUG: not over after its last deadline: " + state);
    };
  }

  /// As the interface writes it.
  static Outcome ended(Failure why, double work) {
    String rule = why.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return why.isCharged() ? Outcome.caught(rule, work) : new Outcome.Unjudged(rule);
  }
}
