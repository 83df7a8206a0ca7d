package io.byteleap.miner.challenge;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.FailureCause;
import io.byteleap.actor.Questions;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.challenge.Ending.Cause;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerRegistry.Entry;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.byteleap.wire.validator.Payload;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Collects challenges from the validators, one validator after another, while a worker is idle,
/// and sends each on its way with a courier. A challenge whose worker is busy, or away for a
/// moment, waits for it as long as the validator does. Each round begins with another validator, so
/// that none is always last. A validator that says when to come again is polled then too, beside
/// the round.
public final class ChallengeDesk {
  private static final Duration POLL_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ROSTER_TIMEOUT = Duration.ofSeconds(5);

  /// When to look again, when there was nobody to work or nobody to ask.
  private static final Duration NOBODY_PAUSE = Duration.ofSeconds(5);

  /// No validator is polled out of turn sooner, whatever it wishes.
  private static final Duration SUMMONS_WAIT_MIN = Duration.ofSeconds(1);

  public sealed interface Command {}

  /// The validators to collect from, from now on.
  public record Validators(List<Validator> validators) implements Command {
    public Validators {
      validators = List.copyOf(validators);
    }
  }

  public record GetTally(ActorRef<Tally> replyTo) implements Command {}

  public record GetTasks(ActorRef<Tasks> replyTo) implements Command {}

  /// Takes no more challenges, and answers when the last one is over: by itself, or given up when
  /// `patience` has passed.
  public record Drain(Duration patience, ActorRef<Drained> replyTo) implements Command {}

  public record Drained() {}

  private record PatienceOver() implements Command {}

  private record BeginRound() implements Command {}

  private record Due(Turn.Summons summons) implements Command {}

  /// The workers as they are when it is somebody's turn.
  private record RosterIn(List<Entry> roster, Turn turn) implements Command {}

  private record NoRoster(Turn turn, String cause) implements Command {}

  private record Polled(List<Entry> roster, Turn turn, Validator validator, CallResult result)
      implements Command {}

  private record Ended(ChallengeId id, Ending ending) implements Command {}

  /// How long to pause after a round, and who hears of challenges that begin and end.
  public record Settings(
      Hotkey own,
      Duration interval,
      Consumer<MinerEvent> events,
      MeterRegistry meters,
      InstantSource clock,
      RandomGenerator random) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;
  private final ActorRef<WorkerRegistry.Command> registry;
  private final CauseLog notes;

