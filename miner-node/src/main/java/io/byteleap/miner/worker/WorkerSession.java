package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.worker.WorkerConnection.Registration;
import io.byteleap.miner.worker.WorkerView.Status;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.WorkerFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// One worker, through all its connections: what it is, whether it is there, and the one task that
/// it works on. Tells the registry whenever that changes.
public final class WorkerSession {
  /// A worker that does not come back within this time is forgotten.
  private static final Duration MEMORY = Duration.ofMinutes(10);

  public sealed interface Command {}

  /// A connection of this worker registered; it takes the place of an older one.
  record Attach(Registration registration, ActorRef<WorkerConnection.Command> connection)
      implements Command {}

  /// The connection ended. An older one's end means nothing.
  record Detached(ActorRef<WorkerConnection.Command> connection) implements Command {}

  /// A frame came in over the connection.
  record FrameIn(ActorRef<WorkerConnection.Command> connection, WorkerFrame frame)
      implements Command {}

  /// Gives the worker a task, if it is idle; `owner` hears how it ends.
  public record Assign(MinerFrame.TaskAssignment task, ActorRef<Event> owner) implements Command {}

  /// Asks for proofs of the task's result; only the owner of the running task is heard.
  public record AskProof(MinerFrame.ProofRequest request, ActorRef<Event> owner)
      implements Command {}

  /// The task is done with, in whatever way; the worker is idle again.
  public record Release(String taskId) implements Command {}

  private record HeartbeatLate() implements Command {}

  private record Forget() implements Command {}

  /// What the owner of a task hears.
  public sealed interface Event {}

  /// The worker has the task.
  public record Assigned() implements Event {}

  /// The worker is not idle; it does not get the task.
  public record NotIdle(String why) implements Event {}

  public record ResultIn(WorkerFrame.TaskOutcome outcome) implements Event {}

  public record ProofIn(String messageId, WorkerFrame.ProofOutcome outcome) implements Event {}

  /// The worker's connection ended, or another one took its place, before the task did.
  public record WorkerLost(String why) implements Event {}

  private sealed interface Link {}

  private record Connected(ActorRef<WorkerConnection.Command> connection, Instant since)
      implements Link {}

  private record Away() implements Link {}

  private sealed interface Work {}

  private record Idle() implements Work {}

  private record Running(String taskId, ActorRef<Event> owner) implements Work {}

  /// What the worker last said of itself.
  private record Facts(
      Registration registration,
      List<String> capabilities,
      SystemInfo systemInfo,
      Instant heardAt) {}

  private record State(Link link, Work work, Facts facts) {
    State with(Link next) {
      return new State(next, work, facts);
    }

    State with(Work next) {
      return new State(link, next, facts);
    }

