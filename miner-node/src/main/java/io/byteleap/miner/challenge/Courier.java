package io.byteleap.miner.challenge;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.byteleap.wire.worker.MinerFrame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/// What the couriers of both versions have in common: what they are told, what they carry, how long
/// they wait, and how they begin and end.
final class Courier {
  /// What a worker may be late by, beyond the time that the validator gives it.
  static final Duration TASK_GRACE = Duration.ofSeconds(10);

  static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(15);
  static final Duration OPEN_TIMEOUT = Duration.ofSeconds(30);
  static final Duration PROVE_TIMEOUT = Duration.ofSeconds(40);

  private Courier() {}

  sealed interface Command {}

  record WorkerSaid(WorkerSession.Event event) implements Command {}

  /// The validator has a new link.
  record ValidatorMoved(Validator validator) implements Command {}

  /// Ends the errand now, as failed.
  record GiveUp(String why) implements Command {}

  /// The result of one try to tell the validator something; `telegram` is its number.
  record ValidatorSaid(int telegram, int tried, CallResult result) implements Command {}

  record TellAgain(int telegram) implements Command {}

  record WorkerLate() implements Command {}

  /// The challenge, whose it is, and who works on it.
  record Order(
      ChallengeId id,
      ComputeChallenge challenge,
      Validator validator,
      WorkerRegistry.Entry worker) {
    WorkerId workerId() {
      return worker.view().id();
    }

    /// The challenge as the worker gets it.
    MinerFrame.TaskAssignment task() {
      return new MinerFrame.TaskAssignment(
          id.value(),
          challenge.challengeType(),
          challenge.data(),
          challenge.timeoutSeconds(),
          validator.target().hotkey().value());
    }

    Duration taskPatience() {
      return Duration.ofSeconds(challenge.timeoutSeconds()).plus(TASK_GRACE);
    }

    void release() {
      worker.session().tell(new WorkerSession.Release(id.value()));
    }
  }

  record Settings(Consumer<Ending> ended, InstantSource clock, RandomGenerator random) {}

  /// The courier that knows this kind of challenge.
  static Behavior<Command> create(Order order, Settings settings) {
    return isExact(order.challenge())
        ? ExactCourier.create(order, settings)
        : ChallengeCourier.create(order, settings);
  }

  static boolean isExact(ComputeChallenge challenge) {
    return challenge.challengeType().equals(ExactParts.MATMUL_EXACT_V2);
  }

  static void noteTaken(ActorContext<?> context, Order order) {
    context
        .getLog()
        .info(
            "challenge taken, challenge={}, worker={}, validator={}",
            order.id(),
            order.workerId(),
            order.validator().target().hotkey());
  }

  /// Frees the worker, and says how it ended.
  static void end(ActorContext<?> context, Order order, Settings settings, Ending ending) {
    order.release();
    switch (ending) {
      case Ending.Delivered() ->
          context
              .getLog()
              .info("challenge delivered, challenge={}, worker={}", order.id(), order.workerId());
      case Ending.Abandoned(_, var why) ->
          context
              .getLog()
              .warn(
                  "challenge abandoned, challenge={}, worker={}, why={}",
                  order.id(),
                  order.workerId(),
                  why);
    }
    settings.ended().accept(ending);
  }
}
