package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrame.Register;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// One connection of a worker: the first frame registers, the others go to the worker's session.
/// Lives as long as the socket; whatever goes wrong ends this connection only.
public final class WorkerConnection {
  private static final Duration REGISTRATION_TIMEOUT = Duration.ofSeconds(30);

  public sealed interface Command {}

  /// Sends a frame to the worker.
  public record Deliver(MinerFrame frame) implements Command {}

  /// Ends the connection.
  public record Close(CloseCode code) implements Command {}

  /// The session to which this connection now belongs.
  record Registered(ActorRef<WorkerSession.Command> session) implements Command {}

  /// A text frame came in.
  record FrameIn(String text) implements Command {}

  /// The socket is closed.
  record Gone() implements Command {}

  private record RegistrationLate() implements Command {}

  /// A first frame that passed every check.
  public record Registration(
      WorkerId id,
      Label name,
      Label version,
      java.util.List<String> capabilities,
      SystemInfo systemInfo,
      String address) {}

  private final ActorContext<Command> context;
  private final WorkerSocket socket;
  private final ActorRef<WorkerRegistry.Command> registry;

  private WorkerConnection(
      ActorContext<Command> context,
      WorkerSocket socket,
      ActorRef<WorkerRegistry.Command> registry) {
    this.context = context;
    this.socket = socket;
    this.registry = registry;
  }

  static Behavior<Command> create(WorkerSocket socket, ActorRef<WorkerRegistry.Command> registry) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(new RegistrationLate(), REGISTRATION_TIMEOUT);
                  socket.attach(context.getSelf());
                  return new WorkerConnection(context, socket, registry).unregistered();
                }));
  }

  private Behavior<Command> unregistered() {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case FrameIn(var text) -> register(text);
              case RegistrationLate() -> close(CloseCode.REGISTRATION_TIMEOUT);
              case Close(var code) -> close(code);
              case Gone() -> Behaviors.stopped();
              case Deliver _, Registered _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Command> register(String text) {
    return switch (WorkerFrameCodec.decode(text)) {
      case Decoded.Read<WorkerFrame>(Register frame) ->
          refusal(frame).map(this::close).orElseGet(() -> asked(registration(frame)));
      case Decoded.Read<WorkerFrame> _ -> {
        note("first frame is no registration", Label.NONE);
        yield close(CloseCode.INVALID_REGISTRATION);
      }
      case Decoded.Refused<WorkerFrame>(var why) -> {
        note("registration cannot be read", why);
        yield close(CloseCode.INVALID_REGISTRATION);
      }
    };
  }

  private static Optional<CloseCode> refusal(Register frame) {
    if (Decoded.of(() -> new WorkerId(frame.workerId())) instanceof Decoded.Refused) {
      return Optional.of(CloseCode.MISSING_WORKER_ID);
    }
    return frame.workerVersion().isEmpty()
        ? Optional.of(CloseCode.MISSING_WORKER_VERSION)
        : Optional.empty();
  }

  private Registration registration(Register frame) {
    var id = new WorkerId(frame.workerId());
    var name = Label.of(frame.workerName().isEmpty() ? frame.workerId() : frame.workerName());
    return new Registration(
        id,
        name,
        Label.of(frame.workerVersion()),
        frame.capabilities(),
        systemInfo(frame),
        socket.remoteAddress());
  }

  private SystemInfo systemInfo(Register frame) {
    return switch (Decoded.of(() -> SystemInfo.read(frame.systemInfo()))) {
      case Decoded.Read<SystemInfo>(var info) -> info;
      case Decoded.Refused<SystemInfo>(var why) -> {
        note("system_info of a registration ignored", why);
        yield SystemInfo.UNKNOWN;
      }
    };
  }

  private Behavior<Command> asked(Registration registration) {
    registry.tell(new WorkerRegistry.Register(registration, context.getSelf()));
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Registered(var session) -> registered(session);
              case Close(var code) -> close(code);
              case Gone() -> Behaviors.stopped();
              case RegistrationLate() -> close(CloseCode.REGISTRATION_TIMEOUT);
              case FrameIn _, Deliver _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Command> registered(ActorRef<WorkerSession.Command> session) {
    deliver(new MinerFrame.RegistrationAck());
    socket.next();
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case FrameIn(var text) -> frame(text, session);
              case Deliver(var frame) -> {
                deliver(frame);
                yield Behaviors.same();
              }
              case Close(var code) -> close(code);
              case Gone() -> {
                session.tell(new WorkerSession.Detached(context.getSelf()));
                yield Behaviors.stopped();
              }
              case RegistrationLate _, Registered _ -> Behaviors.same();
            });
  }

  private Behavior<Command> frame(String text, ActorRef<WorkerSession.Command> session) {
    switch (WorkerFrameCodec.decode(text)) {
      case Decoded.Read<WorkerFrame>(var frame) ->
          session.tell(new WorkerSession.FrameIn(context.getSelf(), frame));
      case Decoded.Refused<WorkerFrame>(var why) -> note("frame ignored", why);
    }
    socket.next();
    return Behaviors.same();
  }

  private void deliver(MinerFrame frame) {
    socket.send(MinerFrameCodec.encode(frame));
  }

  /// Closes the socket; this actor ends when the socket says so.
  private Behavior<Command> close(CloseCode code) {
    context
        .getLog()
        .info(
            "connection of a worker closed, from={}, code={}, reason={}",
            socket.remoteAddress(),
            code.code(),
            code.reason());
    socket.close(code);
    return Behaviors.stopped();
  }

  private void note(String what, Label why) {
    context.getLog().warn("{}, from={}, why={}", what, socket.remoteAddress(), why);
  }
}
