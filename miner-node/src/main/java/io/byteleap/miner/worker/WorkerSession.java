package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.admission.Member;
import io.byteleap.miner.worker.WorkerConnection.Registration;
import io.byteleap.miner.worker.WorkerState.Away;
import io.byteleap.miner.worker.WorkerState.Connected;
import io.byteleap.miner.worker.WorkerState.Idle;
import io.byteleap.miner.worker.WorkerState.Running;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.WorkerFrame;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// One worker, through all its connections: what it is, whether it is there, and the one task that
/// it works on. Tells the registry whenever that changes.
public final class WorkerSession {
  public sealed interface Command {}

  /// A connection of this worker registered; it takes the place of an older one.
  record Attach(
      Registration registration, Member member, ActorRef<WorkerConnection.Command> connection)
      implements Command {}

  /// The operator decided something about the worker.
  record Decided(Member member) implements Command {}

  /// A frame came in over the connection.
  record FrameIn(ActorRef<WorkerConnection.Command> connection, WorkerFrame frame)
      implements Command {}

  /// Gives the worker a task, if it is idle; `owner` hears how it ends. The task is the owner's
  /// until it releases it, or ends.
  public record Assign(MinerFrame.TaskAssignment task, ActorRef<Event> owner) implements Command {}

  /// Asks for proofs of the task's result; only the owner of the running task is heard.
  public record AskProof(MinerFrame.ProofRequest request, ActorRef<Event> owner)
      implements Command {}

  /// The same for rows of one unit's exact product.
  public record AskRows(MinerFrame.RowsRequest request, ActorRef<Event> owner) implements Command {}

  /// The task is done with, in whatever way; the worker is idle again.
  public record Release(String taskId) implements Command {}

  /// A connection ended. An older one's end means nothing.
  private record Detached(ActorRef<WorkerConnection.Command> connection) implements Command {}

  private record HeartbeatLate() implements Command {}

  /// What the owner of a task hears.
  public sealed interface Event {}

  /// The worker is not idle; it does not get the task.
  public record NotIdle(String why) implements Event {}

  public record ResultIn(WorkerFrame.TaskOutcome outcome) implements Event {}

  public record ProofIn(String messageId, WorkerFrame.ProofOutcome outcome) implements Event {}

  /// The worker's connection ended, or another one took its place, before the task did.
  public record WorkerLost(String why) implements Event {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final WorkerId id;
  private final WorkerRegistry.Settings settings;
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
    this.settings = settings;
    this.registry = registry;
  }

