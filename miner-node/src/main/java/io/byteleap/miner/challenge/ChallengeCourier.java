package io.byteleap.miner.challenge;

import io.byteleap.domain.challenge.ChallengeErrand;
import io.byteleap.domain.challenge.ChallengeErrand.Computing;
import io.byteleap.domain.challenge.ChallengeErrand.Delivering;
import io.byteleap.domain.challenge.ChallengeErrand.Failed;
import io.byteleap.domain.challenge.ChallengeErrand.Input;
import io.byteleap.domain.challenge.ChallengeErrand.Over;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.miner.challenge.Courier.Command;
import io.byteleap.miner.challenge.Courier.GiveUp;
import io.byteleap.miner.challenge.Courier.Order;
import io.byteleap.miner.challenge.Courier.Settings;
import io.byteleap.miner.challenge.Courier.TellAgain;
import io.byteleap.miner.challenge.Courier.ValidatorMoved;
import io.byteleap.miner.challenge.Courier.ValidatorSaid;
import io.byteleap.miner.challenge.Courier.WorkerLate;
import io.byteleap.miner.challenge.Courier.WorkerSaid;
import io.byteleap.miner.challenge.Ending.Cause;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofGiven;
import io.byteleap.wire.worker.WorkerFrame.ProofOutcome;
import io.byteleap.wire.worker.WorkerFrame.RowsGiven;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskOutcome;
import io.byteleap.wire.worker.WorkerFrame.UnitsDone;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Carries one challenge between its validator and one worker, as [ChallengeErrand] has it. Each
/// step has its deadline; however the errand ends, the worker is free again. A validator that
/// cannot be reached hears everything once it is back, unless the time that it gave the worker has
/// passed.
final class ChallengeCourier {
  /// There is never more than one.
  private static final int TELEGRAM = 0;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Order order;
  private final Settings settings;
  private final ActorRef<WorkerSession.Event> ear;

  private ChallengeCourier(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Order order,
      Settings settings) {
    this.context = context;
    this.timers = timers;
    this.order = order;
    this.settings = settings;
    this.ear = context.messageAdapter(WorkerSession.Event.class, WorkerSaid::new);
  }

