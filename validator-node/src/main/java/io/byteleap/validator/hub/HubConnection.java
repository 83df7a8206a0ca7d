package io.byteleap.validator.hub;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.FailureCause;
import io.byteleap.config.Secret;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.port.HubTasks.Stored;
import io.byteleap.transport.TextDialer;
import io.byteleap.transport.TextSocket;
import io.byteleap.validator.hub.HubEffects.PolicyInEffect;
import io.byteleap.validator.hub.HubEffects.PolicyRefused;
import io.byteleap.wire.hub.HubFrame.HubError;
import io.byteleap.wire.hub.HubMessage;
import io.byteleap.wire.hub.HubMessage.ConfigUpdate;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.HubMessage.TaskPublish;
import io.byteleap.wire.hub.HubMessage.TokenAnswer;
import io.byteleap.wire.hub.HubReport;
import io.byteleap.wire.hub.HubReport.Ack;
import io.byteleap.wire.hub.HubReport.Heartbeat;
import io.byteleap.wire.hub.HubReport.ReportedMiner;
import io.byteleap.wire.hub.HubReport.Statistics;
import io.byteleap.wire.hub.HubSession;
import io.byteleap.wire.hub.HubType;
import io.byteleap.wire.hub.MessageId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// One session with the hub, up to its end. What the hub says is dealt with one after the other:
/// the next message is read once the one before has had its effect and is acknowledged, so that the
/// hub can be no faster than we are. What the hub is told goes out meanwhile.
final class HubConnection {
  sealed interface Command {}

  record Dialled(Secret token, TextSocket socket) implements Command {}

  record Heard(String text) implements Command {}

  record Ponged() implements Command {}

  record Lost(String why) implements Command {}

  /// What means something once the handshake is done.
  sealed interface InSession extends Command {}

  /// Tell the hub.
  record Say(HubReport report) implements InSession {}

  private record Beat() implements InSession {}

  private record Counted(Statistics statistics) implements InSession {}

  private record NotCounted(String why) implements InSession {}

  private record LookAtWorkers() implements InSession {}

  private record Seen(List<ReportedMiner> miners) implements InSession {}

  private record NotSeen(String why) implements InSession {}

  /// What a message led to is over.
  private record Done(Answer answer, HubMeters.Heard outcome) implements InSession {}

  private record KeepAlive() implements InSession {}

  /// What is said to the hub's message.
  private sealed interface Answer {}

  private record Acknowledge(Ack ack) implements Answer {}

  private record Nothing() implements Answer {}

  /// What connections work with.
  record Tools(
      HubSettings settings,
      HubEffects effects,
      HubMeters meters,
      TextDialer dialer,
      Executor blocking,
      InstantSource clock,
      RandomGenerator random) {}

  /// Who is at the two ends.
  record Line(TextSocket socket, Hotkey hub, ActorRef<HubLink.Command> link) {}

  private enum Vitals {
    HEARD,
    QUIET,
    PINGED
  }

  private enum Looking {
    IDLE,
    UNDER_WAY
  }

  private record State(HubTalk talk, HubReporting reporting, Looking looking, Vitals vitals) {
    State with(HubTalk next) {
      return new State(next, reporting, looking, vitals);
    }

    State with(Vitals next) {
      return new State(talk, reporting, looking, next);
    }

    State with(Looking next) {
      return new State(talk, reporting, next, vitals);
    }

    State with(HubReporting next) {
      return new State(talk, next, looking, vitals);
    }
  }

  private final ActorContext<Command> context;
  private final Tools tools;
  private final Line line;
  private final CauseLog notes;

  private HubConnection(ActorContext<Command> context, Tools tools, Line line) {
    context.setLoggerName(HubConnection.class);
    this.context = context;
    this.tools = tools;
    this.line = line;
    this.notes = new CauseLog(context.getLog());
  }

