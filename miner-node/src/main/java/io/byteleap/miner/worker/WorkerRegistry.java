package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.miner.worker.WorkerConnection.Registration;
import io.byteleap.miner.worker.WorkerView.Status;
import io.byteleap.wire.worker.CloseCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// All workers of this miner: one session each, at most 100 connected. A worker that is known comes
/// back even when the others fill the hundred.
public final class WorkerRegistry {
  /// Workers connected at a time.
  public static final int WORKERS_MAX = 100;

  public sealed interface Command {}

  /// A connection that passed the checks of the door.
  record Register(Registration registration, ActorRef<WorkerConnection.Command> connection)
      implements Command {}

  /// A session shows its new state.
  record Changed(WorkerView view) implements Command {}

  public record GetRoster(ActorRef<Roster> replyTo) implements Command {}

  /// The session of a worker; of any idle worker when `id` is empty.
  public record Find(String id, ActorRef<Found> replyTo) implements Command {}

  private record Ended(WorkerId id) implements Command {}

  public record Roster(List<WorkerView> workers) {
    public Roster {
      workers = List.copyOf(workers);
    }
  }

  public sealed interface Found {}

  public record Session(WorkerView view, ActorRef<WorkerSession.Command> session)
      implements Found {}

  public record Nobody(String why) implements Found {}

  public record Settings(Duration heartbeatTimeout, InstantSource clock) {}

  private record Entry(ActorRef<WorkerSession.Command> session, Optional<WorkerView> view) {
    boolean isConnected() {
      return view.filter(shown -> shown.status() != Status.OFFLINE).isPresent();
    }
  }

  private final ActorContext<Command> context;
  private final Settings settings;

  private WorkerRegistry(ActorContext<Command> context, Settings settings) {
    this.context = context;
    this.settings = settings;
  }

  public static Behavior<Command> create(Settings settings) {
    return Behaviors.setup(
        context -> new WorkerRegistry(context, settings).running(new TreeMap<>()));
  }

  private Behavior<Command> running(SortedMap<WorkerId, Entry> workers) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, command -> received(command, workers))
        .build();
  }

  private Behavior<Command> received(Command command, SortedMap<WorkerId, Entry> workers) {
    return switch (command) {
      case Register(var registration, var connection) ->
          register(registration, connection, workers);
      case Changed(var view) -> running(changed(view, workers));
      case GetRoster(var replyTo) -> {
        replyTo.tell(roster(workers));
        yield Behaviors.same();
      }
      case Find(var id, var replyTo) -> {
        replyTo.tell(found(id, workers));
        yield Behaviors.same();
      }
      case Ended(var id) -> {
        var next = new TreeMap<>(workers);
        next.remove(id);
        yield running(next);
      }
    };
  }

  private Behavior<Command> register(
      Registration registration,
      ActorRef<WorkerConnection.Command> connection,
      SortedMap<WorkerId, Entry> workers) {
    var attach = new WorkerSession.Attach(registration, connection);
    var known = workers.get(registration.id());
    if (known != null) {
      known.session().tell(attach);
      return Behaviors.same();
    }
    if (workers.values().stream().filter(Entry::isConnected).count() >= WORKERS_MAX) {
      context
          .getLog()
          .warn("worker refused, {} are connected, worker={}", WORKERS_MAX, registration.id());
      connection.tell(new WorkerConnection.Close(CloseCode.WORKER_LIMIT));
      return Behaviors.same();
    }
    var session = context.spawnAnonymous(WorkerSession.create(attach, settings, context.getSelf()));
    context.watchWith(session, new Ended(registration.id()));
    var next = new TreeMap<>(workers);
    next.put(registration.id(), new Entry(session, Optional.empty()));
    return running(next);
  }

  private static SortedMap<WorkerId, Entry> changed(
      WorkerView view, SortedMap<WorkerId, Entry> workers) {
    var next = new TreeMap<>(workers);
    next.computeIfPresent(view.id(), (_, entry) -> new Entry(entry.session(), Optional.of(view)));
    return next;
  }

  private static Roster roster(SortedMap<WorkerId, Entry> workers) {
    return new Roster(workers.values().stream().flatMap(entry -> entry.view().stream()).toList());
  }

  private static Found found(String id, SortedMap<WorkerId, Entry> workers) {
    for (Entry entry : workers.values()) {
      var view = entry.view();
      if (view.isPresent()
          && (id.isEmpty() ? view.get().isIdle() : view.get().id().value().equals(id))) {
        return new Session(view.get(), entry.session());
      }
    }
    return new Nobody(id.isEmpty() ? "no worker is idle" : "no such worker is registered");
  }
}
