package io.byteleap.simulation;

import io.byteleap.domain.challenge.ChallengeErrand;
import io.byteleap.domain.challenge.ChallengeErrand.AskProof;
import io.byteleap.domain.challenge.ChallengeErrand.Computed;
import io.byteleap.domain.challenge.ChallengeErrand.Computing;
import io.byteleap.domain.challenge.ChallengeErrand.DeadlinePassed;
import io.byteleap.domain.challenge.ChallengeErrand.Failed;
import io.byteleap.domain.challenge.ChallengeErrand.Input;
import io.byteleap.domain.challenge.ChallengeErrand.Opened;
import io.byteleap.domain.challenge.ChallengeErrand.Received;
import io.byteleap.domain.challenge.ChallengeErrand.SendCommitment;
import io.byteleap.domain.challenge.ChallengeErrand.SendProof;
import io.byteleap.domain.challenge.ChallengeErrand.TargetsGiven;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.simulation.Call.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Carries out one [ChallengeErrand]: between the worker that computes and the validator that has
/// asked.
final class Courier {
  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final Duration COMPUTING = Duration.ofSeconds(20);
  private static final Duration OPENING = Duration.ofSeconds(2);

  private final World world;
  private final MinerNode miner;
  private final Correspondence validator;
  private final WorkerNode worker;
  private final ChallengeSpec spec;
  private final int life;
  private ChallengeErrand errand = new Computing();

  Courier(
      World world,
      MinerNode miner,
      Correspondence validator,
      WorkerNode worker,
      ChallengeSpec spec) {
    this.world = world;
    this.miner = miner;
    this.validator = validator;
    this.worker = worker;
    this.spec = spec;
    this.life = miner.life();
  }

  void begin() {
    after(miner.clock().real(DEADLINE), "deadline", () -> take(new DeadlinePassed()));
    after(
        worker.takesMillis(COMPUTING),
        "computed",
        () ->
            take(
                worker.isUp()
                    ? new Computed(List.of(worker.commits(spec)))
                    : new Failed("the worker left")));
  }

  private void after(long millis, String what, Runnable then) {
    world.after(
        millis,
        worker.id().value(),
        what,
        () -> {
          if (miner.isAlive(life)) {
            then.run();
          }
        });
  }

  private void take(Input input) {
    var step = errand.step(input);
    errand = step.next();
    step.outputs().forEach(this::carryOut);
  }

  private void carryOut(ChallengeErrand.Output output) {
    switch (output) {
      case SendCommitment(var commitments) -> {
        if (miner.lies()) {
          miner
              .otherThan(worker)
              .ifPresent(
                  other ->
                      validator.call(new Call.Commit(spec.id(), other.id(), commitments), _ -> {}));
        }
        validator.call(
            new Call.Commit(spec.id(), spec.worker(), commitments), answer -> take(input(answer)));
      }
      case AskProof(var targets) ->
          after(
              worker.takesMillis(OPENING),
              "opened",
              () ->
                  take(
                      worker.isUp()
                          ? new Opened(worker.opens(spec, targets))
                          : new Failed("the worker left")));
      case SendProof(var proof) ->
          validator.call(new Call.Prove(spec.id(), proof), answer -> take(input(answer)));
    }
  }

  private static Input input(Optional<Answer> answer) {
    return answer
        .map(
            given ->
                switch (given) {
                  case Call.Targets(var units) -> new TargetsGiven(units);
                  case Call.ProofTaken() -> new Received();
                  case Call.Refused(var says) -> new Failed(says);
                  case Call.Taken _, Call.Collected _, Call.TokenGiven _, Call.TokenLater _ ->
                      throw new IllegalStateException("BUG: nobody asked for " + given);
                })
        .orElseGet(() -> new Failed("no answer"));
  }
}
