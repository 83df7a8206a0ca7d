package io.byteleap.validator.gateway;

import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.Entities;
import io.byteleap.actor.Restarts;
import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.rental.OrderEnd;
import io.byteleap.domain.rental.OrderKind;
import io.byteleap.domain.rental.Party;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.Rental.Phase;
import io.byteleap.domain.rental.RentalEvent;
import io.byteleap.domain.rental.RentalEvent.HandedOver;
import io.byteleap.domain.rental.RentalEvent.LeaseLeft;
import io.byteleap.domain.rental.RentalEvent.OrderEnded;
import io.byteleap.domain.rental.RentalEvent.RentalBegun;
import io.byteleap.domain.rental.RentalEvent.RentalEnded;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.rental.RentalOrder;
import io.byteleap.domain.rental.RentalState;
import io.byteleap.domain.rental.RentalState.Begun;
import io.byteleap.domain.rental.RentalState.None;
import io.byteleap.domain.rental.RentalTerms;
import io.byteleap.domain.rental.Tenure;
import io.byteleap.domain.scoring.MinerLedger.Refusal;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.persistence.projection.Tags;
import io.byteleap.port.Devices;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.LeaseReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/// One rental, kept: whoever is answered was answered after it was stored. Sends its open order to
/// the worker until the answer is there, keeps its worker's lease while worker and machine answer,
/// and leaves it when the end is ordered.
public final class RentalEntity
    extends EventSourcedBehaviorWithEnforcedReplies<
        RentalEntity.Command, RentalEvent, RentalState> {
  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, "rental");

  private static final int EVENTS_PER_SNAPSHOT = 100;
  private static final Duration BEAT = Duration.ofSeconds(2);
  private static final Duration SENT_AGAIN_AFTER = Duration.ofSeconds(4);

  private static final RentalOrder.State NO_ORDER =
      new RentalOrder.Over(new OrderEnd.Done(), Instant.EPOCH);

  /// A lease is renewed when so many parts of it are over.
  private static final int RENEWALS_PER_LEASE = 3;

  public sealed interface Command extends CborSerializable {}

  public record Begin(RentalTerms terms, ActorRef<Reply> replyTo) implements Command {}

  public record Order(OrderKind kind, ActorRef<Reply> replyTo) implements Command {}

  public record GetRental(ActorRef<Reply> replyTo) implements Command {}

  /// How the machine is, asked of its worker.
  public record AskStats(ActorRef<Stats> replyTo) implements Command {}

  /// Be there: a rental that has something to do does it.
  public record Wake() implements Command {}

  /// What the worker says of what is known by `word`.
  public record Progressed(Devices.Owner from, String word, Label step) implements Command {}

  public record Answered(Devices.Owner from, String word, Answer answer) implements Command {}

  public record HandOver(Devices.Owner from, SignedHandover handover, HandoverProof proof)
      implements Command {}

  public sealed interface Answer {}

  /// The status of the machine and what is known of it (JSON), where these were asked for.
  public record Good(VmStatus status, String info) implements Answer {}

  public record Bad(Label why) implements Answer {}

  private record Beat() implements Command {}

  record LeaseHeard(LeaseReply reply, LeaseWish wish) implements Command {}

  record LeaseNotHeard(String why) implements Command {}

  /// Whether the worker is there, to whom what is known by `word` went, or is to go.
  record Handed(DeviceDesk.Presence presence, String word) implements Command {}

  record Looked(DeviceDesk.Presence presence, int order) implements Command {}

  public sealed interface Reply extends CborSerializable {}

  /// The rental as it stands now; `step` is where its open order is, blank when nobody said.
  public record Shown(Rental rental, Label step) implements Reply {}

  public record NotThere() implements Reply {}

  public record Refused(Rental.Refusal why, String says) implements Reply {}

  public sealed interface Stats extends CborSerializable {}

  public record Known(VmStatus status, String info) implements Stats {}

  public record NotKnown(String why) implements Stats {}

  /// What rentals work with, and how long what may take.
  public record Settings(
      Entities<ScoringEntity.Command> ledgers,
      DeviceDesk.Desks desks,
      Duration leaseLength,
      Rental.Patience patience,
      GatewayMeters meters,
      InstantSource clock) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final RentalId id;
  private final Settings settings;

  /// What is on its way; not stored, and begun anew by whoever comes after.
  private final Errands errands;

  private final LedgerErrands leases;
  private final WorkerErrands worker;

  private RentalEntity(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PersistenceId persistenceId,
      RentalId id,
      Settings settings) {
    super(persistenceId, Restarts.ofStored());
    this.context = context;
    this.timers = timers;
    this.id = id;
    this.settings = settings;
    this.errands = new Errands(settings.clock().instant());
    this.leases = new LedgerErrands(context, settings, errands);
    this.worker = new WorkerErrands(context, settings, errands);
  }

  public static Behavior<Command> create(
      PersistenceId persistenceId, RentalId id, Settings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new RentalEntity(context, timers, persistenceId, id, settings)));
  }

  @Override
  public RentalState emptyState() {
    return new None();
  }

  @Override
  public boolean shouldSnapshot(RentalState state, RentalEvent event, long sequence) {
    return sequence % EVENTS_PER_SNAPSHOT == 0 || event instanceof RentalEnded;
  }

  @Override
  public Set<String> tagsFor(RentalEvent event) {
    return Set.of(Tags.RENTALS, Tags.NEWS);
  }

  @Override
  public EventHandler<RentalState, RentalEvent> eventHandler() {
    return RentalState::evolve;
  }

  @Override
  public SignalHandler<RentalState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::recovered)
        .build();
  }

  private void recovered(RentalState state) {
    if (state instanceof Begun) {
      timers.startTimerWithFixedDelay(new Beat(), Duration.ZERO, BEAT);
    }
  }

  @Override
  public CommandHandlerWithReply<Command, RentalEvent, RentalState> commandHandler() {
    return (state, command) ->
        switch (state) {
          case None() -> notBegun(command);
          case Begun(var rental) -> begun(rental, command);
        };
  }

  private ReplyEffect<RentalEvent, RentalState> notBegun(Command command) {
    return switch (command) {
      case Begin(var terms, var replyTo) -> {
        timers.startTimerWithFixedDelay(new Beat(), Duration.ZERO, BEAT);
        yield Effect()
            .persist(new RentalBegun(terms, settings.clock().instant()))
            .thenReply(replyTo, state -> shown(state));
      }
      case Order(_, var replyTo) -> Effect().reply(replyTo, new NotThere());
      case GetRental(var replyTo) -> Effect().reply(replyTo, new NotThere());
      case AskStats(var replyTo) -> Effect().reply(replyTo, new NotKnown("no vm " + id));
      case Wake _,
          Progressed _,
          Answered _,
          HandOver _,
          Beat _,
          LeaseHeard _,
          LeaseNotHeard _,
          Handed _,
          Looked _ ->
          Effect().noReply();
    };
  }

  private ReplyEffect<RentalEvent, RentalState> begun(Rental rental, Command command) {
    return switch (command) {
      case Begin(_, var replyTo) -> Effect().reply(replyTo, shown(rental)); // asked for again
      case Order(var kind, var replyTo) -> order(rental, kind, replyTo);
      case GetRental(var replyTo) -> Effect().reply(replyTo, shown(rental));
      case AskStats(var replyTo) -> askStats(rental, replyTo);
      case Progressed(var from, var word, var step) -> {
        if (isFrom(rental, from)) {
          errands.progressed(word, step);
        }
        yield Effect().noReply();
      }
      case Answered(var from, var word, var answer) -> answered(rental, from, word, answer);
      case HandOver(var from, var handover, var proof) -> handedOver(rental, from, handover, proof);
      case LeaseHeard(var reply, var wish) -> leaseHeard(rental, reply, wish);
      case LeaseNotHeard(var why) -> leaseNotHeard(why);
      case Handed(var presence, var word) -> handed(rental, presence, word);
      case Looked(var presence, int order) -> looked(rental, presence, order);
      case Beat() -> beat(rental);
      case Wake() -> Effect().noReply();
    };
  }

  private Shown shown(RentalState state) {
    return switch (state) {
      case Begun(var rental) -> shown(rental);
      case None() -> throw new IllegalStateException("BUG: a rental that has begun is none");
    };
  }

  private Shown shown(Rental rental) {
    return new Shown(rental, rental.openOrder().isPresent() ? errands.step() : Label.NONE);
  }

  private static boolean isFrom(Rental rental, Devices.Owner from) {
    return from.miner().equals(rental.terms().miner())
        && from.worker().equals(rental.terms().worker());
  }

  private ReplyEffect<RentalEvent, RentalState> stored(List<RentalEvent> events) {
    return events.isEmpty() ? Effect().noReply() : Effect().persist(events).thenNoReply();
  }

  /// The same where an order of the rental has come to its end.
  private ReplyEffect<RentalEvent, RentalState> ended(Rental rental, List<RentalEvent> events) {
    for (RentalEvent event : events) {
      if (event instanceof OrderEnded(_, var end, _)) {
        rental.openOrder().ifPresent(order -> settings.meters().ended(order.kind(), end));
      }
    }
    return stored(events);
  }

  private ReplyEffect<RentalEvent, RentalState> order(
      Rental rental, OrderKind kind, ActorRef<Reply> replyTo) {
    return switch (rental.wished(kind, settings.patience(), now())) {
      case Rental.Accept(var events) -> {
        context.getSelf().tell(new Beat());
        yield Effect().persist(events).thenReply(replyTo, state -> shown(state));
      }
      case Rental.Refuse(var why, var says) -> Effect().reply(replyTo, new Refused(why, says));
    };
  }

  private Instant now() {
    return settings.clock().instant();
  }

  private ReplyEffect<RentalEvent, RentalState> askStats(Rental rental, ActorRef<Stats> replyTo) {
    if (rental.isOver()) {
      return Effect().reply(replyTo, new NotKnown("vm " + id + " is over"));
    }
    String word = errands.asked(replyTo, now());
    worker.askStats(rental, word);
    return Effect().noReply();
  }

  private ReplyEffect<RentalEvent, RentalState> handed(
      Rental rental, DeviceDesk.Presence presence, String word) {
    return switch (presence) {
      case HERE -> Effect().noReply();
      case AWAY -> {
        errands.notSent(word);
        yield errands.isCheck(word) ? unwell(rental) : Effect().noReply();
      }
    };
  }

  private ReplyEffect<RentalEvent, RentalState> looked(
      Rental rental, DeviceDesk.Presence presence, int number) {
    errands.notSent(Integer.toString(number));
    return switch (presence) {
      case AWAY -> Effect().noReply();
      case HERE -> {
        var kind = rental.openOrder().map(RentalOrder::kind).orElse(OrderKind.DESTROY);
        context.getSelf().tell(new Beat());
        yield stored(rental.sent(number, RentalFrames.patience(kind), now()));
      }
    };
  }

  private ReplyEffect<RentalEvent, RentalState> unwell(Rental rental) {
    errands.checked();
    return stored(rental.out(Party.WORKER, errands.healthyAt()));
  }

  private ReplyEffect<RentalEvent, RentalState> answered(
      Rental rental, Devices.Owner from, String word, Answer answer) {
    if (!isFrom(rental, from)) {
      context.getLog().warn("answer of another worker ignored, vm={}", id);
      return Effect().noReply();
    }
    if (Errands.isOrder(word)) {
      var end =
          switch (answer) {
            case Good _ -> new OrderEnd.Done();
            case Bad(var why) -> new OrderEnd.Failed(OrderEnd.Why.WORKER_REFUSED, why);
          };
      context.getSelf().tell(new Beat());
      return ended(
          rental, rental.answered(Integer.parseInt(word), end, settings.patience(), now()));
    }
    if (errands.isCheck(word)) {
      return checked(rental, answer);
    }
    errands.answered(word, answer);
    return Effect().noReply();
  }

  /// The machine does what it should, or the tenant has not what was promised.
  private ReplyEffect<RentalEvent, RentalState> checked(Rental rental, Answer answer) {
    boolean isWell =
        switch (answer) {
          case Good(var status, _) -> rental.phase() != Phase.RUNNING || status == VmStatus.RUNNING;
          case Bad _ -> false;
        };
    if (!isWell) {
      return unwell(rental);
    }
    errands.checked();
    errands.healthy(now());
    leases.keep(rental, now());
    return stored(rental.healthy(now()));
  }

  private ReplyEffect<RentalEvent, RentalState> handedOver(
      Rental rental, Devices.Owner from, SignedHandover handover, HandoverProof proof) {
    boolean isNew = rental.handovers().stream().noneMatch(each -> each.handover().equals(handover));
    if (!isFrom(rental, from)
        || !isNew
        || !handover.handover().name().equals(rental.terms().id().machine())) {
      return Effect().noReply();
    }
    if (proof == HandoverProof.FALSE_SIGNATURE || !handover.handover().isClean()) {
      context.getLog().warn("hand-over is not clean, vm={}, proof={}", id, proof.word());
    }
    return stored(List.of(new HandedOver(handover, proof, now())));
  }

  /// Does what is due; comes back by itself while there is something that may become due.
  private ReplyEffect<RentalEvent, RentalState> beat(Rental rental) {
    var now = now();
    errands.late(now).forEach(late -> late.tell(new NotKnown("the worker did not answer in time")));
    boolean isDone = rental.isOver() && !(rental.tenure().lease() instanceof Tenure.Held);
    if (isDone && errands.isIdle()) {
      timers.cancel(new Beat());
      return Effect().noReply();
    }
    var due = due(rental, now);
    leases.tend(rental, now);
    rental
        .openOrder()
        .filter(order -> due.isEmpty() && errands.mayBeSent(order.number(), SENT_AGAIN_AFTER, now))
        .ifPresent(order -> worker.send(rental, order, now));
    return ended(rental, due);
  }

  private List<RentalEvent> due(Rental rental, Instant now) {
    var interval = settings.leaseLength().dividedBy(RENEWALS_PER_LEASE);
    if (errands.isFirstLook()) {
      var missed = rental.revived(interval.multipliedBy(2), now);
      if (!missed.isEmpty()) {
        return missed;
      }
    }
    var expired = rental.expired(settings.patience(), now);
    if (!expired.isEmpty()) {
      return expired;
    }
    if (errands.isCheckLate(now)) {
      errands.checked();
      return rental.out(Party.WORKER, errands.healthyAt());
    }
    return rental.tenure().isRunning() && errands.isCheckDue(interval, now)
        ? check(rental, now)
        : List.of();
  }

  /// While an order is with the worker, that is what it is asked; the lease goes on meanwhile.
  private List<RentalEvent> check(Rental rental, Instant now) {
    return switch (rental.openOrder().map(RentalOrder::state).orElse(NO_ORDER)) {
      case RentalOrder.Over _ -> {
        worker.askStats(rental, errands.checking(now));
        yield List.of();
      }
      case RentalOrder.Sent _ -> {
        errands.healthy(now);
        leases.keep(rental, now);
        yield List.of();
      }
      case RentalOrder.Waiting _ -> rental.out(Party.WORKER, errands.healthyAt());
    };
  }

  private ReplyEffect<RentalEvent, RentalState> leaseNotHeard(String why) {
    errands.leaseAsked();
    context.getLog().warn("the ledger does not answer, vm={}, why={}", id, Label.of(why));
    return Effect().noReply();
  }

  private ReplyEffect<RentalEvent, RentalState> leaseHeard(
      Rental rental, LeaseReply reply, LeaseWish wish) {
    errands.leaseAsked();
    var now = now();
    context.getSelf().tell(new Beat());
    return switch (wish) {
      case LeaseWish.Leave() -> stored(List.of(new LeaseLeft(now)));
      case LeaseWish.Take(var until) ->
          switch (reply) {
            case ScoringEntity.Begun(var lease) ->
                stored(rental.leased(lease.id(), until, settings.patience(), now));
            case ScoringEntity.Held(var lease) ->
                stored(rental.leased(lease.id(), lease.until(), settings.patience(), now));
            case ScoringEntity.Refused(Refusal why, _) when why == Refusal.LEASE_ID_TAKEN -> {
              leases.look(rental, until); // it was taken, and only the answer was lost
              yield Effect().noReply();
            }
            case ScoringEntity.Refused(_, var says) -> {
              context.getLog().warn("worker not leased, vm={}, why={}", id, Label.of(says));
              yield stored(rental.notLeased(Label.of(says), now));
            }
          };
      case LeaseWish.Keep(var until) ->
          switch (reply) {
            case ScoringEntity.Begun _, ScoringEntity.Held _ -> stored(rental.kept(until, now));
            case ScoringEntity.Refused(Refusal why, _)
                when why == Refusal.LEASE_IS_OVER || why == Refusal.UNKNOWN_LEASE -> {
              leases.take(rental, now); // it was not renewed in time, while the worker was away
              yield Effect().noReply();
            }
            case ScoringEntity.Refused(_, var says) -> {
              context.getLog().warn("lease not renewed, vm={}, why={}", id, Label.of(says));
              yield Effect().noReply();
            }
          };
    };
  }
}
