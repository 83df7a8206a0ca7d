package io.byteleap.worker.link;

import io.byteleap.actor.Backoff;
import io.byteleap.actor.CauseLog;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.node.Health;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.compute.ExactUnits;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.gpu.GpuView;
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
/// however it came, the next one, until the worker takes leave.
///
/// A miner that is not there is looked for every second or so, so that one that comes back is found
/// within two. The pauses grow only where a miner is there and does not want us.
public final class MinerLink {
  /// Name of the dependency in [Health].
  public static final String HEALTH = "miner";

  private static final Loss BROKE_DOWN = new Loss.Failed("the connection broke down");

  public sealed interface Command {}

  public record GetStatus(ActorRef<Status> replyTo) implements Command {}

  /// Closes the connection when what was sent has been taken, and dials no more.
  public record Leave(ActorRef<Left> replyTo) implements Command {}

  public record Left() {}

  /// Asks the miner for a token with which this worker enrols at a VM gateway.
  public record AskToken(ActorRef<TokenReply> replyTo) implements Command {}

  /// The miner said something about a token.
  record TokenHeard(MinerFrame frame) implements Command {}

  /// The miner took the registration.
  record Registered(ActorRef<MinerConnection.Command> connection) implements Command {}

  /// The miner acknowledged a heartbeat.
  record Acknowledged(Instant at) implements Command {}

  /// The connection ended, or there never was one.
  record Ended(ActorRef<MinerConnection.Command> connection, Loss loss) implements Command {}

  /// Whether the miner turned us away, or is just not there.
  enum Manner {
    REFUSED,
    LOST
  }

  /// The frame has left this process.
  record Written(WorkerFrame frame) implements Command {}

  private record Send(WorkerFrame frame) implements Command {}

  private record Dial() implements Command {}

  public sealed interface Status {}

  public record Connected(Instant since, Instant lastAck) implements Status {}

  public record Away(String why) implements Status {}

  /// Who the worker is, how it shows that, and how long it waits for what.
  public record Settings(WorkerId worker, String name, MinerAccess access, Timing timing) {}

  /// Heartbeats and pings are sent at intervals; an answer is waited for up to a timeout; the pause
  /// after a refusal grows from `reconnectInterval` to twelve times that, and is `refusalInterval`
  /// after one that waiting does not mend.
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
      GpuView gpu,
      ExactUnits exact,
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

  private record Leaving(ActorRef<MinerConnection.Command> connection, ActorRef<Left> replyTo)
      implements Line {}

  private record Gone() implements Line {}

  /// `why` there was no connection the last time that there was none; `unsent` are the results that
  /// no connection has taken yet.
  private record State(Line line, Redial redial, String why, Outbox unsent) {
    State with(Line next) {
      return new State(next, redial, why, unsent);
    }