  static Behavior<Command> create(Order order, Settings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ChallengeCourier(context, timers, order, settings).assigning()));
  }

  private Behavior<Command> assigning() {
    Courier.noteTaken(context, order);
    var trip = Trip.to(order.validator()).with("miner_task_received_ts", now());
    await(order.taskPatience());
    order.worker().session().tell(new WorkerSession.Assign(order.task(), ear));
    return running(trip);
  }

  private Behavior<Command> running(Trip trip) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case WorkerSaid _ when trip.errand() instanceof Delivering -> Behaviors.same();
              case WorkerSaid(var event) -> workerSaid(event, trip);
              case ValidatorSaid(_, var tried, var result) -> validatorSaid(tried, result, trip);
              case ValidatorMoved(var validator) -> moved(validator, trip);
              case GiveUp(var why) -> step(new Failed(why), Cause.MINER_STOPPING, trip);
              case TellAgain _ -> tellAgain(trip);
              case WorkerLate() ->
                  step(new ChallengeErrand.DeadlinePassed(), Cause.WORKER_LATE, trip);
            });
  }

  private Behavior<Command> workerSaid(WorkerSession.Event event, Trip trip) {
    return switch (event) {
      case WorkerSession.NotIdle(var why) -> step(new Failed(why), Cause.WORKER_NOT_IDLE, trip);
      case WorkerSession.ResultIn(var outcome) when trip.errand() instanceof Computing ->
          computed(outcome, trip);
      case WorkerSession.ResultIn _ -> Behaviors.same(); // one result is enough
      case WorkerSession.ProofIn(var messageId, var outcome)
          when messageId.equals(trip.messageId()) ->
          opened(outcome, trip);
      case WorkerSession.ProofIn _ -> Behaviors.same();
      case WorkerSession.WorkerLost(var why) -> step(new Failed(why), Cause.WORKER_LOST, trip);
    };
  }

  private Behavior<Command> computed(TaskOutcome outcome, Trip trip) {
    return switch (outcome) {
      case TaskDone(_, var commitments, var times) ->
          step(
              new ChallengeErrand.Computed(commitments),
              Cause.WORKER_FAILED,
              trip.with(times).with("miner_task_response_ts", now()));
      case UnitsDone _ -> step(new Failed("commitments of version 2"), Cause.WORKER_FAILED, trip);
      case TaskFailed(var code, var error) ->
          step(new Failed("error " + code + ": " + error), Cause.WORKER_FAILED, trip);
    };
  }

  private Behavior<Command> opened(ProofOutcome outcome, Trip trip) {
    return switch (outcome) {
      case ProofGiven(var proof, var times) ->
          step(
              new ChallengeErrand.Opened(proof),
              Cause.WORKER_FAILED,
              trip.with(times).with("worker_proof_response_ts", now()));
      case RowsGiven _ -> step(new Failed("rows of version 2"), Cause.WORKER_FAILED, trip);
      case ProofFailed(var error) -> step(new Failed(error.value()), Cause.WORKER_FAILED, trip);
    };
  }

  private Behavior<Command> validatorSaid(int tried, CallResult result, Trip trip) {
    return switch (trip.telling()) {
      case Telling.Telegram telegram when telegram.tries() == tried ->
          validatorSaid(telegram, result, trip);
      case Telling.Telegram _, Telling.Nothing() -> Behaviors.same(); // it was told again since
    };
  }

  private Behavior<Command> validatorSaid(Telling.Telegram telegram, CallResult result, Trip trip) {
    return switch (result) {
      case CallResult.Answered(Answer.ProofRequests(var targets)) ->
          step(new ChallengeErrand.TargetsGiven(targets), Cause.INTERNAL_ERROR, trip);
      case CallResult.Answered(Answer.NothingToProve _) ->
          step(new ChallengeErrand.NothingAsked(), Cause.INTERNAL_ERROR, trip);
      case CallResult.Answered(Answer.ProofQueued _) ->
          step(new ChallengeErrand.Received(), Cause.INTERNAL_ERROR, trip);
      case CallResult.Answered _ ->
          step(new Failed("answer to another question"), Cause.VALIDATOR_REFUSED, trip);
      case CallResult.Refused(var code, var says) ->
          step(new Failed(says + " (" + code + ")"), Cause.VALIDATOR_REFUSED, trip);
      case CallResult.Unreachable _
          when settings.clock().instant().isBefore(telegram.giveUpAt()) -> {
        timers.startSingleTimer(
            new TellAgain(TELEGRAM), telegram.backoff().pause(settings.random()));
        yield Behaviors.same();
      }
      case CallResult.Unreachable(var cause) ->
          step(new Failed(cause), Cause.VALIDATOR_UNREACHABLE, trip);
    };
  }

  private Behavior<Command> moved(Validator validator, Trip trip) {
    return validator.equals(trip.validator()) ? Behaviors.same() : tellAgain(trip.with(validator));
  }

  private Behavior<Command> tellAgain(Trip trip) {
    timers.cancel(new TellAgain(TELEGRAM));
    return running(
        switch (trip.telling()) {
          case Telling.Nothing() -> trip;
          case Telling.Telegram telegram -> tell(telegram.again(), trip);
        });
  }

  /// Takes the errand a step on; `cause` is what it is put down to when that ends it badly.
  private Behavior<Command> step(Input input, Cause cause, Trip trip) {
    var step = trip.errand().step(input);
    if (step.next() instanceof Over(var outcome)) {
      return over(
          switch (outcome) {
            case ChallengeErrand.Delivered() -> new Ending.Delivered();
            case ChallengeErrand.Abandoned(var why) -> new Ending.Abandoned(cause, why);
          });
    }
    var next = trip.with(step.next());
    for (ChallengeErrand.Output output : step.outputs()) {
      next =
          switch (output) {
            case ChallengeErrand.SendCommitment(var commitments) -> commit(commitments, next);
            case ChallengeErrand.AskProof(var targets) -> askProof(targets, next);
            case ChallengeErrand.SendProof(var proof) -> prove(proof, next);
          };
    }
    return running(next);
  }

  private Trip commit(List<Commitment> commitments, Trip trip) {
    timers.cancel(WorkerLate.class);
    return tell(
        new Payload.CommitmentData(order.id().value(), order.workerId().value(), commitments),
        Courier.COMMIT_TIMEOUT,
        trip);
  }

  private Trip askProof(List<UnitTargets> targets, Trip trip) {
    String messageId = RandomUuid.draw(settings.random()).toString();
    var request =
        new MinerFrame.ProofRequest(
            messageId, order.validator().target().hotkey().value(), order.id().value(), targets);
    await(Courier.OPEN_TIMEOUT);
    order.worker().session().tell(new WorkerSession.AskProof(request, ear));
    return trip.with(new Telling.Nothing()).waitingFor(messageId);
  }

  /// The worker has done its part and is free, whatever the validator makes of it.
  private Trip prove(Proof proof, Trip trip) {
    timers.cancel(WorkerLate.class);
    order.release();
    return tell(
        new Payload.ProofData(order.id().value(), proof, trip.debugInfo()),
        Courier.PROVE_TIMEOUT,
        trip);
  }

  private Trip tell(Payload payload, Duration timeout, Trip trip) {
    var giveUpAt = settings.clock().instant().plusSeconds(order.challenge().timeoutSeconds());
    return tell(Telling.Telegram.first(payload, timeout, giveUpAt), trip);
  }

  private Trip tell(Telling.Telegram telegram, Trip trip) {
    trip.validator()
        .call(
            context,
            telegram.payload(),
            telegram.timeout(),
            result -> new ValidatorSaid(TELEGRAM, telegram.tries(), result));
    return trip.with(telegram);
  }

  private Behavior<Command> over(Ending ending) {
    Courier.end(context, order, settings, ending);
    return Behaviors.stopped();
  }

  private void await(Duration patience) {
    timers.startSingleTimer(WorkerLate.class, new WorkerLate(), patience);
  }

  private long now() {
    return settings.clock().millis();
  }
}
