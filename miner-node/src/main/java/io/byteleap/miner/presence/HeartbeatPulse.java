package io.byteleap.miner.presence;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.FailureCause;
import io.byteleap.actor.Questions;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerRegistry.Roster;
import io.byteleap.miner.worker.WorkerView;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.validator.HeartbeatData;
import io.byteleap.wire.validator.HeartbeatData.WorkerInfo;
import io.byteleap.wire.validator.Payload;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Reports the workers to all validators at an interval, and soon after a worker or a first
/// validator has appeared. A worker is reported while its newest heartbeat was not taken by anybody
/// (see [ReportBook]).
public final class HeartbeatPulse {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration ROSTER_TIMEOUT = Duration.ofSeconds(5);

  /// What appears within this time is reported together.
  private static final Duration SOON = Duration.ofSeconds(1);

  public sealed interface Command {}

  /// The validators to report to from now on.
  public record Validators(List<Validator> validators) implements Command {
    public Validators {
      validators = List.copyOf(validators);
    }
  }

  /// A worker was heard for the first time.
  public record Newcomer() implements Command {}

  /// Asks how the last reports to each validator went.
  public record GetReports(ActorRef<Reports> replyTo) implements Command {}

  private record Beat() implements Command {}

  private record Gathered(Gathering gathering) implements Command {}

  private record NotGathered(String cause) implements Command {}

  private record Told(Hotkey validator, List<ReportBook.Entry> entries, CallResult result)
      implements Command {}

  /// `host` looks at the miner's own machine, off the actor's thread; `events` hears how each
  /// report went.
  public record Settings(
      Hotkey own,
      Duration interval,
      Supplier<CompletionStage<SystemInfo>> host,
      Consumer<MinerEvent> events,
      MeterRegistry meters,
      InstantSource clock) {}

  private record Gathering(List<WorkerView> roster, SystemInfo host) {}

  /// Validators, those of them that owe us an answer, what was taken, how the last reports went,
  /// and whether we gather.
  private record State(
      List<Validator> validators,
      Set<Hotkey> owing,
      ReportBook book,
      Reports reports,
      Gather gather) {
    static final State FIRST =
        new State(List.of(), Set.of(), ReportBook.EMPTY, Reports.NONE, Gather.NOT_NOW);

    State with(List<Validator> next) {
      return new State(next, owing, book, reports.keeping(next), gather);
    }

    State with(Gather next) {
      return new State(validators, owing, book, reports, next);
    }

    State with(ReportBook next) {
      return new State(validators, owing, next, reports, gather);
    }

    State with(Reports.Report report) {
      return new State(validators, owing, book, reports.with(report), gather);
    }

    State owed(Hotkey validator) {
      var next = new HashSet<>(owing);
      next.add(validator);
      return new State(validators, Set.copyOf(next), book, reports, gather);
    }

    State paid(Hotkey validator) {
      var next = new HashSet<>(owing);
      next.remove(validator);
      return new State(validators, Set.copyOf(next), book, reports, gather);
    }
  }

  private enum Gather {
    UNDER_WAY,
    NOT_NOW
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;
  private final ActorRef<WorkerRegistry.Command> registry;
  private final CauseLog notes;

