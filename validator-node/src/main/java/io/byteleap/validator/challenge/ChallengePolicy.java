package io.byteleap.validator.challenge;

import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.Doubts;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.Occasion;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.RandomUuid;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What challenges look like: which work, how long each step may take. Whoever can do version 2
/// gets that where `exact` has work for it, and everybody else version 1.
public record ChallengePolicy(WorkPolicy work, Patience patience, ExactPolicy exact) {
  /// Version 1 only.
  public ChallengePolicy(WorkPolicy work, Patience patience) {
    this(work, patience, new ExactPolicy.Off());
  }

  /// A challenge for this worker; empty when there is none for it. `doubts` are of its units, at
  /// `now`.
  Optional<ChallengeSpec> draw(
      Candidate candidate, Doubts doubts, Instant now, RandomGenerator random) {
    return switch (exact) {
      case ExactPolicy.Off() -> drawMatrix(candidate, random);
      case ExactPolicy.On on ->
          on.work(candidate, doubts, now)
              .map(work -> exact(candidate, work, on.patience(), random))
              .or(() -> drawMatrix(candidate, random));
    };
  }

  /// The same for a muster; a worker that has no part in one gets a challenge as ever.
  Optional<ChallengeSpec> draw(
      Candidate candidate, Occasion occasion, Doubts doubts, Instant now, RandomGenerator random) {
    return occasion instanceof Muster && exact instanceof ExactPolicy.On on
        ? on.muster(candidate, doubts, now)
            .map(
                of ->
                    new ChallengeSpec(
                        drawId(random), candidate.worker(), of.work(), of.patience(), occasion))
            .or(() -> drawMatrix(candidate, random))
        : draw(candidate, doubts, now, random);
  }

  /// Whether there is a challenge for this worker.
  boolean suits(Candidate candidate) {
    boolean suitsExact =
        switch (exact) {
          case ExactPolicy.Off() -> false;
          case ExactPolicy.On on -> on.suits(candidate);
        };
    return suitsExact || suitsMatrix(candidate);
  }

  private boolean suitsMatrix(Candidate candidate) {
    return candidate.canMatrix() && work.suits(candidate);
  }

  private static ChallengeSpec exact(
      Candidate candidate, ExactWork work, Patience patience, RandomGenerator random) {
    return new ChallengeSpec(drawId(random), candidate.worker(), work, patience);
  }

  private Optional<ChallengeSpec> drawMatrix(Candidate candidate, RandomGenerator random) {
    return suitsMatrix(candidate)
        ? Optional.of(
            new ChallengeSpec(
                drawId(random), candidate.worker(), work.draw(candidate, random), patience))
        : Optional.empty();
  }

  private static ChallengeId drawId(RandomGenerator random) {
    return new ChallengeId(RandomUuid.draw(random).toString());
  }
}
