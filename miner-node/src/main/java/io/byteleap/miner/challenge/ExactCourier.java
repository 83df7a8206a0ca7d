package io.byteleap.miner.challenge;

import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
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
import io.byteleap.miner.challenge.Ending.Delivered;
import io.byteleap.miner.challenge.UnitLeg.Asked;
import io.byteleap.miner.challenge.UnitLeg.Committing;
import io.byteleap.miner.challenge.UnitLeg.Computing;
import io.byteleap.miner.challenge.UnitLeg.Delivering;
import io.byteleap.miner.challenge.UnitLeg.GivingUp;
import io.byteleap.miner.challenge.UnitLeg.Opening;
import io.byteleap.miner.challenge.UnitLeg.Over;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.worker.WorkerSession;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRows;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.ErrorCode;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Carries one challenge of version 2 between its validator and one worker: each unit's commitment
/// as soon as it is there, the rows that it is asked for, and its opening. What a unit gets wrong
/// ends its own part only, and the validator hears of every unit that gives up. Each step has its
/// deadline; however it ends, the worker is free again. A validator that cannot be reached, or has
/// no time, hears everything again, unless the time that it gave the worker has passed.
final class ExactCourier {
  /// So many openings of a challenge are under way at once, of 11 MiB each at most.
  private static final int OPENINGS_MAX = 4;

  /// So much of what a worker does against the rules is logged for each challenge.
  private static final int NOTES_MAX = 16;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Order order;
  private final Settings settings;
  private final ExactOrder exact;
  private final ActorRef<WorkerSession.Event> ear;
  private final Instant computeUntil;
  private boolean isReleased;
  private int notes;

  private ExactCourier(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Order order,
      Settings settings) {
    this.context = context;
    this.timers = timers;
    this.order = order;
    this.settings = settings;
    this.exact = ExactParts.readOrder(order.challenge().data());
    this.ear = context.messageAdapter(WorkerSession.Event.class, WorkerSaid::new);
    this.computeUntil = settings.clock().instant().plus(order.taskPatience());
  }

