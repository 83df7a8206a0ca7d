package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.admission.Claim;
import io.byteleap.miner.worker.WorkerView.Transport;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrame.Register;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.japi.function.Function;

/// One connection of a worker: where keys are spoken of we say hello, then the first frame
/// registers, and the others go to the worker's session. A
/// worker that sends faster than it may is read slower, so that the network holds it back, and one
/// that comes again and again waits for its answer.
///
/// Lives as long as the socket; whatever goes wrong ends this connection only.
public final class WorkerConnection {
  /// How long reading pauses when a worker sends too fast.
  private static final Duration READ_PAUSE = Duration.ofSeconds(1);

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

  /// What the worker may still send, and how many frames were dealt with during a pause of reading:
  /// the socket hears of those when the pause is over.
  private record Reading(Allowance frames, int held) {
    Reading resumed(WorkerSocket socket) {
      for (int i = 0; i < held; i++) {
        socket.next();
      }
      return new Reading(frames, 0);
    }
  }

  private record ReadOn() implements Command {}

  /// Whoever came too often has waited.
  private record Waited() implements Command {}

  /// A first frame that passed every check.
  public record Registration(
      WorkerId id,
      Label name,
      Label version,
      WorkerReport report,
      String address,
      Transport transport,
      Claim claim) {}

  /// What is said at the door, how long the first frame may take, how many frames may come in a
  /// second, and who is held up.
  record Settings(
      DoorTerms terms,
      Duration registrationTimeout,
      int framesPerSecond,
      Tarpit tarpit,
      WorkerMeters meters,
      InstantSource clock) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final WorkerSocket socket;
  private final Settings settings;
  private final ActorRef<WorkerRegistry.Command> registry;

  private WorkerConnection(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      WorkerSocket socket,
      Settings settings,
      ActorRef<WorkerRegistry.Command> registry) {
    this.context = context;
    this.timers = timers;
    this.socket = socket;
    this.settings = settings;
    this.registry = registry;
  }

