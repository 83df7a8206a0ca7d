package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.admission.Answer;
import io.byteleap.miner.admission.Book;
import io.byteleap.miner.admission.Doorkeeper;
import io.byteleap.miner.admission.Member;
import io.byteleap.miner.admission.Order;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.worker.WorkerConnection.Registration;
import io.byteleap.wire.worker.CloseCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// All workers of this miner: one session each, at most 100 connected. A worker that left is
/// remembered for ten minutes, or until its place is needed (see [Seats]).
public final class WorkerRegistry {
  /// Workers connected at a time.
  public static final int WORKERS_MAX = 100;

  private static final Duration MEMORY = Duration.ofMinutes(10);

  public sealed interface Command {}

  /// A connection that passed the checks of the door.
  record Register(Registration registration, ActorRef<WorkerConnection.Command> connection)
      implements Command {}

  /// A session shows its new state.
  record Changed(ActorRef<WorkerSession.Command> session, WorkerView view) implements Command {}

  public record GetRoster(ActorRef<Roster> replyTo) implements Command {}

  /// What the operator wants.
  public record Administer(Order order, ActorRef<Answer> replyTo) implements Command {}

  private record Left(WorkerId id, ActorRef<WorkerConnection.Command> connection)
      implements Command {}

  private record Crashed(WorkerId id, ActorRef<WorkerSession.Command> session) implements Command {}

  private record Forget(WorkerId id) implements Command {}

  /// All workers that are remembered, by id.
  public record Roster(List<Entry> workers) {
    public Roster {
      workers = List.copyOf(workers);
    }
  }

  /// A worker, and whom to tell what it shall do.
  public record Entry(WorkerView view, ActorRef<WorkerSession.Command> session) {}

  /// Who decides who is let in; how long a worker may be silent; `newcomers` hears of each first
  /// heartbeat of a connection, `tokenRequests` of each request for an enrolment token, `events` of
  /// workers that come, change and go.
  public record Settings(
      Doorkeeper doorkeeper,
      Duration heartbeatTimeout,
      Consumer<WorkerId> newcomers,
      Consumer<TokenRequest> tokenRequests,
      Consumer<MinerEvent> events,
      WorkerMeters meters,
      InstantSource clock) {
    /// Where nobody listens to the events.
    public Settings(
        Doorkeeper doorkeeper,
        Duration heartbeatTimeout,
        Consumer<WorkerId> newcomers,
        Consumer<TokenRequest> tokenRequests,
        WorkerMeters meters,
        InstantSource clock) {
      this(doorkeeper, heartbeatTimeout, newcomers, tokenRequests, _ -> {}, meters, clock);
    }
  }

  private record Guest(
      ActorRef<WorkerSession.Command> session, ActorRef<WorkerConnection.Command> connection) {}

  /// INVARIANT: members and seats have the same keys; the roster has no other.
  private record State(Seats seats, SortedMap<WorkerId, Guest> members) {
    static final State EMPTY = new State(Seats.of(WORKERS_MAX), new TreeMap<>());

    boolean knows(WorkerId id) {
      return members.containsKey(id);
    }

    State with(Seats next) {
      return new State(next, members);
    }

    State with(WorkerId id, Guest guest) {
      var next = new TreeMap<>(members);
      next.put(id, guest);
      return new State(seats, next);
    }

    State without(WorkerId id) {
      var others = new TreeMap<>(members);
      others.remove(id);
      return new State(seats.without(id), others);
    }
  }

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;

  /// What the sessions show, changed in place: each heartbeat of each worker does.
  private final SortedMap<WorkerId, Entry> roster = new TreeMap<>();

