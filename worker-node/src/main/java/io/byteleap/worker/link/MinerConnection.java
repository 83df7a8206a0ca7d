package io.byteleap.worker.link;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.FailureCause;
import io.byteleap.actor.Questions;
import io.byteleap.domain.admission.Credential;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.transport.TextDialer;
import io.byteleap.transport.TextSocket;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.Timestamp;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.Dialect;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrame.HeartbeatResponse;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.byteleap.wire.worker.WorkerFrameCodec;
import io.byteleap.worker.access.MinerAccess;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.TaskDesk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.japi.function.Function;

/// One connection to the miner, from dialling to its end: registers, sends heartbeats and pings,
/// hands tasks and proof requests to the desks. Reads the next frame when the last is dealt with.
/// Whatever goes wrong ends this connection only.
final class MinerConnection {
  private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration PROOF_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration LEAVE_MAX = Duration.ofSeconds(1);
  private static final String SHUTTING_DOWN = "Worker is shutting down";
  private static final Loss LEFT = new Loss.Failed("the worker stops");

  sealed interface Command {}

  /// Sends a frame to the miner.
  record Deliver(WorkerFrame frame) implements Command {}

  /// A text frame came in.
  record FrameIn(String text) implements Command {}

  record Ponged() implements Command {}

  /// The connection is at its end.
  record Lost(Loss loss) implements Command {}

  /// Takes leave of the miner and ends when that has heard it.
  record Leave() implements Command {}

  private record Opened(TextSocket socket) implements Command {}

  private record HeartbeatDue() implements Command {}

  private record LoadKnown(TaskDesk.Status load) implements Command {}

  private record PingDue() implements Command {}

  private record ProofAnswered(ProofResponse response) implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final MinerLink.Settings settings;
  private final MinerLink.Tools tools;
  private final Announcements announcements;
  private final ActorRef<WorkerFrame> results;
  private final ActorRef<MinerLink.Command> link;
  private final CauseLog notes;

  /// What a proof is asked for with.
  private interface Question {
    ProofDesk.Command of(ActorRef<ProofResponse> replyTo);
  }

  /// Who the miner says it is.
  private sealed interface Peer {
    /// Kinds of challenge that it passes on besides version 1.
    List<String> challenges();
  }

  private record Unnamed() implements Peer {
    @Override
    public List<String> challenges() {
      return List.of();
    }
  }

  private record Named(Hotkey hotkey, List<String> challenges) implements Peer {}

  private Peer peer = new Unnamed();

  /// Whether the miner was asked for a token and has not answered.
  private boolean isTokenAwaited;

  private MinerConnection(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      MinerLink.Settings settings,
      MinerLink.Tools tools,
      ActorRef<WorkerFrame> results,
      ActorRef<MinerLink.Command> link) {
    context.setLoggerName(MinerConnection.class);
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.tools = tools;
    this.announcements = new Announcements(settings, tools.host(), tools.gpu(), tools.exact());
    this.results = results;
    this.link = link;
    this.notes = new CauseLog(context.getLog());
  }