  static Behavior<Command> create(
      WorkerSocket socket, Settings settings, ActorRef<WorkerRegistry.Command> registry) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(new RegistrationLate(), settings.registrationTimeout());
                  var connection =
                      new WorkerConnection(context, timers, socket, settings, registry);
                  var greeting = connection.greeted();
                  socket.attach(context.getSelf());
                  return connection.unregistered(greeting);
                }));
  }

  private Greeting greeted() {
    var greeting = Greeting.of(socket.peer(), settings);
    if (greeting instanceof Greeting.Said(var hello, _)) {
      deliver(hello);
    }
    return greeting;
  }

  private Behavior<Command> unregistered(Greeting greeting) {
    return receiving(
        command ->
            switch (command) {
              case FrameIn(var text) -> register(text, greeting);
              case RegistrationLate() -> refuse(CloseCode.REGISTRATION_TIMEOUT);
              case Close(var code) -> close(code);
              case Gone() -> Behaviors.stopped();
              case Deliver _, Registered _, ReadOn _, Waited _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Command> register(String text, Greeting greeting) {
    return switch (WorkerFrameCodec.decode(text)) {
      case Decoded.Read<WorkerFrame>(Register frame) ->
          refusal(frame).map(this::refuse).orElseGet(() -> checked(frame, greeting));
      case Decoded.Read<WorkerFrame> _ -> {
        note("first frame refused", Label.of("it is no registration"));
        yield refuse(CloseCode.INVALID_REGISTRATION);
      }
      case Decoded.Refused<WorkerFrame>(var why) -> {
        note("first frame refused", why);
        yield refuse(CloseCode.INVALID_REGISTRATION);
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

  private Behavior<Command> checked(Register frame, Greeting greeting) {
    return switch (greeting.check(new WorkerId(frame.workerId()), frame.credential())) {
      case Greeting.Claimed(var claim) -> received(registration(frame, claim));
      case Greeting.Wrong() -> refuse(CloseCode.BAD_SIGNATURE);
    };
  }

  private Registration registration(Register frame, Claim claim) {
    var name = Label.of(frame.workerName().isEmpty() ? frame.workerId() : frame.workerName());
    return new Registration(
        new WorkerId(frame.workerId()),
        name,
        Label.of(frame.workerVersion()),
        report(frame),
        socket.remoteAddress(),
        socket.peer().transport(),
        claim);
  }

  private WorkerReport report(Register frame) {
    return switch (WorkerReport.read(frame.capabilities(), frame.systemInfo())) {
      case Decoded.Read<WorkerReport>(var report) -> report;
      case Decoded.Refused<WorkerReport>(var why) -> {
        note("system_info of a registration ignored", why);
        yield WorkerReport.NOTHING;
      }
    };
  }

  private Behavior<Command> received(Registration registration) {
    return afterWait(
        "worker registers again and again",
        "worker " + registration.id().value(),
        () -> asked(registration));
  }

  private Behavior<Command> refuse(CloseCode code) {
    return afterWait(
        "refused connections come again and again",
        "host " + socket.peer().host().getHostAddress(),
        () -> close(code));
  }

  /// Goes on at once, or after a while when `visitor` comes too often.
  private Behavior<Command> afterWait(
      String what, String visitor, Supplier<Behavior<Command>> then) {
    var wait = settings.tarpit().holdUp(visitor);
    if (wait.isZero()) {
      return then.get();
    }
    note(what, Label.of("the answer waits"));
    timers.startSingleTimer(new Waited(), wait);
    return receiving(
        command ->
            switch (command) {
              case Waited() -> then.get();
              case Close(var code) -> close(code);
              case Gone() -> Behaviors.stopped();
              case RegistrationLate _, FrameIn _, Deliver _, Registered _, ReadOn _ ->
                  Behaviors.same();
            });
  }

  private Behavior<Command> asked(Registration registration) {
    registry.tell(new WorkerRegistry.Register(registration, context.getSelf()));
    return receiving(
        command ->
            switch (command) {
              case Registered(var session) -> registered(session);
              case Close(var code) -> refuse(code);
              case Gone() -> Behaviors.stopped();
              case RegistrationLate() -> close(CloseCode.REGISTRATION_TIMEOUT);
              case FrameIn _, Deliver _, ReadOn _, Waited _ -> Behaviors.unhandled();
            });
  }

  private Behavior<Command> registered(ActorRef<WorkerSession.Command> session) {
    timers.cancel(new RegistrationLate());
    context.watchWith(session, new Close(CloseCode.INTERNAL_ERROR));
    deliver(new MinerFrame.RegistrationAck());
    socket.next();
    return conversing(
        session,
        new Reading(Allowance.ofFrames(settings.framesPerSecond(), settings.clock().instant()), 0));
  }

  private Behavior<Command> conversing(ActorRef<WorkerSession.Command> session, Reading reading) {
    return receiving(
        command ->
            switch (command) {
              case FrameIn(var text) -> {
                frame(text, session);
                yield conversing(session, readOn(reading));
              }
              case ReadOn() -> conversing(session, reading.resumed(socket));
              case Deliver(var frame) -> {
                deliver(frame);
                yield Behaviors.same();
              }
              case Close(var code) -> close(code);
              case Gone() -> Behaviors.stopped();
              case RegistrationLate _, Registered _, Waited _ -> Behaviors.same();
            });
  }

  private void frame(String text, ActorRef<WorkerSession.Command> session) {
    switch (WorkerFrameCodec.decode(text)) {
      case Decoded.Read<WorkerFrame>(var frame) ->
          session.tell(new WorkerSession.FrameIn(context.getSelf(), frame));
      case Decoded.Refused<WorkerFrame>(var why) -> {
        settings.meters().ignoredFrame();
        note("frame ignored", why);
      }
    }
  }

  /// Reads the next frame now, or after a pause when there were too many of late.
  private Reading readOn(Reading reading) {
    var counted = reading.frames().used(settings.clock().instant());
    if (counted.isPresent()) {
      socket.next();
      return new Reading(counted.get(), reading.held());
    }
    if (reading.held() == 0) {
      settings.meters().slowedDown();
      note(
          "worker is slowed down",
          Label.of("more than " + settings.framesPerSecond() + " frames a second"));
      timers.startSingleTimer(new ReadOn(), READ_PAUSE);
    }
    return new Reading(reading.frames(), reading.held() + 1);
  }

  private void deliver(MinerFrame frame) {
    socket.send(MinerFrameCodec.encode(frame));
  }

  private Behavior<Command> close(CloseCode code) {
    note("connection of a worker closed", Label.of(code.code() + " " + code.reason()));
    socket.close(code);
    return Behaviors.stopped();
  }

  /// However this actor ends, its socket does not outlive it.
  private Behavior<Command> receiving(Function<Command, Behavior<Command>> handler) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, handler)
        .onSignal(
            PostStop.class,
            _ -> {
              socket.close(CloseCode.INTERNAL_ERROR);
              return Behaviors.same();
            })
        .build();
  }

  private void note(String what, Label why) {
    settings.meters().complaints().warn(context.getLog(), what, socket.remoteAddress(), why);
  }
}