  /// The order's data was found readable before ([Placement]).
  static Behavior<Command> create(Order order, Settings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ExactCourier(context, timers, order, settings).assigning()));
  }

  private Behavior<Command> assigning() {
    Courier.noteTaken(context, order);
    var trip =
        ExactTrip.of(exact.keysOfA().keySet(), order.validator())
            .with(TripTimes.NONE.with("miner_task_received_ts", now()));
    order.worker().session().tell(new WorkerSession.Assign(order.task(), ear));
    return next(trip);
  }

  private Behavior<Command> running(ExactTrip trip) {
    return Behaviors.receiveMessage(
        command ->
            next(
                switch (command) {
                  case WorkerSaid(var event) -> workerSaid(event, trip);
                  case ValidatorSaid(int number, int tried, var result) ->
                      validatorSaid(number, tried, result, trip);
                  case ValidatorMoved(var validator) -> moved(validator, trip);
                  case TellAgain(int number) -> tellAgain(number, trip);
                  case WorkerLate() -> late(trip);
                  case GiveUp(var why) -> stopping(why, trip);
                }));
  }

  /// Goes on where a unit waits, frees the worker when none needs it, and ends when all are over.
  private Behavior<Command> next(ExactTrip before) {
    var trip = asked(before);
    if (trip.isOver()) {
      Courier.end(context, order, settings, trip.ending());
      return Behaviors.stopped();
    }
    if (!trip.needsWorker() && !isReleased) {
      isReleased = true;
      order.release();
    }
    watch(trip);
    return running(trip);
  }

  // ---- what the worker says

  private ExactTrip workerSaid(WorkerSession.Event event, ExactTrip trip) {
    return switch (event) {
      case WorkerSession.NotIdle(var why) -> lost(Cause.WORKER_NOT_IDLE, why, trip);
      case WorkerSession.WorkerLost(var why) -> lost(Cause.WORKER_LOST, why, trip);
      case WorkerSession.ResultIn(var outcome) -> computed(outcome, trip);
      case WorkerSession.ProofIn(var messageId, var outcome) -> opened(messageId, outcome, trip);
    };
  }

  /// Units that have not committed never will, those that are asked will not answer; what the
  /// validator is being told goes on.
  private ExactTrip lost(Cause cause, String why, ExactTrip first) {
    var trip = uncommitted(cause, why, first);
    for (var unit : trip.units(leg -> leg instanceof Asked || leg instanceof Opening)) {
      trip = unopened(new UnitOpening.GivenUp(unit, Label.of(why)), cause, why, trip);
    }
    return trip;
  }

  private ExactTrip computed(TaskOutcome outcome, ExactTrip trip) {
    return switch (outcome) {
      case UnitsDone(var units, var times) ->
          committed(
              units, trip.with(trip.times().with(times).with("miner_task_response_ts", now())));
      case TaskFailed(var code, var error) ->
          uncommitted(Cause.WORKER_FAILED, "error " + code + ": " + error, trip);
      case TaskDone _ -> uncommitted(Cause.WORKER_FAILED, "a result of version 1", trip);
    };
  }

  /// Tells the validator that none of the units that have not committed will.
  private ExactTrip uncommitted(Cause cause, String why, ExactTrip trip) {
    var units = trip.units(Computing.class::isInstance);
    return units.isEmpty()
        ? trip
        : commit(
            units.stream()
                .<UnitCommitment>map(unit -> new UnitCommitment.GivenUp(unit, Label.of(why)))
                .toList(),
            cause,
            trip);
  }

  private ExactTrip committed(List<UnitCommitment> units, ExactTrip trip) {
    List<UnitCommitment> first = new ArrayList<>();
    for (var said : units) {
      var leg = trip.leg(said.unit());
      if (leg.isEmpty()) {
        note(said.unit(), ExactRefusal.UNIT_NOT_ASKED.code());
      } else if (leg.get() instanceof Computing) {
        first.add(said);
      } else {
        note(said.unit(), ExactRefusal.SECOND_COMMITMENT.code());
      }
    }
    return first.isEmpty() ? trip : commit(first, Cause.WORKER_FAILED, trip);
  }

  /// Tells the validator what came of these units; `cause` is what is put down for those that give
  /// up.
  private ExactTrip commit(List<UnitCommitment> units, Cause cause, ExactTrip first) {
    var trip =
        tell(
            new Payload.ExactCommitments(order.id().value(), order.workerId().value(), units),
            Courier.COMMIT_TIMEOUT,
            first);
    int number = trip.lastTelegram();
    for (var said : units) {
      trip = trip.with(said.unit(), leg(said, number, cause));
    }
    return trip;
  }

  private UnitLeg leg(UnitCommitment said, int number, Cause cause) {
    return switch (said) {
      case UnitCommitment.Committed(var commitment) -> new Committing(number, commitment.extent());
      case UnitCommitment.GivenUp(_, var why) -> new GivingUp(number, cause, "computing: " + why);
      case UnitCommitment.Unreadable(var unit, var why) -> {
        String name = ExactRefusal.COMMITMENT_MALFORMED.code() + ": " + why;
        note(unit, name);
        yield new GivingUp(number, cause, "computing: " + name);
      }
    };
  }

  private ExactTrip opened(String messageId, ProofOutcome outcome, ExactTrip trip) {
    for (var unit : trip.units(leg -> isOf(messageId, leg))) {
      if (trip.leg(unit).orElseThrow() instanceof Opening(var request, _, _)) {
        return opened(request, outcome, trip);
      }
    }
    return trip; // late, or an answer to what was not asked
  }

  private static boolean isOf(String messageId, UnitLeg leg) {
    return leg instanceof Opening(_, var id, _) && id.equals(messageId);
  }

  private ExactTrip opened(OpeningRequest request, ProofOutcome outcome, ExactTrip trip) {
    var unit = request.unit();
    return switch (outcome) {
      case RowsGiven(UnitOpening.Opened opening, var times) ->
          UnitSteps.fault(request, opening)
              .map(why -> malformed(unit, why, trip))
              .orElseGet(
                  () ->
                      deliver(
                          opening,
                          trip.with(
                              trip.times().with(times).with("worker_proof_response_ts", now()))));
      case RowsGiven(UnitOpening.GivenUp(_, var why), _) -> unopened(unit, why.value(), trip);
      case RowsGiven(UnitOpening.Unreadable(_, var why), _) -> malformed(unit, why.value(), trip);
      case ProofGiven _ -> malformed(unit, "a proof of version 1", trip);
      case ProofFailed(var error) -> unopened(unit, error.value(), trip);
    };
  }

  private ExactTrip malformed(UnitId unit, String why, ExactTrip trip) {
    note(unit, why);
    return unopened(unit, why, trip);
  }

  private ExactTrip unopened(UnitId unit, String why, ExactTrip trip) {
    return unopened(new UnitOpening.GivenUp(unit, Label.of(why)), Cause.WORKER_FAILED, why, trip);
  }

  private ExactTrip unopened(UnitOpening.GivenUp said, Cause cause, String why, ExactTrip first) {
    var trip = tellOpening(said, first);
    return trip.with(
        said.unit(), new GivingUp(trip.lastTelegram(), cause, "opening: " + Label.of(why)));
  }

  private ExactTrip deliver(UnitOpening.Opened opening, ExactTrip first) {
    var trip = tellOpening(opening, first);
    return trip.with(opening.unit(), new Delivering(trip.lastTelegram()));
  }

  private ExactTrip tellOpening(UnitOpening opening, ExactTrip trip) {
    return tell(
        new Payload.ExactOpening(order.id().value(), opening, trip.times().debugInfo()),
        Courier.PROVE_TIMEOUT,
        trip);
  }

  private void note(UnitId unit, String why) {
    notes++;
    if (notes <= NOTES_MAX) {
      context
          .getLog()
          .warn(
              "a unit's part is refused, challenge={}, worker={}, unit={}, why={}",
              order.id(),
              order.workerId(),
              unit,
              Label.of(why));
    }
  }

  // ---- asking the worker

  /// Asks units for rows while few openings are under way.
  private ExactTrip asked(ExactTrip first) {
    var trip = first;
    for (var unit : first.units(Asked.class::isInstance)) {
      if (trip.units(UnitLeg::holdsOpening).size() < OPENINGS_MAX
          && trip.leg(unit).orElseThrow() instanceof Asked(var request)) {
        trip = trip.with(unit, ask(request));
      }
    }
    return trip;
  }

  private Opening ask(OpeningRequest request) {
    String messageId = RandomUuid.draw(settings.random()).toString();
    var frame =
        new MinerFrame.RowsRequest(
            messageId,
            order.validator().target().hotkey().value(),
            order.id().value(),
            UnitRows.of(request));
    order.worker().session().tell(new WorkerSession.AskRows(frame, ear));
    return new Opening(request, messageId, settings.clock().instant().plus(Courier.OPEN_TIMEOUT));
  }

  // ---- what the validator says

  private ExactTrip tell(Payload payload, Duration timeout, ExactTrip before) {
    var giveUpAt = settings.clock().instant().plusSeconds(order.challenge().timeoutSeconds());
    var trip = before.with(Telling.Telegram.first(payload, timeout, giveUpAt));
    call(trip.lastTelegram(), trip);
    return trip;
  }

  private void call(int number, ExactTrip trip) {
    var telegram = trip.telegram(number).orElseThrow();
    trip.validator()
        .call(
            context,
            telegram.payload(),
            telegram.timeout(),
            result -> new ValidatorSaid(number, telegram.tries(), result));
  }

  private ExactTrip tellAgain(int number, ExactTrip before) {
    timers.cancel(new TellAgain(number));
    if (before.telegram(number).isEmpty()) {
      return before;
    }
    var trip = before.with(number, before.telegram(number).orElseThrow().again());
    call(number, trip);
    return trip;
  }

  private ExactTrip moved(Validator validator, ExactTrip before) {
    if (validator.equals(before.validator())) {
      return before;
    }
    var trip = before.with(validator);
    for (int number : before.telegrams().keySet()) {
      trip = tellAgain(number, trip);
    }
    return trip;
  }

  private ExactTrip validatorSaid(int number, int tried, CallResult result, ExactTrip trip) {
    return trip.telegram(number)
        .filter(telegram -> telegram.tries() == tried)
        .map(telegram -> validatorSaid(number, telegram, result, trip))
        .orElse(trip); // it was told again since
  }

  private UnitLeg asked(UnitId unit, Answer.ExactRequests answer, ExactTrip trip) {
    var extent =
        trip.leg(unit).orElse(null) instanceof Committing(_, var made) ? made : new Extent.Whole();
    return UnitSteps.answered(order.id(), exact.shape(), new UnitSteps.Made(unit, extent), answer);
  }

  private ExactTrip validatorSaid(
      int number, Telling.Telegram telegram, CallResult result, ExactTrip trip) {
    boolean isInTime = settings.clock().instant().isBefore(telegram.giveUpAt());
    return switch (result) {
      case CallResult.Answered(Answer.ExactRequests answer) ->
          UnitSteps.settled(number, unit -> asked(unit, answer, trip), trip);
      case CallResult.Answered(Answer.ProofQueued _) ->
          UnitSteps.settled(number, _ -> new Over(new Delivered()), trip);
      case CallResult.Answered _ -> UnitSteps.settled(number, _ -> UnitSteps.otherAnswer(), trip);
      case CallResult.Refused(int code, _)
          when code == ErrorCode.INVALID_RESPONSE.number() && isInTime ->
          pausing(number, telegram, trip);
      case CallResult.Refused(int code, var says) ->
          UnitSteps.settled(number, _ -> UnitSteps.refused(says + " (" + code + ")"), trip);
      case CallResult.Unreachable _ when isInTime -> pausing(number, telegram, trip);
      case CallResult.Unreachable(var why) ->
          UnitSteps.settled(number, _ -> UnitSteps.over(Cause.VALIDATOR_UNREACHABLE, why), trip);
    };
  }

  private ExactTrip pausing(int number, Telling.Telegram telegram, ExactTrip trip) {
    timers.startSingleTimer(new TellAgain(number), telegram.backoff().pause(settings.random()));
    return trip;
  }

  // ---- time

  /// One timer runs for the next thing that the worker may be late with.
  private void watch(ExactTrip trip) {
    trip.legs().values().stream()
        .flatMap(leg -> deadline(leg).stream())
        .min(Instant::compareTo)
        .ifPresentOrElse(
            deadline ->
                timers.startSingleTimer(WorkerLate.class, new WorkerLate(), until(deadline)),
            () -> timers.cancel(WorkerLate.class));
  }

  private Duration until(Instant deadline) {
    var left = Duration.between(settings.clock().instant(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Optional<Instant> deadline(UnitLeg leg) {
    return switch (leg) {
      case Computing _ -> Optional.of(computeUntil);
      case Opening(_, _, var until) -> Optional.of(until);
      case Committing _, Asked _, Delivering _, GivingUp _, Over _ -> Optional.empty();
    };
  }

  /// By now the validator's own time is over too.
  private ExactTrip late(ExactTrip first) {
    var now = settings.clock().instant();
    return abandoned(
        leg -> deadline(leg).filter(deadline -> !now.isBefore(deadline)).isPresent(),
        Cause.WORKER_LATE,
        "deadline passed",
        first);
  }

  private static ExactTrip stopping(String why, ExactTrip trip) {
    return abandoned(leg -> !(leg instanceof Over), Cause.MINER_STOPPING, why, trip);
  }

  private static ExactTrip abandoned(
      Predicate<UnitLeg> which, Cause cause, String why, ExactTrip first) {
    var trip = first;
    for (var unit : first.units(which)) {
      trip = trip.with(unit, UnitSteps.over(cause, first.leg(unit).orElseThrow(), why));
    }
    return trip;
  }

  private long now() {
    return settings.clock().millis();
  }
}