  private WorkerRegistry(
      ActorContext<Command> context, TimerScheduler<Command> timers, Settings settings) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
  }

  public static Behavior<Command> create(Settings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new WorkerRegistry(context, timers, settings).running(State.EMPTY)));
  }

  private Behavior<Command> running(State state) {
    settings.meters().connected(state.seats().taken());
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Register register -> register(register, state);
              case Administer(var order, var replyTo) -> administer(order, replyTo, state);
              case Changed(var session, var view) -> changed(session, view, state);
              case GetRoster(var replyTo) -> {
                replyTo.tell(new Roster(List.copyOf(roster.values())));
                yield Behaviors.same();
              }
              case Left(var id, var connection) -> running(left(id, connection, state));
              case Crashed(var id, var session) -> running(crashed(id, session, state));
              case Forget(var id) -> running(forgotten(id, state));
            });
  }

  private Behavior<Command> register(Register register, State state) {
    var registration = register.registration();
    return switch (settings.doorkeeper().admit(registration.id(), registration.claim())) {
      case Book.TurnedAway(var why) -> refuse(register, why);
      case Book.Admitted admitted -> place(register, admitted, state);
    };
  }

  /// A place is looked for before the admission is kept, so that no token is used up in vain.
  private Behavior<Command> place(Register register, Book.Admitted admitted, State state) {
    var id = register.registration().id();
    var attach =
        new WorkerSession.Attach(register.registration(), admitted.member(), register.connection());
    var bound = settings.doorkeeper().bound();
    return switch (state.seats().admit(id, bound, settings.clock().instant())) {
      case Seats.Full() -> refuse(register, CloseCode.WORKER_LIMIT);
      case Seats.Seated(var seats) ->
          settings
              .doorkeeper()
              .keep(admitted)
              .map(why -> refuse(register, why))
              .orElseGet(() -> running(seated(attach, state.with(seats))));
      case Seats.SeatedInstead(var seats, var other) ->
          settings
              .doorkeeper()
              .keep(admitted)
              .map(why -> refuse(register, why))
              .orElseGet(() -> running(seated(attach, forgotten(other, state).with(seats))));
    };
  }

  private Behavior<Command> refuse(Register register, CloseCode why) {
    var registration = register.registration();
    settings
        .meters()
        .complaints()
        .warn(
            context.getLog(),
            "worker refused",
            registration.address(),
            Label.of(registration.id() + ": " + why.reason()));
    register.connection().tell(new WorkerConnection.Close(why));
    return Behaviors.same();
  }

  private Behavior<Command> administer(Order order, ActorRef<Answer> replyTo, State state) {
    var answer = settings.doorkeeper().carryOut(order, state::knows);
    replyTo.tell(answer);
    return answer instanceof Answer.Changed(var member) && order instanceof Order.OfWorker
        ? running(decided(member, state))
        : Behaviors.same();
  }

  private State decided(Member decided, State state) {
    var member = state.members().get(decided.id());
    if (member == null) {
      return state;
    }
    if (decided.isRemoved()) {
      member.connection().tell(new WorkerConnection.Close(CloseCode.REMOVED));
      return forgotten(decided.id(), state);
    }
    member.session().tell(new WorkerSession.Decided(decided));
    return state;
  }

  private State seated(WorkerSession.Attach attach, State state) {
    var id = attach.registration().id();
    var connection = attach.connection();
    timers.cancel(id);
    context.watchWith(connection, new Left(id, connection));
    var known = state.members().get(id);
    if (known == null) {
      var session =
          context.spawnAnonymous(WorkerSession.create(attach, settings, context.getSelf()));
      context.watchWith(session, new Crashed(id, session));
      return state.with(id, new Guest(session, connection));
    }
    known.session().tell(attach);
    return state.with(id, new Guest(known.session(), connection));
  }

  private Behavior<Command> changed(
      ActorRef<WorkerSession.Command> session, WorkerView view, State state) {
    var member = state.members().get(view.id());
    if (member != null && member.session().equals(session)) {
      var before = roster.put(view.id(), new Entry(view, session));
      if (view.lastHeartbeat() instanceof WorkerView.At && isFirst(before)) {
        settings.newcomers().accept(view.id());
      }
      WorkerNews.between(before, view).forEach(settings.events());
    }
    return Behaviors.same();
  }

  private static boolean isFirst(@Nullable Entry before) {
    return before == null || before.view().lastHeartbeat() instanceof WorkerView.NotYet;
  }

  /// Only the end of a worker's newest connection means that it is gone.
  private State left(WorkerId id, ActorRef<WorkerConnection.Command> connection, State state) {
    var member = state.members().get(id);
    if (member == null || !member.connection().equals(connection)) {
      return state;
    }
    timers.startSingleTimer(id, new Forget(id), MEMORY);
    return state.with(state.seats().left(id, settings.clock().instant()));
  }

  /// Sessions end only when we forget them; this one did by itself. Its connection notices too.
  private State crashed(WorkerId id, ActorRef<WorkerSession.Command> session, State state) {
    var member = state.members().get(id);
    if (member == null || !member.session().equals(session)) {
      return state;
    }
    settings.events().accept(new MinerEvent.WorkerForgotten(id));
    return without(id, state);
  }

  private State forgotten(WorkerId id, State state) {
    var member = state.members().get(id);
    if (member == null) {
      return state;
    }
    timers.cancel(id);
    context.unwatch(member.session());
    context.stop(member.session());
    settings.events().accept(new MinerEvent.WorkerForgotten(id));
    return without(id, state);
  }

  private State without(WorkerId id, State state) {
    roster.remove(id);
    return state.without(id);
  }
}
