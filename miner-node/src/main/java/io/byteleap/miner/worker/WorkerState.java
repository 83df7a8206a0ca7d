package io.byteleap.miner.worker;

import io.byteleap.miner.admission.Member;
import io.byteleap.miner.worker.WorkerConnection.Registration;
import io.byteleap.miner.worker.WorkerView.LastHeartbeat;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/// What a worker's session remembers: the connection, the one task, what the worker said of itself,
/// and what the operator has decided about it.
record WorkerState(Link link, Work work, Said said, Member member) {
  sealed interface Link {}

  record Connected(ActorRef<WorkerConnection.Command> connection) implements Link {}

  record Away() implements Link {}

  sealed interface Work {}

  record Idle() implements Work {}

  /// A task that the worker has; `owner` waits for what comes of it.
  record Running(String taskId, ActorRef<WorkerSession.Event> owner) implements Work {}

  record Said(
      Registration registration,
      Instant registeredAt,
      WorkerReport report,
      LastHeartbeat lastHeartbeat) {}

  /// A worker whose connection registered.
  static WorkerState connected(WorkerSession.Attach attach, Instant now) {
    var registration = attach.registration();
    return new WorkerState(
        new Connected(attach.connection()),
        new Idle(),
        new Said(registration, now, registration.report(), new WorkerView.NotYet()),
        attach.member());
  }

  WorkerState heard(WorkerReport report, Instant now) {
    return new WorkerState(
        link,
        work,
        new Said(said.registration(), said.registeredAt(), report, new WorkerView.At(now)),
        member);
  }

  WorkerState away() {
    return new WorkerState(new Away(), work, said, member);
  }

  WorkerState with(Work next) {
    return new WorkerState(link, next, said, member);
  }

  WorkerState with(Member next) {
    return new WorkerState(link, work, said, next);
  }

  boolean isOver(ActorRef<WorkerConnection.Command> connection) {
    return link instanceof Connected(var current) && current.equals(connection);
  }

  boolean isAtWorkOn(String taskId) {
    return work instanceof Running(var running, _) && running.equals(taskId);
  }

  WorkerView view() {
    var registration = said.registration();
    return new WorkerView(
        registration.id(),
        registration.name(),
        registration.version(),
        said.report(),
        status(),
        registration.address(),
        said.registeredAt(),
        said.lastHeartbeat(),
        member,
        registration.transport());
  }

  private WorkerView.Status status() {
    return switch (link) {
      case Away() -> new WorkerView.Offline();
      case Connected _ ->
          switch (work) {
            case Idle() -> new WorkerView.Online();
            case Running(var taskId, _) -> new WorkerView.Busy(taskId);
          };
    };
  }
}