    State with(Outbox next) {
      return new State(line, redial, why, next);
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;
  private final Tools tools;
  private final ActorRef<WorkerFrame> results;
  private final CauseLog notes;
  private final TokenWaiter tokens = new TokenWaiter();

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
    var redial = Redial.usually(settings.timing().reconnectInterval());
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.pipeToSelf(start, (_, _) -> new Dial());
                  return new MinerLink(context, timers, settings, tools)
                      .running(new State(new Closed(), redial, "starting", Outbox.EMPTY));
                }));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Dial() -> running(dialled(state));
              case Registered(var connection) -> running(registered(connection, state));
              case Acknowledged(var at) -> running(acknowledged(at, state));
              case Ended ended -> running(ended(ended, state));
              case Leave(var replyTo) -> running(leaving(replyTo, state));
              case Send(var frame) -> running(send(frame, state));
              case Written(var frame) -> running(state.with(state.unsent().without(frame)));
              case AskToken(var replyTo) -> askToken(replyTo, state);
              case TokenHeard(var frame) -> {
                tokens.heard(frame);
                yield Behaviors.same();
              }
              case GetStatus(var replyTo) -> {
                replyTo.tell(status(state));
                yield Behaviors.same();
              }
            });
  }

  private Behavior<Command> askToken(ActorRef<TokenReply> replyTo, State state) {
    if (state.line() instanceof Open(var connection, _, _)) {
      tokens.add(replyTo);
      var request = new WorkerFrame.EnrolTokenRequest(settings.worker().value());
      connection.tell(new MinerConnection.Deliver(request));
    } else {
      replyTo.tell(new TokenReply.Away());
    }
    return Behaviors.same();
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
    var unsent = fresh(state, now);
    unsent
        .unsent()
        .forEach(
            frame -> {
              context.getLog().info("a result is sent late, task={}", Outbox.nameOf(frame));
              connection.tell(new MinerConnection.Deliver(frame));
            });
    return state.with(unsent).with(new Open(connection, now, now));
  }

  /// What is too old by now is no use to anybody, but is not passed over in silence.
  private Outbox fresh(State state, Instant now) {
    state.unsent().expiredAt(now).forEach(this::lost);
    return state.unsent().freshAt(now);
  }

  private void lost(WorkerFrame frame) {
    tools.meters().resultLost();
    context.getLog().warn("a result could not be sent, task={}", Outbox.nameOf(frame));
  }

  private static State acknowledged(Instant at, State state) {
    return state.line() instanceof Open(var connection, var since, _)
        ? state.with(new Open(connection, since, at))
        : state;
  }

  private State ended(Ended end, State state) {
    var loss = end.loss();
    tokens.lost();
    return switch (state.line()) {
      case Opening(var current) when current.equals(end.connection()) -> redialling(loss, state);
      case Open(var current, var since, _) when current.equals(end.connection()) -> {
        tools.meters().lost();
        yield redialling(loss, lasted(since) ? rested(state) : state);
      }
      case Leaving(var current, var replyTo) when current.equals(end.connection()) ->
          gone(replyTo, state);
      case Opening _, Open _, Leaving _, Gone _, Closed _ -> state;
    };
  }

  private State leaving(ActorRef<Left> replyTo, State state) {
    return switch (state.line()) {
      case Open(var connection, _, _) -> takenLeave(connection, replyTo, state);
      case Opening(var connection) -> takenLeave(connection, replyTo, state);
      case Closed(), Gone(), Leaving _ -> gone(replyTo, state);
    };
  }

  /// Results that no connection has taken have nowhere to go any more.
  private State gone(ActorRef<Left> replyTo, State state) {
    state.unsent().unsent().forEach(this::lost);
    replyTo.tell(new Left());
    return state.with(new Gone()).with(Outbox.EMPTY);
  }

  private State takenLeave(
      ActorRef<MinerConnection.Command> connection, ActorRef<Left> replyTo, State state) {
    connection.tell(new MinerConnection.Leave());
    tools.health().down(HEALTH, "the worker stops");
    return state.with(new Leaving(connection, replyTo));
  }

  /// Whether the connection was of use; one that ends at once is as good as none.
  private boolean lasted(Instant since) {
    return !tools.clock().instant().isBefore(since.plus(settings.timing().reconnectInterval()));
  }

  private State rested(State state) {
    notes.startOver();
    return new State(state.line(), state.redial().rested(), state.why(), state.unsent());
  }

  private State redialling(Loss loss, State state) {
    var redial = state.redial().after(loss.manner());
    var remedy = loss.remedy();
    var pausing = pausing(loss, redial.pauses(loss.manner()), settings.timing());
    timers.startSingleTimer(new Dial(), pausing.pause(tools.random()));
    tools.health().down(HEALTH, loss.why());
    notes.warn(
        remedy
            .map(help -> "the miner does not let this worker in; " + help)
            .orElse("not connected, trying until the miner is there"),
        url(),
        Label.of(loss.why()));
    return new State(new Closed(), redial, loss.why(), state.unsent());
  }

  /// Where waiting does not help, the miner is not asked again soon.
  static Backoff pausing(Loss loss, Backoff usual, Timing timing) {
    var interval = timing.refusalInterval();
    return loss.remedy().isPresent() ? Backoff.from(interval, interval) : usual;
  }

  /// A result is kept until a connection has sent it: one that ends first leaves it to the next.
  private State send(WorkerFrame frame, State state) {
    var now = tools.clock().instant();
    var unsent = fresh(state, now);
    unsent.displacedByOneMore().ifPresent(this::lost);
    switch (state.line()) {
      case Open(var connection, _, _) -> connection.tell(new MinerConnection.Deliver(frame));
      case Opening _, Closed _ ->
          context.getLog().info("a result waits for a connection, task={}", Outbox.nameOf(frame));
      case Leaving _, Gone _ -> {
        lost(frame);
        return state.with(unsent);
      }
    }
    return state.with(unsent.with(frame, now));
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