  /// Takes over from [HubDialling].
  static Behavior<Command> create(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Tools tools,
      Line line,
      HubSession session) {
    var rhythm = tools.settings().rhythm();
    timers.startTimerWithFixedDelay(new KeepAlive(), rhythm.keepAlive());
    timers.startTimerWithFixedDelay(new Beat(), rhythm.heartbeat());
    timers.startTimerWithFixedDelay(new LookAtWorkers(), rhythm.report());
    context.getSelf().tell(new Beat());
    context.getSelf().tell(new LookAtWorkers());
    line.socket().next();
    return new HubConnection(context, tools, line)
        .running(
            new State(
                HubTalk.of(session),
                HubReporting.of(rhythm.fullReport()),
                Looking.IDLE,
                Vitals.HEARD));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, command -> handle(command, state))
        .onSignal(PostStop.class, _ -> stopped())
        .build();
  }

  private Behavior<Command> handle(Command command, State state) {
    return switch (command) {
      case Heard(var text) -> heard(text, state.with(Vitals.HEARD));
      case Ponged() -> running(state.with(Vitals.HEARD));
      case Lost(var why) -> lost(why);
      case Say(var report) -> said(List.of(report), state);
      case Beat() -> {
        asked(tools.effects().statistics(), Counted::new, NotCounted::new);
        yield running(state);
      }
      case Counted(var statistics) ->
          said(List.of(new Heartbeat(identity().version(), statistics)), state);
      case NotCounted(var why) -> {
        notes.warn("no heartbeat for the hub this time", line.hub(), Label.of(why));
        yield running(state);
      }
      case LookAtWorkers() -> running(looked(state));
      case Seen(var miners) -> seen(miners, state.with(Looking.IDLE));
      case NotSeen(var why) -> {
        notes.warn("no report for the hub this time", line.hub(), Label.of(why));
        yield running(state.with(Looking.IDLE));
      }
      case Done(var answer, var outcome) -> done(answer, outcome, state);
      case KeepAlive() -> checked(state);
      case Dialled _ -> Behaviors.unhandled();
    };
  }

  private HubIdentity identity() {
    return tools.settings().identity();
  }

  private Instant now() {
    return tools.clock().instant();
  }

  private Behavior<Command> heard(String text, State before) {
    var hearing = before.talk().hear(text, now());
    var state = before.with(hearing.next());
    return switch (hearing.heard()) {
      case HubTalk.Said(var message, var id) -> {
        act(message, id);
        yield running(state);
      }
      case HubTalk.Complained(var error) -> complained(error, state);
      case HubTalk.Ignored(var what) -> {
        context.getLog().debug("message of the hub ignored, type={}", what);
        yield next(HubMeters.Heard.IGNORED, state);
      }
      case HubTalk.Refused(var why) -> {
        notes.warn("message of the hub refused", line.hub(), why);
        yield state.talk().isHopeless()
            ? lost("too many messages in a row made no sense, the last: " + why)
            : next(HubMeters.Heard.REFUSED, state);
      }
    };
  }

  private Behavior<Command> complained(HubError error, State state) {
    String says = "code " + error.code() + " " + error.message();
    return switch (error.meaning()) {
      case AUTHENTICATION_REFUSED -> lost("it does not know us any more, " + says);
      case SESSION_LOST -> lost("it has lost the session, " + says);
      case WARNING -> {
        notes.warn("the hub complains", line.hub(), Label.of(says));
        yield next(HubMeters.Heard.ERROR, state);
      }
    };
  }

  /// A [Done] follows.
  private void act(HubMessage message, MessageId id) {
    switch (message) {
      case LeasePublish publish -> {
        line.link().tell(new HubLink.LeasesSaid(publish));
        context.getSelf().tell(new Done(new Nothing(), HubMeters.Heard.TAKEN));
      }
      case TokenAnswer answer -> {
        line.link().tell(new HubLink.TokenSaid(answer));
        context.getSelf().tell(new Done(new Nothing(), HubMeters.Heard.TAKEN));
      }
      case ConfigUpdate(var settings) ->
          effect(
              tools.effects().change(line.hub(), settings),
              outcome ->
                  switch (outcome) {
                    case PolicyInEffect() -> taken(id, HubType.CONFIG_UPDATE);
                    case PolicyRefused(var why) -> failed(id, HubType.CONFIG_UPDATE, why);
                  },
              why -> failed(id, HubType.CONFIG_UPDATE, why));
      case TaskPublish(var task) ->
          effect(
              tools.effects().store(task),
              stored -> stored(id, stored),
              why -> failed(id, HubType.TASK_PUBLISH, why));
      case HubMessage.Unreadable unreadable -> {
        notes.warn("message of the hub cannot be taken", line.hub(), Label.of("" + unreadable));
        context.getSelf().tell(done(id, HubMeters.Heard.FAILED, to -> Ack.failed(to, unreadable)));
      }
    }
  }

  private Done stored(MessageId id, Stored stored) {
    return switch (stored) {
      case NEW, SAME -> taken(id, HubType.TASK_PUBLISH);
      case OTHER -> failed(id, HubType.TASK_PUBLISH, Label.of("there is another task of that key"));
      case TOO_MANY -> failed(id, HubType.TASK_PUBLISH, Label.of("too many tasks are waiting"));
    };
  }

  private static Done taken(MessageId id, HubType type) {
    return done(id, HubMeters.Heard.TAKEN, to -> Ack.accepted(to, type));
  }

  private Done failed(MessageId id, HubType type, Label why) {
    context.getLog().warn("{} of the hub not carried out, why={}", type, why);
    return done(id, HubMeters.Heard.FAILED, to -> Ack.failed(to, type, why));
  }

  private static Done done(MessageId id, HubMeters.Heard outcome, Function<MessageId, Ack> ack) {
    return new Done(id.isPresent() ? new Acknowledge(ack.apply(id)) : new Nothing(), outcome);
  }

  private <T> void effect(
      CompletionStage<T> stage, Function<T, Done> success, Function<Label, Done> failure) {
    long patience = tools.settings().rhythm().patience().toMillis();
    asked(
        stage.toCompletableFuture().copy().orTimeout(patience, TimeUnit.MILLISECONDS),
        success,
        why -> failure.apply(Label.of(why)));
  }

  private <T> void asked(
      CompletionStage<T> stage,
      Function<T, ? extends Command> success,
      Function<String, ? extends Command> failure) {
    context.pipeToSelf(
        stage,
        (value, problem) ->
            problem == null ? success.apply(value) : failure.apply(FailureCause.text(problem)));
  }

  private Behavior<Command> done(Answer answer, HubMeters.Heard outcome, State state) {
    tools.meters().heard(outcome);
    line.socket().next();
    return switch (answer) {
      case Acknowledge(var ack) -> said(List.of(ack), state);
      case Nothing() -> running(state);
    };
  }

  private Behavior<Command> next(HubMeters.Heard outcome, State state) {
    return done(new Nothing(), outcome, state);
  }

  /// One look at a time.
  private State looked(State state) {
    if (state.looking() == Looking.IDLE) {
      asked(tools.effects().workers(), Seen::new, NotSeen::new);
    }
    return state.with(Looking.UNDER_WAY);
  }

  private Behavior<Command> seen(List<ReportedMiner> miners, State state) {
    var step = state.reporting().report(miners, now());
    return said(step.reports(), state.with(step.next()));
  }

  private Behavior<Command> said(List<? extends HubReport> reports, State before) {
    var state = before;
    for (HubReport report : reports) {
      var saying = state.talk().say(report, now());
      if (saying.isEmpty()) {
        return lost("the numbers of the session are used up");
      }
      line.socket().send(saying.get().text());
      tools.meters().said(report);
      state = state.with(saying.get().next());
    }
    return running(state);
  }

  private Behavior<Command> checked(State state) {
    return switch (state.vitals()) {
      case HEARD -> running(state.with(Vitals.QUIET));
      case QUIET -> {
        line.socket().ping();
        yield running(state.with(Vitals.PINGED));
      }
      case PINGED -> lost("nothing was heard of it, in spite of a ping");
    };
  }

  private Behavior<Command> lost(String why) {
    line.socket().close();
    line.link().tell(new HubLink.Ended(context.getSelf(), Label.of(why)));
    return Behaviors.stopped();
  }

  /// By the link or by a mistake of ours.
  private Behavior<Command> stopped() {
    line.socket().close();
    return Behaviors.same();
  }
}
