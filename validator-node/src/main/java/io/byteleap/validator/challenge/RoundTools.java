package io.byteleap.validator.challenge;

import io.byteleap.validator.metrics.ValidatorMetrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/// What every round works with; `policy` is asked anew for each issue, `random` must be
/// cryptographically secure outside tests.
public record RoundTools(
    Supplier<ChallengePolicy> policy,
    ActorRef<Verifier.Verify> verifiers,
    Exact exact,
    ValidatorMetrics metrics,
    InstantSource clock,
    RandomGenerator random) {
  /// With nothing for challenges of version 2: for a policy that orders none.
  public static RoundTools ofVersion1(
      Supplier<ChallengePolicy> policy,
      ActorRef<Verifier.Verify> verifiers,
      ActorSystem<?> system,
      ValidatorMetrics metrics,
      InstantSource clock,
      RandomGenerator random) {
    var rhythm = new RoundVault.Rhythm(Duration.ofMinutes(1), Duration.ofMinutes(1));
    var exact =
        new Exact(
            new RoundVault(() -> rhythm, Runnable::run, 1, random),
            new OpeningLine(Runnable::run),
            system.ignoreRef());
    return new RoundTools(policy, verifiers, exact, metrics, clock, random);
  }

  /// What challenges of version 2 need beside: secrets and line of this process, and the book of
  /// units of the whole validator.
  public record Exact(RoundVault vault, OpeningLine line, ActorRef<UnitKeeper.Command> units) {}
}