  private ChallengeDesk(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Settings settings,
      ActorRef<WorkerRegistry.Command> registry) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.registry = registry;
    this.notes = new CauseLog(context.getLog());
  }

  public static Behavior<Command> create(
      Settings settings, ActorRef<WorkerRegistry.Command> registry) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  var desk = new ChallengeDesk(context, timers, settings, registry);
                  return desk.running(desk.lookAgainSoon(DeskState.FIRST));
                }));
  }

  private Behavior<Command> running(DeskState state) {
    return Behaviors.receiveMessage(
        command ->
            running(
                switch (command) {
                  case Validators(var validators) -> chosen(validators, state);
                  case GetTally(var replyTo) -> {
                    replyTo.tell(state.tally().withRunning(state.outings().onTheWay().size()));
                    yield state;
                  }
                  case GetTasks(var replyTo) -> {
                    replyTo.tell(Tasks.of(state.outings(), state.recent()));
                    yield state;
                  }
                  case Drain(var patience, var replyTo) -> drain(patience, replyTo, state);
                  case PatienceOver() -> giveUpAll(state);
                  case BeginRound() -> beginRound(state);
                  case Due(var summons) -> state.isOnDuty() ? turn(summons, state) : state;
                  case RosterIn(var roster, var turn) ->
                      poll(roster, turn, waitedFor(roster, state));
                  case NoRoster(var turn, var cause) -> {
                    notes.warn("no challenges collected", "workers", Label.of(cause));
                    yield inVain(turn, state);
                  }
                  case Polled polled -> polledOne(polled, state.withoutUnderWay(polled.turn()));
                  case Ended(var id, var ending) -> drained(ended(id, ending, state));
                }));
  }

  private DeskState polledOne(Polled polled, DeskState state) {
    var next = polled(polled, state);
    return next.isOnDuty() ? goneOn(polled.turn(), next) : drained(next);
  }

  private DeskState goneOn(Turn turn, DeskState state) {
    return switch (turn) {
      case Turn.OfRound round -> next(round.others(), state);
      case Turn.Summons _ -> state;
    };
  }

  private DeskState drain(Duration patience, ActorRef<Drained> replyTo, DeskState first) {
    context
        .getLog()
        .info(
            "no more challenges are taken, running={}, waiting={}, patience={}",
            first.outings().onTheWay().size(),
            first.outings().waiting().size(),
            patience);
    timers.cancel(new BeginRound());
    timers.startSingleTimer(new PatienceOver(), patience);
    var state = first;
    for (Map.Entry<ChallengeId, Outings.Waiting> entry : first.outings().waiting().entrySet()) {
      var waiting = entry.getValue();
      state =
          refused(
              waiting.challenge(),
              state.current(waiting.validator()),
              Placement.Refusal.MINER_STOPPING,
              state.with(state.outings().without(entry.getKey())));
    }
    return drained(state.with(new DeskState.Draining(replyTo)));
  }

  private static DeskState giveUpAll(DeskState state) {
    state
        .outings()
        .onTheWay()
        .values()
        .forEach(outing -> outing.courier().tell(new Courier.GiveUp("the miner is shutting down")));
    return drained(state.withNoneUnderWay());
  }

  /// Says so when a desk that is to be drained has nothing left.
  private static DeskState drained(DeskState state) {
    if (state.duty() instanceof DeskState.Draining(var replyTo)
        && state.outings().isEmpty()
        && state.underWay().isEmpty()) {
      replyTo.tell(new Drained());
    }
    return state;
  }

  private DeskState chosen(List<Validator> validators, DeskState state) {
    for (Validator before : state.validators()) {
      var hotkey = before.target().hotkey();
      if (Outings.find(hotkey, validators).isEmpty()) {
        timers.cancel(new Due(new Turn.Summons(hotkey)));
      }
    }
    for (Outings.OnTheWay outing : state.outings().onTheWay().values()) {
      Outings.find(outing.validator(), validators)
          .map(Courier.ValidatorMoved::new)
          .ifPresent(outing.courier()::tell);
    }
    return state.with(validators);
  }

  private DeskState lookAgainSoon(DeskState state) {
    return pause(min(NOBODY_PAUSE, settings.interval()), state);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private DeskState pause(Duration pause, DeskState state) {
    timers.startSingleTimer(new BeginRound(), pause);
    return state;
  }

  private DeskState beginRound(DeskState state) {
    var validators = state.validators();
    if (validators.isEmpty()) {
      return lookAgainSoon(state);
    }
    int first = Math.floorMod(state.beginner(), validators.size());
    var rotated =
        IntStream.range(0, validators.size())
            .mapToObj(i -> validators.get((first + i) % validators.size()))
            .toList();
    return next(rotated, state.withNextBeginner());
  }

  /// Goes on to the next validator, with the workers as they are then.
  private DeskState next(List<Validator> rest, DeskState state) {
    return rest.isEmpty() ? pause(settings.interval(), state) : turn(new Turn.OfRound(rest), state);
  }

  private DeskState turn(Turn turn, DeskState state) {
    Questions.<Command, WorkerRegistry.Command, Roster>ask(
        context,
        registry,
        ROSTER_TIMEOUT,
        WorkerRegistry.GetRoster::new,
        (roster, failure) ->
            failure == null
                ? new RosterIn(roster.workers(), turn)
                : new NoRoster(turn, FailureCause.text(failure)));
    return state;
  }

  /// The round looks again soon; who was to be polled out of turn is asked when the round comes.
  private DeskState inVain(Turn turn, DeskState state) {
    return switch (turn) {
      case Turn.OfRound _ -> lookAgainSoon(state);
      case Turn.Summons _ -> state;
    };
  }

  private DeskState poll(List<Entry> roster, Turn turn, DeskState state) {
    if (!state.isOnDuty()) {
      return state;
    }
    if (roster.stream().noneMatch(entry -> Placement.isIdle(entry, state.engaged()))) {
      return inVain(turn, state);
    }
    return switch (turn) {
      case Turn.OfRound round -> poll(round.first(), roster, round, state);
      case Turn.Summons summons when state.underWay().contains(summons) ->
          summon(summons, Duration.ZERO, state);
      case Turn.Summons summons ->
          state
              .find(summons.validator())
              .map(validator -> poll(validator, roster, summons, state))
              .orElse(state);
    };
  }

  private DeskState poll(Validator validator, List<Entry> roster, Turn turn, DeskState state) {
    var payload = new Payload.TaskPoll(settings.own().value(), settings.clock().instant());
    validator.call(
        context, payload, POLL_TIMEOUT, result -> new Polled(roster, turn, validator, result));
    return state.withUnderWay(turn);
  }

  /// Polls a validator of ours out of turn, which takes the place of what it wished before.
  private DeskState summon(Turn.Summons summons, Duration wait, DeskState state) {
    if (state.isOnDuty() && state.find(summons.validator()).isPresent()) {
      timers.startSingleTimer(new Due(summons), max(wait, SUMMONS_WAIT_MIN));
    }
    return state;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private DeskState polled(Polled polled, DeskState state) {
    var validator = state.current(polled.validator());
    return switch (polled.result()) {
      case CallResult.Answered(Answer.Tasks(var challenges, _, var pollAgain)) -> {
        notes.startOver();
        var summons = new Turn.Summons(validator.target().hotkey());
        pollAgain.ifPresent(wait -> summon(summons, wait, state));
        yield taken(challenges, polled.roster(), validator, state);
      }
      case CallResult.Answered _ -> state;
      case CallResult.Refused(_, var says) -> {
        notes.warn("no challenges collected", validator.target().hotkey(), Label.of(says));
        yield state;
      }
      case CallResult.Unreachable _ -> state; // the link says why
    };
  }

  private DeskState taken(
      List<ComputeChallenge> challenges, List<Entry> roster, Validator validator, DeskState first) {
    var state = first;
    for (ComputeChallenge challenge : challenges) {
      var until = settings.clock().instant().plusSeconds(challenge.timeoutSeconds());
      state =
          switch (Placement.of(challenge, roster, state.engaged())) {
            case Placement.Placed(var id, var worker) ->
                sent(new Courier.Order(id, challenge, validator, worker), state);
            case Placement.NotYet(var id, var why) ->
                waits(id, new Outings.Waiting(challenge, validator, until, why), state);
            case Placement.NotPlaced(var why) -> refused(challenge, validator, why, state);
          };
    }
    return state;
  }

  private DeskState waits(ChallengeId id, Outings.Waiting waiting, DeskState state) {
    if (!state.isOnDuty()) {
      return refused(
          waiting.challenge(), waiting.validator(), Placement.Refusal.MINER_STOPPING, state);
    }
    context
        .getLog()
        .info(
            "challenge waits for its worker, challenge={}, worker={}, until={}, why={}",
            id,
            Label.of(waiting.challenge().targetWorkerId()),
            waiting.until(),
            waiting.why().word());
    return state.with(state.outings().with(id, waiting));
  }

  /// Sends on what waited for a worker that is idle now, with the time that is left for it; gives
  /// up what has waited in vain.
  private DeskState waitedFor(List<Entry> roster, DeskState first) {
    var state = first;
    for (Map.Entry<ChallengeId, Outings.Waiting> entry : first.outings().waiting().entrySet()) {
      var waiting = entry.getValue();
      var validator = state.current(waiting.validator());
      var rest = state.with(state.outings().without(entry.getKey()));
      long seconds = Duration.between(settings.clock().instant(), waiting.until()).toSeconds();
      state =
          seconds < 1
              ? refused(waiting.challenge(), validator, waiting.why(), rest)
              : switch (Placement.of(waiting.challenge(), roster, rest.engaged())) {
                case Placement.Placed(var id, var worker) ->
                    sent(
                        new Courier.Order(
                            id, waiting.challenge().withTimeout((int) seconds), validator, worker),
                        rest);
                case Placement.NotYet _ -> state;
                case Placement.NotPlaced(var why) ->
                    refused(waiting.challenge(), validator, why, rest);
              };
    }
    return state;
  }

  private DeskState sent(Courier.Order order, DeskState state) {
    var id = order.id();
    var self = context.getSelf();
    var courier =
        context.spawnAnonymous(
            Courier.create(
                order,
                new Courier.Settings(
                    ending -> self.tell(new Ended(id, ending)),
                    settings.clock(),
                    settings.random())));
    context.watchWith(
        courier, new Ended(id, new Ending.Abandoned(Cause.INTERNAL_ERROR, "the courier crashed")));
    var outing =
        new Outings.OnTheWay(
            order.workerId(),
            order.validator().target().hotkey(),
            settings.clock().instant(),
            courier);
    settings
        .events()
        .accept(new MinerEvent.ChallengeBegan(id, outing.worker(), outing.validator()));
    return state.with(state.outings().with(id, outing));
  }

  private DeskState refused(
      ComputeChallenge challenge, Validator validator, Placement.Refusal why, DeskState state) {
    count("refused", why.word());
    context
        .getLog()
        .warn(
            "challenge not taken, challenge={}, worker={}, validator={}, why={}",
            Label.of(challenge.challengeId()),
            Label.of(challenge.targetWorkerId()),
            validator.target().hotkey(),
            why.word());
    settings
        .events()
        .accept(
            new MinerEvent.ChallengeNotTaken(
                Label.of(challenge.challengeId()), validator.target().hotkey(), why.word()));
    return state.with(state.tally().refused(why));
  }

  /// A courier's last word counts; that it is gone afterwards is no news.
  private DeskState ended(ChallengeId id, Ending ending, DeskState state) {
    var outing = state.outings().onTheWay().get(id);
    if (outing == null) {
      return state;
    }
    switch (ending) {
      case Ending.Delivered() -> count("delivered", ending.word());
      case Ending.Abandoned _ -> count("abandoned", ending.word());
    }
    var over =
        new Tasks.Over(
            id,
            outing.worker(),
            outing.validator(),
            outing.since(),
            settings.clock().instant(),
            ending.word(),
            ending.reason());
    settings
        .events()
        .accept(
            new MinerEvent.ChallengeEnded(
                id, over.worker(), over.validator(), over.cause(), over.why()));
    return state.with(state.tally().ended(ending)).with(state.outings().without(id)).with(over);
  }

  private void count(String outcome, String cause) {
    settings
        .meters()
        .counter("byteleap.challenges", "outcome", outcome, "cause", cause)
        .increment();
  }
}