  static Behavior<Command> create(
      MinerLink.Settings settings,
      MinerLink.Tools tools,
      ActorRef<WorkerFrame> results,
      ActorRef<MinerLink.Command> link) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new MinerConnection(context, timers, settings, tools, results, link)
                        .opening()));
  }

  private Behavior<Command> opening() {
    context.pipeToSelf(
        tools.dialer().dial(context.getSelf()),
        (socket, failure) ->
            failure == null
                ? new Opened(socket)
                : new Lost(new Loss.Failed("it cannot be reached: " + TextDialer.cause(failure))));
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Opened(var socket) -> opened(socket);
              case Lost(var loss) -> end(loss);
              case Leave() -> end(LEFT);
              case Deliver _,
                  FrameIn _,
                  Ponged _,
                  HeartbeatDue _,
                  LoadKnown _,
                  PingDue _,
                  ProofAnswered _ ->
                  Behaviors.unhandled();
            });
  }

  /// Where the miner speaks of keys, it speaks first.
  private Behavior<Command> opened(TextSocket socket) {
    var ackTimeout = settings.timing().ackTimeout();
    timers.startSingleTimer(Loss.AckLate.class, new Lost(new Loss.AckLate(ackTimeout)), ackTimeout);
    return switch (Dialect.of(socket.subprotocol())) {
      case ORIGINAL -> register(settings.access().withoutHello(), socket);
      case KEYED -> {
        socket.next();
        yield beginning(socket, text -> hello(text, socket));
      }
    };
  }

  private Behavior<Command> hello(String text, TextSocket socket) {
    return switch (MinerFrameCodec.decode(text)) {
      case Decoded.Read<MinerFrame>(MinerFrame.Hello hello) -> {
        peer = new Named(hello.miner(), hello.challenges());
        yield register(
            settings.access().to(hello, tools.dialer().channel(), settings.worker()), socket);
      }
      case Decoded.Read<MinerFrame> _ ->
          refuse(Label.of("it came before the miner's hello"), socket);
      case Decoded.Refused<MinerFrame>(var why) -> refuse(why, socket);
    };
  }

  private Behavior<Command> register(MinerAccess.Reply reply, TextSocket socket) {
    return switch (reply) {
      case MinerAccess.Distrust(var why) -> cut(new Loss.Distrusted(why), socket);
      case MinerAccess.Register(var credential) -> {
        send(announcements.registration(credential, peer.challenges()), socket);
        socket.next();
        yield beginning(socket, text -> acknowledgement(text, credential, socket));
      }
    };
  }

  /// Before the miner acknowledged us: `frame` deals with what comes in.
  private Behavior<Command> beginning(
      TextSocket socket, Function<String, Behavior<Command>> frame) {
    return connected(
        socket,
        command ->
            switch (command) {
              case FrameIn(var text) -> frame.apply(text);
              case Lost(var loss) -> cut(loss, socket);
              case Leave() -> leave(socket);
              case Opened _,
                  Deliver _,
                  Ponged _,
                  HeartbeatDue _,
                  LoadKnown _,
                  PingDue _,
                  ProofAnswered _ ->
                  Behaviors.unhandled();
            });
  }

  /// Behaves as `receiver` says, and takes leave of the miner when this actor is stopped.
  private static Behavior<Command> connected(
      TextSocket socket, Function<Command, Behavior<Command>> receiver) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, receiver)
        .onSignal(
            PostStop.class,
            _ -> {
              socket.close(CloseCode.GOING_AWAY.code(), SHUTTING_DOWN);
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> acknowledgement(String text, Credential credential, TextSocket socket) {
    return switch (MinerFrameCodec.decode(text)) {
      case Decoded.Read<MinerFrame>(MinerFrame.RegistrationAck()) -> {
        if (credential instanceof Credential.Keyed) {
          settings.access().accepted();
        }
        yield registered(socket);
      }
      case Decoded.Read<MinerFrame> _ ->
          refuse(Label.of("it came before the acknowledgement of our registration"), socket);
      case Decoded.Refused<MinerFrame>(var why) -> refuse(why, socket);
    };
  }

  private Behavior<Command> registered(TextSocket socket) {
    var timing = settings.timing();
    timers.cancel(Loss.AckLate.class);
    link.tell(new MinerLink.Registered(context.getSelf()));
    timers.startTimerWithFixedDelay(new HeartbeatDue(), Duration.ZERO, timing.heartbeatInterval());
    timers.startSingleTimer(new PingDue(), timing.pingInterval());
    socket.next();
    return connected(
        socket,
        command ->
            switch (command) {
              case FrameIn(var text) -> frame(text, socket);
              case Deliver(var frame) -> deliver(frame, socket);
              case HeartbeatDue() -> askLoad();
              case LoadKnown(var load) -> heartbeat(load, socket);
              case ProofAnswered(var response) -> answer(response, socket);
              case PingDue() -> ping(socket);
              case Ponged() -> ponged();
              case Lost(var loss) -> cut(loss, socket);
              case Leave() -> leave(socket);
              case Opened _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Command> frame(String text, TextSocket socket) {
    return switch (MinerFrameCodec.decode(text)) {
      case Decoded.Read<MinerFrame>(var frame) -> frame(frame, socket);
      case Decoded.Refused<MinerFrame>(var why) -> refuse(why, socket);
    };
  }

  private Behavior<Command> frame(MinerFrame frame, TextSocket socket) {
    var now = tools.clock().instant();
    return switch (frame) {
      case MinerFrame.HeartbeatAck() -> {
        link.tell(new MinerLink.Acknowledged(now));
        yield next(socket);
      }
      case MinerFrame.TaskAssignment task -> {
        tools.tasks().tell(assigned(task, now));
        yield next(socket);
      }
      case MinerFrame.UnreadableTask(var taskId, var why) -> {
        tools.tasks().tell(new TaskDesk.Refuse(taskId, why, results));
        yield next(socket);
      }
      case MinerFrame.ProofRequest request ->
          ask(request.messageId(), replyTo -> new ProofDesk.Answer(request, now, replyTo));
      case MinerFrame.RowsRequest request ->
          ask(request.messageId(), replyTo -> new ProofDesk.AnswerRows(request, now, replyTo));
      case MinerFrame.UnreadableProofRequest(var messageId, var why) ->
          answer(new ProofResponse(messageId, new ProofFailed(why)), socket);
      case MinerFrame.HeartbeatRequest(var messageId) ->
          answer(
              new HeartbeatResponse(settings.worker().value(), Timestamp.seconds(now), messageId),
              socket);
      case MinerFrame.EnrolTokenGiven _, MinerFrame.EnrolTokenRefused _ ->
          aboutToken(frame, socket);
      case MinerFrame.Hello _, MinerFrame.RegistrationAck _ ->
          refuse(Label.of("an answer to what was not asked"), socket);
    };
  }

  private Behavior<Command> aboutToken(MinerFrame frame, TextSocket socket) {
    if (!isTokenAwaited) {
      return refuse(Label.of("an answer to what was not asked"), socket);
    }
    isTokenAwaited = false;
    link.tell(new MinerLink.TokenHeard(frame));
    return next(socket);
  }

  /// No frame is read until the proof is there: that bounds what a miner can ask at once.
  private Behavior<Command> ask(String messageId, Question question) {
    Questions.<Command, ProofDesk.Command, ProofResponse>ask(
        context,
        tools.proofs(),
        PROOF_TIMEOUT,
        question::of,
        (response, failure) ->
            new ProofAnswered(
                failure == null
                    ? response
                    : new ProofResponse(
                        messageId, new ProofFailed(Label.of(FailureCause.text(failure))))));
    return Behaviors.same();
  }

  /// Exact products are signed in the name of the miner, so that one without a name cannot order
  /// any.
  private TaskDesk.Command assigned(MinerFrame.TaskAssignment task, Instant now) {
    var run = new TaskDesk.Run(task, now, results);
    return task.taskType().equals(ExactParts.MATMUL_EXACT_V2) && peer instanceof Named named
        ? new TaskDesk.RunUnits(named.hotkey(), run)
        : run;
  }

  private Behavior<Command> askLoad() {
    Questions.<Command, TaskDesk.Command, TaskDesk.Status>ask(
        context,
        tools.tasks(),
        LOAD_TIMEOUT,
        TaskDesk.GetStatus::new,
        (load, failure) -> new LoadKnown(failure == null ? load : TaskDesk.Status.UNKNOWN));
    return Behaviors.same();
  }

  private Behavior<Command> heartbeat(TaskDesk.Status load, TextSocket socket) {
    tools.meters().heartbeat();
    return send(announcements.heartbeat(load, peer.challenges()), socket);
  }

  private Behavior<Command> ping(TextSocket socket) {
    var timeout = settings.timing().pingTimeout();
    timers.startSingleTimer(Loss.PongLate.class, new Lost(new Loss.PongLate(timeout)), timeout);
    socket.ping();
    return Behaviors.same();
  }

  private Behavior<Command> ponged() {
    timers.cancel(Loss.PongLate.class);
    timers.startSingleTimer(new PingDue(), settings.timing().pingInterval());
    return Behaviors.same();
  }

  private static Behavior<Command> send(WorkerFrame frame, TextSocket socket) {
    socket.send(WorkerFrameCodec.encode(frame));
    return Behaviors.same();
  }

  private Behavior<Command> deliver(WorkerFrame frame, TextSocket socket) {
    isTokenAwaited = isTokenAwaited || frame instanceof WorkerFrame.EnrolTokenRequest;
    var written = new MinerLink.Written(frame);
    socket.send(WorkerFrameCodec.encode(frame), () -> link.tell(written));
    return Behaviors.same();
  }

  private static Behavior<Command> answer(WorkerFrame frame, TextSocket socket) {
    socket.next();
    return send(frame, socket);
  }

  private Behavior<Command> refuse(Label why, TextSocket socket) {
    tools.meters().frameRefused();
    notes.warn("frame of the miner ignored", tools.dialer().url(), why);
    return next(socket);
  }

  private static Behavior<Command> next(TextSocket socket) {
    socket.next();
    return Behaviors.same();
  }

  /// Says goodbye, and waits for the miner to say so too, as long as that is worth it.
  private Behavior<Command> leave(TextSocket socket) {
    socket.close(CloseCode.GOING_AWAY.code(), SHUTTING_DOWN);
    timers.startSingleTimer(new Lost(LEFT), LEAVE_MAX);
    return Behaviors.receiveMessage(
        command -> command instanceof Lost(var loss) ? end(loss) : Behaviors.same());
  }

  private Behavior<Command> cut(Loss loss, TextSocket socket) {
    loss.tell(socket);
    return end(loss);
  }

  private Behavior<Command> end(Loss loss) {
    link.tell(new MinerLink.Ended(context.getSelf(), loss));
    return Behaviors.stopped();
  }
}
