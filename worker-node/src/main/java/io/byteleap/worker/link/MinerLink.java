package io.byteleap.worker.link;

import io.byteleap.actor.Backoff;
import io.byteleap.actor.CauseLog;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.node.Health;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.host.HostView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Keeps the worker connected to its miner: one [MinerConnection] at a time, and after its end,
/// however it came, the next one, for ever.
public final class MinerLink {
  /// Name of the dependency in [Health].
  public static final String HEALTH = "miner";

  private static final Loss BROKE_DOWN = new Loss.Failed("the connection broke down");
  private static final Duration FIRST_PAUSE_MAX = Duration.ofSeconds(1);

  public sealed interface Command {}

  public record GetStatus(ActorRef<Status> replyTo) implements Command {}

  /// The miner took the registration.
  record Registered(ActorRef<MinerConnection.Command> connection) implements Command {}

  /// The miner acknowledged a heartbeat.
  record Acknowledged(Instant at) implements Command {}

  /// The connection ended, or there never was one.
  record Ended(ActorRef<MinerConnection.Command> connection, Loss loss) implements Command {}

  private record Send(WorkerFrame frame) implements Command {}

  private record Dial() implements Command {}

  public sealed interface Status {}

  public record Connected(Instant since, Instant lastAck) implements Status {}

  public record Away(String why) implements Status {}

  /// Who the worker is, how it shows that, and how long it waits for what.
  public record Settings(WorkerId worker, String name, MinerAccess access, Timing timing) {}

  /// Heartbeats and pings are sent at intervals; an answer is waited for up to a timeout; the pause
  /// between two connections grows up to `reconnectInterval`, and is `refusalInterval` after a
  /// refusal that waiting does not mend.
  public record Timing(
      Duration reconnectInterval,
      Duration refusalInterval,
      Duration heartbeatInterval,
      Duration pingInterval,
      Duration pingTimeout,
      Duration ackTimeout) {}

  /// What the link works with.
  public record Tools(
      WebSocketDialer dialer,
      HostView host,
      ActorRef<TaskDesk.Command> tasks,
      ActorRef<ProofDesk.Command> proofs,
      Health health,
      LinkMeters meters,
      InstantSource clock,
      RandomGenerator random) {}

  private sealed interface Line {}

  private record Closed() implements Line {}

  private record Opening(ActorRef<MinerConnection.Command> connection) implements Line {}

  private record Open(ActorRef<MinerConnection.Command> connection, Instant since, Instant lastAck)
      implements Line {}

  /// `why` there was no connection the last time that there was none.
  private record State(Line line, Backoff backoff, String why) {
    State with(Line next) {
      return new State(next, backoff, why);
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;
  private final Tools tools;
  private final ActorRef<WorkerFrame> results;
  private final CauseLog notes;

  private MinerLink(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Settings settings,
      Tools tools) {
    context.setLoggerName(MinerLink.class);
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.tools = tools;
    this.notes = new CauseLog(context.getLog());
    this.results = context.messageAdapter(WorkerFrame.class, Send::new);
  }

  /// The first connection begins when `start` is complete; a link that restarts after that begins
  /// at once.
  public static Behavior<Command> create(
      Settings settings, Tools tools, CompletionStage<Void> start) {
    var last = settings.timing().reconnectInterval();
    var first = last.compareTo(FIRST_PAUSE_MAX) < 0 ? last : FIRST_PAUSE_MAX;
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.pipeToSelf(start, (_, _) -> new Dial());
                  return new MinerLink(context, timers, settings, tools)
                      .running(new State(new Closed(), Backoff.from(first, last), "starting"));
                }));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Dial() -> running(dialled(state));
              case Registered(var connection) -> running(registered(connection, state));
              case Acknowledged(var at) -> running(acknowledged(at, state));
              case Ended(var connection, var loss) -> running(ended(connection, loss, state));
              case Send(var frame) -> send(frame, state);
              case GetStatus(var replyTo) -> {
                replyTo.tell(status(state));
                yield Behaviors.same();
              }
            });
  }

  private State dialled(State state) {
    if (!(state.line() instanceof Closed)) {
      return state;
    }
    var connection =
        context.spawnAnonymous(MinerConnection.create(settings, tools, results, context.getSelf()));
    context.watchWith(connection, new Ended(connection, BROKE_DOWN));
    return state.with(new Opening(connection));
  }

  private State registered(ActorRef<MinerConnection.Command> connection, State state) {
    context.getLog().info("registered at the miner, url={}", url());
    tools.meters().registered();
    tools.health().up(HEALTH, url().toString());
    var now = tools.clock().instant();
    return state.with(new Open(connection, now, now));
  }

  private static State acknowledged(Instant at, State state) {
    return state.line() instanceof Open(var connection, var since, _)
        ? state.with(new Open(connection, since, at))
        : state;
  }

  private State ended(ActorRef<MinerConnection.Command> connection, Loss loss, State state) {
    return switch (state.line()) {
      case Opening(var current) when current.equals(connection) -> redialling(loss, state);
      case Open(var current, var since, _) when current.equals(connection) -> {
        tools.meters().lost();
        yield redialling(loss, lasted(since) ? rested(state) : state);
      }
      case Opening _, Open _, Closed _ -> state;
    };
  }

  /// Whether the connection was of use; one that ends at once is as good as none.
  private boolean lasted(Instant since) {
    return !tools.clock().instant().isBefore(since.plus(settings.timing().reconnectInterval()));
  }

  private State rested(State state) {
    notes.startOver();
    return new State(state.line(), state.backoff().succeeded(), state.why());
  }

  private State redialling(Loss loss, State state) {
    var backoff = state.backoff().failed();
    var remedy = loss.remedy();
    var pause = pausing(loss, backoff, settings.timing()).pause(tools.random());
    timers.startSingleTimer(new Dial(), pause);
    tools.health().down(HEALTH, loss.why());
    notes.warn(
        remedy
            .map(help -> "the miner does not let this worker in; " + help)
            .orElse("not connected, trying until the miner is there"),
        url(),
        Label.of(loss.why()));
    return new State(new Closed(), backoff, loss.why());
  }

  /// Where waiting does not help, the miner is not asked again soon.
  static Backoff pausing(Loss loss, Backoff usual, Timing timing) {
    var interval = timing.refusalInterval();
    return loss.remedy().isPresent() ? Backoff.from(interval, interval) : usual;
  }

  private Behavior<Command> send(WorkerFrame frame, State state) {
    if (state.line() instanceof Open(var connection, _, _)) {
      connection.tell(new MinerConnection.Deliver(frame));
    } else {
      context.getLog().warn("a result came while there was no connection, and is lost");
    }
    return Behaviors.same();
  }

  private MinerUrl url() {
    return tools.dialer().url();
  }

  private static Status status(State state) {
    return state.line() instanceof Open(_, var since, var lastAck)
        ? new Connected(since, lastAck)
        : new Away(state.why());
  }
}