    State with(Facts next) {
      return new State(link, work, next);
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final WorkerId id;
  private final Duration heartbeatTimeout;
  private final InstantSource clock;
  private final ActorRef<WorkerRegistry.Command> registry;

  private WorkerSession(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      WorkerId id,
      WorkerRegistry.Settings settings,
      ActorRef<WorkerRegistry.Command> registry) {
    this.context = context;
    this.timers = timers;
    this.id = id;
    this.heartbeatTimeout = settings.heartbeatTimeout();
    this.clock = settings.clock();
    this.registry = registry;
  }

  static Behavior<Command> create(
      Attach first, WorkerRegistry.Settings settings, ActorRef<WorkerRegistry.Command> registry) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  var id = first.registration().id();
                  var session = new WorkerSession(context, timers, id, settings, registry);
                  var facts = session.facts(first.registration());
                  return session.shown(
                      session.attached(first, new State(new Away(), new Idle(), facts)));
                }));
  }

  private Behavior<Command> running(State state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Attach attach -> shown(attached(attach, state));
              case Detached(var connection) when isOurs(connection, state) ->
                  shown(detached("disconnected", state));
              case Detached _ -> Behaviors.same();
              case FrameIn(var connection, var frame) when isOurs(connection, state) ->
                  frame(frame, state);
              case FrameIn _ -> Behaviors.same();
              case Assign(var task, var owner) -> assign(task, owner, state);
              case AskProof(var request, var owner) -> askProof(request, owner, state);
              case Release(var taskId) -> release(taskId, state);
              case HeartbeatLate() -> heartbeatLate(state);
              case Forget() -> Behaviors.stopped();
            });
  }

  private static boolean isOurs(ActorRef<WorkerConnection.Command> connection, State state) {
    return state.link() instanceof Connected(var current, _) && current.equals(connection);
  }

  /// The newest connection wins: the older one is told why, and its task is given up.
  private State attached(Attach attach, State state) {
    if (state.link() instanceof Connected(var older, _)) {
      older.tell(new WorkerConnection.Close(CloseCode.REPLACED));
    }
    var free = lost("replaced by a newer connection", state);
    attach.connection().tell(new WorkerConnection.Registered(context.getSelf()));
    timers.cancel(Forget.class);
    armHeartbeat();
    context
        .getLog()
        .info("worker registered, worker={}, from={}", id, attach.registration().address());
    return new State(
        new Connected(attach.connection(), clock.instant()),
        free.work(),
        facts(attach.registration()));
  }

  private State detached(String why, State state) {
    context.getLog().info("worker is gone, worker={}, why={}", id, why);
    timers.cancel(HeartbeatLate.class);
    timers.startSingleTimer(Forget.class, new Forget(), MEMORY);
    return lost(why, state).with(new Away());
  }

  private static State lost(String why, State state) {
    if (state.work() instanceof Running(_, var owner)) {
      owner.tell(new WorkerLost(why));
    }
    return state.with(new Idle());
  }

  private void armHeartbeat() {
    timers.startSingleTimer(HeartbeatLate.class, new HeartbeatLate(), heartbeatTimeout);
  }

  private Behavior<Command> heartbeatLate(State state) {
    tellWorker(new WorkerConnection.Close(CloseCode.HEARTBEAT_TIMEOUT), state);
    return shown(detached("no heartbeat for " + heartbeatTimeout, state));
  }

  private Facts facts(Registration registration) {
    return new Facts(
        registration, registration.capabilities(), registration.systemInfo(), clock.instant());
  }

  private Behavior<Command> frame(WorkerFrame frame, State state) {
    return switch (frame) {
      case WorkerFrame.Heartbeat heartbeat -> heartbeat(heartbeat, state);
      case WorkerFrame.TaskResult(_, var taskId, _, var outcome) -> result(taskId, outcome, state);
      case WorkerFrame.ProofResponse(var messageId, var outcome) -> {
        tellOwner(new ProofIn(messageId, outcome), state);
        yield Behaviors.same();
      }
      case WorkerFrame.HeartbeatResponse _ -> {
        armHeartbeat();
        yield Behaviors.same();
      }
      case WorkerFrame.EnrolTokenRequest _ -> {
        var refused =
            new MinerFrame.EnrolTokenRefused(1003, "this miner does not relay enrolment tokens");
        tellWorker(new WorkerConnection.Deliver(refused), state);
        yield Behaviors.same();
      }
      case WorkerFrame.Register _ -> {
        note("second registration on one connection ignored", Label.NONE);
        yield Behaviors.same();
      }
    };
  }

  private Behavior<Command> heartbeat(WorkerFrame.Heartbeat heartbeat, State state) {
    return switch (Decoded.of(() -> SystemInfo.read(heartbeat.systemInfo()))) {
      case Decoded.Refused<SystemInfo>(var why) -> {
        note("heartbeat ignored", why);
        yield Behaviors.same();
      }
      case Decoded.Read<SystemInfo>(var info) -> {
        armHeartbeat();
        tellWorker(new WorkerConnection.Deliver(new MinerFrame.HeartbeatAck()), state);
        var registration = state.facts().registration();
        yield shown(
            state.with(new Facts(registration, heartbeat.capabilities(), info, clock.instant())));
      }
    };
  }

  private Behavior<Command> result(String taskId, WorkerFrame.TaskOutcome outcome, State state) {
    if (state.work() instanceof Running(var running, var owner) && running.equals(taskId)) {
      owner.tell(new ResultIn(outcome));
    } else {
      note("result for a task that it does not have ignored", Label.of(taskId));
    }
    return Behaviors.same();
  }

  private Behavior<Command> assign(
      MinerFrame.TaskAssignment task, ActorRef<Event> owner, State state) {
    if (!(state.link() instanceof Connected)) {
      owner.tell(new NotIdle("worker is not connected"));
      return Behaviors.same();
    }
    if (state.work() instanceof Running) {
      owner.tell(new NotIdle("worker is busy"));
      return Behaviors.same();
    }
    tellWorker(new WorkerConnection.Deliver(task), state);
    owner.tell(new Assigned());
    return shown(state.with(new Running(task.taskId(), owner)));
  }

  private Behavior<Command> askProof(
      MinerFrame.ProofRequest request, ActorRef<Event> owner, State state) {
    if (state.work() instanceof Running(_, var current) && current.equals(owner)) {
      tellWorker(new WorkerConnection.Deliver(request), state);
    } else {
      owner.tell(new WorkerLost("the task is no longer the worker's"));
    }
    return Behaviors.same();
  }

  private Behavior<Command> release(String taskId, State state) {
    return state.work() instanceof Running(var running, _) && running.equals(taskId)
        ? shown(state.with(new Idle()))
        : Behaviors.same();
  }

  private static void tellOwner(Event event, State state) {
    if (state.work() instanceof Running(_, var owner)) {
      owner.tell(event);
    }
  }

  private static void tellWorker(WorkerConnection.Command command, State state) {
    if (state.link() instanceof Connected(var connection, _)) {
      connection.tell(command);
    }
  }

  private Behavior<Command> shown(State state) {
    registry.tell(new WorkerRegistry.Changed(view(state)));
    return running(state);
  }

  private WorkerView view(State state) {
    var facts = state.facts();
    var registration = facts.registration();
    var status =
        switch (state.link()) {
          case Away() -> Status.OFFLINE;
          case Connected _ when state.work() instanceof Running -> Status.BUSY;
          case Connected _ -> Status.ONLINE;
        };
    var since =
        switch (state.link()) {
          case Connected(_, var at) -> at;
          case Away() -> facts.heardAt();
        };
    return new WorkerView(
        id,
        registration.name(),
        registration.version(),
        facts.capabilities(),
        facts.systemInfo(),
        status,
        registration.address(),
        since,
        facts.heardAt());
  }

  private void note(String what, Label why) {
    context.getLog().warn("{}, worker={}, why={}", what, id, why);
  }
}