  static Behavior<Command> create(
      Attach first, WorkerRegistry.Settings settings, ActorRef<WorkerRegistry.Command> registry) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new WorkerSession(
                            context, timers, first.registration().id(), settings, registry)
                        .attached(first)));
  }

  private Behavior<Command> running(WorkerState state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Attach attach -> replaced(attach, state);
              case Decided(var member) -> shown(state.with(member));
              case Detached(var connection) when state.isOver(connection) ->
                  gone("disconnected", state);
              case Detached _ -> Behaviors.same();
              case FrameIn(var connection, var frame) when state.isOver(connection) ->
                  frame(frame, state);
              case FrameIn _ -> Behaviors.same();
              case Assign(var task, var owner) -> assign(task, owner, state);
              case AskProof(var request, var owner) -> ask(request, owner, state);
              case AskRows(var request, var owner) -> ask(request, owner, state);
              case Release(var taskId) -> release(taskId, state);
              case HeartbeatLate() -> heartbeatLate(state);
            });
  }

  /// The newest connection wins: the older one is told why, and its task is given up.
  private Behavior<Command> replaced(Attach attach, WorkerState state) {
    tellWorker(new WorkerConnection.Close(CloseCode.REPLACED), state);
    giveUp("replaced by a newer connection", state);
    return attached(attach);
  }

  private Behavior<Command> attached(Attach attach) {
    var connection = attach.connection();
    context.watchWith(connection, new Detached(connection));
    armHeartbeat();
    note("worker registered", "from=" + attach.registration().address());
    var next = shown(WorkerState.connected(attach, settings.clock().instant()));
    connection.tell(new WorkerConnection.Registered(context.getSelf()));
    return next;
  }

  private Behavior<Command> heartbeatLate(WorkerState state) {
    var next = gone("no heartbeat for " + settings.heartbeatTimeout(), state);
    tellWorker(new WorkerConnection.Close(CloseCode.HEARTBEAT_TIMEOUT), state);
    return next;
  }

  private Behavior<Command> gone(String why, WorkerState state) {
    note("worker is gone", "why=" + why);
    timers.cancel(HeartbeatLate.class);
    giveUp(why, state);
    return shown(state.away().with(new Idle()));
  }

  private void giveUp(String why, WorkerState state) {
    if (state.work() instanceof Running(_, var owner)) {
      context.unwatch(owner);
      owner.tell(new WorkerLost(why));
    }
  }

  private void armHeartbeat() {
    timers.startSingleTimer(HeartbeatLate.class, new HeartbeatLate(), settings.heartbeatTimeout());
  }

  private Behavior<Command> frame(WorkerFrame frame, WorkerState state) {
    return switch (frame) {
      case WorkerFrame.Heartbeat heartbeat -> heartbeat(heartbeat, state);
      case WorkerFrame.TaskResult result -> result(result, state);
      case WorkerFrame.ProofResponse(var messageId, var outcome) ->
          proof(new ProofIn(messageId, outcome), state);
      case WorkerFrame.HeartbeatResponse _ -> {
        armHeartbeat();
        yield Behaviors.same();
      }
      case WorkerFrame.EnrolTokenRequest(var saysId) -> {
        askToken(saysId, state);
        yield Behaviors.same();
      }
      case WorkerFrame.Register _ ->
          ignored("frame ignored", Label.of("second registration on one connection"), state);
    };
  }

  private void askToken(String saysId, WorkerState state) {
    if (state.link() instanceof Connected(var connection)) {
      settings.tokenRequests().accept(new TokenRequest(id, saysId, connection));
    }
  }

  private Behavior<Command> heartbeat(WorkerFrame.Heartbeat heartbeat, WorkerState state) {
    return switch (WorkerReport.read(heartbeat.capabilities(), heartbeat.systemInfo())) {
      case Decoded.Refused<WorkerReport>(var why) -> ignored("heartbeat ignored", why, state);
      case Decoded.Read<WorkerReport>(var report) -> {
        armHeartbeat();
        var next = shown(state.heard(report, settings.clock().instant()));
        tellWorker(new WorkerConnection.Deliver(new MinerFrame.HeartbeatAck()), state);
        yield next;
      }
    };
  }

  private Behavior<Command> result(WorkerFrame.TaskResult result, WorkerState state) {
    if (!state.isAtWorkOn(result.taskId())) {
      return ignored(
          "result ignored", Label.of("the worker has no task " + result.taskId()), state);
    }
    tellOwner(new ResultIn(outcome(result)), state);
    return Behaviors.same();
  }

  private Behavior<Command> proof(ProofIn proof, WorkerState state) {
    if (state.work() instanceof Idle) {
      return ignored("proof ignored", Label.of("the worker has no task"), state);
    }
    tellOwner(proof, state);
    return Behaviors.same();
  }

  /// A result that speaks for another worker is a failed one: it ends the task and earns nothing.
  private WorkerFrame.TaskOutcome outcome(WorkerFrame.TaskResult result) {
    return switch (result.outcome()) {
      case WorkerFrame.TaskFailed failed -> failed;
      case WorkerFrame.TaskDone done -> ofThisWorker(result, done);
      case WorkerFrame.UnitsDone done -> ofThisWorker(result, done);
    };
  }

  private WorkerFrame.TaskOutcome ofThisWorker(
      WorkerFrame.TaskResult result, WorkerFrame.TaskOutcome done) {
    return result.workerId().equals(id.value())
        ? done
        : new WorkerFrame.TaskFailed(0, Label.of("the result names another worker"));
  }

  private Behavior<Command> assign(
      MinerFrame.TaskAssignment task, ActorRef<Event> owner, WorkerState state) {
    return switch (state.link()) {
      case Away() -> notIdle("the worker is not connected", owner);
      case Connected(var connection) ->
          switch (state.work()) {
            case Running _ -> notIdle("the worker is busy", owner);
            case Idle() when state.member().isDraining() ->
                notIdle("the operator lets the worker finish", owner);
            case Idle() -> {
              context.watchWith(owner, new Release(task.taskId()));
              var next = shown(state.with(new Running(task.taskId(), owner)));
              connection.tell(new WorkerConnection.Deliver(task));
              yield next;
            }
          };
    };
  }

  private static Behavior<Command> notIdle(String why, ActorRef<Event> owner) {
    owner.tell(new NotIdle(why));
    return Behaviors.same();
  }

  private Behavior<Command> ask(MinerFrame request, ActorRef<Event> owner, WorkerState state) {
    if (state.work() instanceof Running(_, var current) && current.equals(owner)) {
      tellWorker(new WorkerConnection.Deliver(request), state);
    } else {
      owner.tell(new WorkerLost("the task is no longer the worker's"));
    }
    return Behaviors.same();
  }

  private Behavior<Command> release(String taskId, WorkerState state) {
    if (state.work() instanceof Running(var running, var owner) && running.equals(taskId)) {
      context.unwatch(owner);
      return shown(state.with(new Idle()));
    }
    return Behaviors.same();
  }

  private static void tellOwner(Event event, WorkerState state) {
    if (state.work() instanceof Running(_, var owner)) {
      owner.tell(event);
    }
  }

  private static void tellWorker(WorkerConnection.Command command, WorkerState state) {
    if (state.link() instanceof Connected(var connection)) {
      connection.tell(command);
    }
  }

  /// Shows the state before anybody hears of it, so that whoever heard finds it in the roster.
  private Behavior<Command> shown(WorkerState state) {
    registry.tell(new WorkerRegistry.Changed(context.getSelf(), state.view()));
    return running(state);
  }

  private void note(String what, String detail) {
    settings.meters().complaints().info(context.getLog(), what, id, detail);
  }

  private Behavior<Command> ignored(String what, Label why, WorkerState state) {
    settings.meters().ignoredFrame();
    var address = state.said().registration().address();
    settings.meters().complaints().warn(context.getLog(), what, address, why);
    return Behaviors.same();
  }
}
