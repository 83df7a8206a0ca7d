package io.byteleap.validator.challenge;

import io.byteleap.validator.metrics.ValidatorMetrics;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;

/// What every round works with; `policy` is asked anew for each issue, `random` must be
/// cryptographically secure outside tests.
public record RoundTools(
    Supplier<ChallengePolicy> policy,
    ActorRef<Verifier.Verify> verifiers,
    Exact exact,
    ValidatorMetrics metrics,
    InstantSource clock,
    RandomGenerator random) {
  /// What challenges of version 2 need beside: secrets and line of this process, and the book of
  /// units of the whole validator.
  public record Exact(RoundVault vault, OpeningLine line, ActorRef<UnitKeeper.Command> units) {}
}