  private HeartbeatPulse(
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
                  timers.startTimerWithFixedDelay(new Beat(), settings.interval());
                  return new HeartbeatPulse(context, timers, settings, registry)
                      .running(State.FIRST);
                }));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receiveMessage(
        command ->
            running(
                switch (command) {
                  case Validators(var validators) -> chosen(validators, state);
                  case Newcomer() -> soon(state);
                  case GetReports(var replyTo) -> {
                    replyTo.tell(state.reports());
                    yield state;
                  }
                  case Beat() -> gather(state);
                  case Gathered(var gathering) -> report(gathering, state.with(Gather.NOT_NOW));
                  case NotGathered(var cause) -> {
                    notes.warn("heartbeat not sent", "workers", Label.of(cause));
                    yield state.with(Gather.NOT_NOW);
                  }
                  case Told told -> told(told, state.paid(told.validator()));
                }));
  }

  private State chosen(List<Validator> validators, State state) {
    boolean first = state.validators().isEmpty() && !validators.isEmpty();
    return first ? soon(state.with(validators)) : state.with(validators);
  }

  private State soon(State state) {
    if (!timers.isTimerActive(SOON)) {
      timers.startSingleTimer(SOON, new Beat(), SOON);
    }
    return state;
  }

  private State gather(State state) {
    if (state.gather() == Gather.UNDER_WAY || state.validators().isEmpty()) {
      return state;
    }
    CompletionStage<Roster> roster =
        new Questions(context.getSystem(), ROSTER_TIMEOUT)
            .ask(registry, WorkerRegistry.GetRoster::new);
    context.pipeToSelf(
        roster.thenCombine(settings.host().get(), HeartbeatPulse::gathering),
        (gathering, failure) ->
            failure == null
                ? new Gathered(gathering)
                : new NotGathered(FailureCause.text(failure)));
    return state.with(Gather.UNDER_WAY);
  }

  private static Gathering gathering(Roster roster, SystemInfo host) {
    return new Gathering(roster.workers().stream().map(WorkerRegistry.Entry::view).toList(), host);
  }

  /// Tells every validator that does not still owe an answer; the others hear it the next time.
  private State report(Gathering gathering, State first) {
    var now = settings.clock().instant();
    var state = first.with(first.book().keeping(gathering.roster()));
    var due = state.book().due(gathering.roster(), now);
    if (due.isEmpty()) {
      return state;
    }
    var workers = due.stream().map(HeartbeatPulse::info).toList();
    var payload =
        new Payload.Heartbeat(
            new HeartbeatData(settings.own().value(), now, workers, gathering.host()));
    for (Validator validator : state.validators()) {
      var hotkey = validator.target().hotkey();
      if (!state.owing().contains(hotkey)) {
        validator.call(context, payload, CALL_TIMEOUT, result -> new Told(hotkey, due, result));
        state = state.owed(hotkey);
      }
    }
    return state;
  }

  private static WorkerInfo info(ReportBook.Entry entry) {
    var worker = entry.worker();
    return new WorkerInfo(
        worker.id().value(),
        worker.name().value(),
        worker.version().value(),
        worker.report().capabilities(),
        switch (worker.status()) {
          case WorkerView.Online() when worker.member().isDraining() -> HeartbeatData.Status.BUSY;
          case WorkerView.Online() -> HeartbeatData.Status.ONLINE;
          case WorkerView.Busy _ -> HeartbeatData.Status.BUSY;
          case WorkerView.Offline() -> HeartbeatData.Status.OFFLINE;
        },
        worker.report().systemInfo(),
        worker.connectedAt(),
        entry.heardAt());
  }

  private State told(Told told, State state) {
    var validator = told.validator();
    int workers = told.entries().size();
    return switch (told.result()) {
      case CallResult.Answered _ -> {
        count("taken");
        notes.startOver();
        context.getLog().debug("heartbeat taken, validator={}, workers={}", validator, workers);
        settings.events().accept(new MinerEvent.HeartbeatTaken(validator, workers));
        yield state
            .with(state.book().taking(told.entries()))
            .with(report(told, Reports.Result.TAKEN, Label.NONE));
      }
      case CallResult.Refused(_, var says) -> {
        count("refused");
        notes.warn("heartbeat refused", validator, Label.of(says));
        settings.events().accept(new MinerEvent.HeartbeatRefused(validator, Label.of(says)));
        yield state.with(report(told, Reports.Result.REFUSED, Label.of(says)));
      }
      case CallResult.Unreachable(var cause) -> {
        count("unreachable"); // the link says why
        settings.events().accept(new MinerEvent.HeartbeatLost(validator, Label.of(cause)));
        yield state.with(report(told, Reports.Result.UNREACHABLE, Label.of(cause)));
      }
    };
  }

  private Reports.Report report(Told told, Reports.Result result, Label why) {
    return new Reports.Report(
        told.validator(), settings.clock().instant(), told.entries().size(), result, why);
  }

  private void count(String result) {
    settings.meters().counter("byteleap.heartbeats", "result", result).increment();
  }
}
