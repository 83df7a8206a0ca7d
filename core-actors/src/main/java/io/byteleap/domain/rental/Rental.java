package io.byteleap.domain.rental;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.rental.OrderEnd.Done;
import io.byteleap.domain.rental.OrderEnd.Failed;
import io.byteleap.domain.rental.OrderEnd.Why;
import io.byteleap.domain.rental.RentalEvent.EndAsked;
import io.byteleap.domain.rental.RentalEvent.Ending;
import io.byteleap.domain.rental.RentalEvent.HandedOver;
import io.byteleap.domain.rental.RentalEvent.LeaseKept;
import io.byteleap.domain.rental.RentalEvent.LeaseLeft;
import io.byteleap.domain.rental.RentalEvent.LeaseTaken;
import io.byteleap.domain.rental.RentalEvent.OrderEnded;
import io.byteleap.domain.rental.RentalEvent.OrderGiven;
import io.byteleap.domain.rental.RentalEvent.OrderSent;
import io.byteleap.domain.rental.RentalEvent.OutageBegan;
import io.byteleap.domain.rental.RentalEvent.OutageEnded;
import io.byteleap.domain.rental.RentalEvent.RentalBegun;
import io.byteleap.domain.rental.RentalEvent.RentalEnded;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.SignedHandover;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A machine that is rented on a worker, from the tenant's wish to the record that nothing of it is
/// left. At most one order is open at a time. The last [#ORDERS_MAX] orders are remembered.
///
/// Its worker's lease is taken first, so that nobody else rents the worker meanwhile, and left when
/// the end is ordered: what the worker then takes to clean up is paid by nobody.
public record Rental(
    RentalTerms terms,
    Phase phase,
    Wish wish,
    Label says,
    Tenure tenure,
    List<RentalOrder> orders,
    List<Handed> handovers,
    Instant begunAt) {
  public static final int ORDERS_MAX = 20;

  private static final int HANDOVERS_MAX = 4;

  public enum Phase {
    /// The worker's lease is being taken.
    LEASING,
    CREATING,
    RUNNING,
    STOPPED,
    /// The machine is being taken down.
    ENDING,
    ENDED,
    FAILED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public boolean isOver() {
      return this == ENDED || this == FAILED;
    }
  }

  /// Whether the tenant still wants it.
  public enum Wish {
    KEEP,
    END
  }

  public record Handed(SignedHandover handover, HandoverProof proof) {}

  /// How long an order waits for its worker; the order that ends a rental waits longer, since
  /// nobody else can take the machine down.
  public record Patience(Duration order, Duration end) {}

  public sealed interface Decision {}

  /// Store the events; there may be none.
  public record Accept(List<RentalEvent> events) implements Decision {
    public Accept {
      events = List.copyOf(events);
    }
  }

  public record Refuse(Refusal why, String says) implements Decision {}

  public enum Refusal {
    ORDER_UNDER_WAY,
    NOT_IN_THAT_STATE,
    IS_OVER
  }

  public Rental {
    orders = List.copyOf(orders);
    handovers = List.copyOf(handovers);
  }

  public static Rental begun(RentalBegun event) {
    return new Rental(
        event.terms(),
        Phase.LEASING,
        Wish.KEEP,
        Label.NONE,
        Tenure.NONE.marked(event.at()),
        List.of(),
        List.of(),
        event.at());
  }

  public Optional<RentalOrder> openOrder() {
    return orders.stream().filter(RentalOrder::isOpen).findFirst();
  }

  public boolean isOver() {
    return phase.isOver();
  }

  /// The tenant wants this done. The end may be asked for at any time, and again.
  public Decision wished(OrderKind kind, Patience patience, Instant now) {
    if (kind == OrderKind.DESTROY) {
      return ending(patience, now);
    }
    if (isOver() || wish == Wish.END) {
      return new Refuse(Refusal.IS_OVER, "vm " + terms.id() + " is at its end");
    }
    if (openOrder().isPresent() || phase == Phase.LEASING) {
      return new Refuse(Refusal.ORDER_UNDER_WAY, "vm " + terms.id() + " has an order under way");
    }
    boolean fits =
        switch (kind) {
          case START -> phase == Phase.STOPPED;
          case STOP, REBOOT -> phase == Phase.RUNNING;
          case CREATE, DESTROY -> false;
        };
    return fits
        ? new Accept(List.of(given(kind, patience.order(), now)))
        : new Refuse(Refusal.NOT_IN_THAT_STATE, "vm " + terms.id() + " is " + phase.word());
  }

  private Decision ending(Patience patience, Instant now) {
    if (isOver() || wish == Wish.END) {
      return new Accept(List.of());
    }
    var events = new ArrayList<RentalEvent>(List.of(new EndAsked(now)));
    if (phase == Phase.LEASING) {
      events.add(new RentalEnded(Ending.ENDED, Label.NONE, now));
      return new Accept(events);
    }
    var open = openOrder();
    if (open.isEmpty()) {
      events.add(given(OrderKind.DESTROY, patience.end(), now));
    } else if (open.get().state() instanceof RentalOrder.Waiting) {
      var end = new Failed(Why.CANCELLED, Label.of("the rental was ended"));
      events.add(new OrderEnded(open.get().number(), end, now));
      events.add(
          open.get().kind() == OrderKind.CREATE
              ? new RentalEnded(Ending.ENDED, Label.NONE, now)
              : given(OrderKind.DESTROY, patience.end(), now));
    }
    return new Accept(events);
  }

  private OrderGiven given(OrderKind kind, Duration patience, Instant now) {
    int last = orders.isEmpty() ? 0 : orders.getLast().number();
    return new OrderGiven(last + 1, kind, now.plus(patience), now);
  }

  /// The worker is leased to the rental.
  public List<RentalEvent> leased(LeaseId lease, Instant until, Patience patience, Instant now) {
    if (phase == Phase.LEASING) {
      return List.of(
          new LeaseTaken(lease, until, now), given(OrderKind.CREATE, patience.order(), now));
    }
    return List.of(new LeaseTaken(lease, until, now));
  }

  /// The worker cannot be leased to the rental; ends it if it has not begun.
  public List<RentalEvent> notLeased(Label why, Instant now) {
    return phase == Phase.LEASING
        ? List.of(new RentalEnded(Ending.FAILED, Label.of("no lease: " + why), now))
        : List.of();
  }

  /// The order went out; its answer is due within `patience`. The order that ends the rental keeps
  /// its own bound where that is later.
  public List<RentalEvent> sent(int number, Duration patience, Instant now) {
    return openOrder()
        .filter(order -> order.number() == number)
        .filter(order -> order.state() instanceof RentalOrder.Waiting)
        .<List<RentalEvent>>map(
            order -> List.of(new OrderSent(number, answerBy(order, now.plus(patience)), now)))
        .orElse(List.of());
  }

  private static Instant answerBy(RentalOrder order, Instant usual) {
    return order.kind() == OrderKind.DESTROY
            && order.state() instanceof RentalOrder.Waiting(var until)
            && until.isAfter(usual)
        ? until
        : usual;
  }

  /// The worker's answer; one that is repeated, or comes too late, changes nothing.
  public List<RentalEvent> answered(int number, OrderEnd end, Patience patience, Instant now) {
    return openOrder()
        .filter(order -> order.number() == number)
        .map(order -> ended(order, end, patience, now))
        .orElse(List.of());
  }

  /// What is due because time has passed.
  public List<RentalEvent> expired(Patience patience, Instant now) {
    return openOrder()
        .filter(order -> order.isExpired(now))
        .map(
            order ->
                ended(
                    order,
                    order.state() instanceof RentalOrder.Waiting
                        ? new Failed(Why.WORKER_AWAY, Label.of("the worker was not there in time"))
                        : new Failed(Why.NO_ANSWER, Label.of("the worker did not answer in time")),
                    patience,
                    now))
        .orElse(List.of());
  }

  private List<RentalEvent> ended(RentalOrder order, OrderEnd end, Patience patience, Instant now) {
    var events = new ArrayList<RentalEvent>(List.of(new OrderEnded(order.number(), end, now)));
    var next = given(OrderKind.DESTROY, patience.end(), now);
    switch (order.kind()) {
      case DESTROY ->
          events.add(
              switch (end) {
                case Done() -> new RentalEnded(Ending.ENDED, Label.NONE, now);
                case Failed(_, var says) ->
                    new RentalEnded(
                        Ending.FAILED, Label.of("the machine may be left: " + says), now);
              });
      case CREATE -> {
        switch (end) {
          case Done() when wish == Wish.END -> events.add(next);
          case Done() -> {}
          case Failed(Why why, _) when why == Why.NO_ANSWER -> events.add(next);
          case Failed(_, var says) -> events.add(new RentalEnded(Ending.FAILED, says, now));
        }
      }
      case START, STOP, REBOOT -> {
        if (wish == Wish.END) {
          events.add(next);
        }
      }
    }
    return events;
  }

  /// Worker and machine have answered.
  public List<RentalEvent> healthy(Instant now) {
    return tenure.isOut() ? List.of(new OutageEnded(now)) : List.of();
  }

  /// The lease goes on until then.
  public List<RentalEvent> kept(Instant until, Instant now) {
    return tenure.isRunning() ? List.of(new LeaseKept(until, now)) : List.of();
  }

  /// `who` keeps the tenant from the machine since then.
  public List<RentalEvent> out(Party who, Instant since) {
    return tenure.isRunning() && !tenure.isOut() ? List.of(new OutageBegan(who, since)) : List.of();
  }

  /// The validator is there again; a time without a mark that is longer than `unmarkedMax` was its
  /// outage, unless the worker was out already.
  public List<RentalEvent> revived(Duration unmarkedMax, Instant now) {
    boolean wasAway = tenure.mark().plus(unmarkedMax).isBefore(now);
    return wasAway && tenure.isRunning() && !tenure.isOut()
        ? List.of(new OutageBegan(Party.VALIDATOR, tenure.mark()), new OutageEnded(now))
        : List.of();
  }

  public Rental evolve(RentalEvent event) {
    var marked = with(tenure.marked(event.at()));
    return switch (event) {
      case RentalBegun begun -> begun(begun);
      case LeaseTaken(var lease, var until, var at) ->
          marked.with(leasedTenure(tenure.leased(lease, until, at), at)).in(leasedPhase());
      case LeaseKept(var until, var at) -> with(tenure.kept(until, at));
      case LeaseLeft(var at) -> with(tenure.left(at));
      case OrderGiven given -> marked.given(given);
      case OrderSent(int number, var until, _) -> marked.with(number, new RentalOrder.Sent(until));
      case OrderEnded(int number, var end, var at) ->
          marked.with(number, new RentalOrder.Over(end, at)).in(phaseAfter(number, end));
      case EndAsked _ -> marked.wishing(Wish.END);
      case OutageBegan(var who, var at) -> with(tenure.outageBegan(who, at));
      case OutageEnded(var at) -> with(tenure.outageEnded(at).marked(at));
      case HandedOver(var handover, var proof, _) -> marked.with(new Handed(handover, proof));
      case RentalEnded(var how, var why, var at) ->
          with(tenure.over(at).marked(at))
              .in(how == Ending.ENDED ? Phase.ENDED : Phase.FAILED)
              .saying(why);
    };
  }

  /// A lease that comes when the rental is at its end is none of its time.
  private Tenure leasedTenure(Tenure next, Instant at) {
    return isOver() || phase == Phase.ENDING ? next.over(at) : next;
  }

  private Phase leasedPhase() {
    return phase == Phase.LEASING ? Phase.CREATING : phase;
  }

  private Phase phaseAfter(int number, OrderEnd end) {
    var kind =
        orders.stream()
            .filter(order -> order.number() == number)
            .map(RentalOrder::kind)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("BUG: no order " + number));
    if (!(end instanceof Done)) {
      return phase;
    }
    return switch (kind) {
      case CREATE, START, REBOOT -> Phase.RUNNING;
      case STOP -> Phase.STOPPED;
      case DESTROY -> phase;
    };
  }

  private Rental given(OrderGiven given) {
    var order =
        new RentalOrder(
            given.number(), given.kind(), given.at(), new RentalOrder.Waiting(given.until()));
    var next = new ArrayList<>(orders);
    next.add(order);
    var kept = next.subList(Math.max(0, next.size() - ORDERS_MAX), next.size());
    boolean isEnd = given.kind() == OrderKind.DESTROY;
    return new Rental(
        terms,
        isEnd ? Phase.ENDING : phase,
        wish,
        says,
        isEnd ? tenure.over(given.at()) : tenure,
        kept,
        handovers,
        begunAt);
  }

  private Rental with(int number, RentalOrder.State state) {
    return new Rental(
        terms,
        phase,
        wish,
        says,
        tenure,
        orders.stream().map(order -> order.number() == number ? order.in(state) : order).toList(),
        handovers,
        begunAt);
  }

  private Rental with(Tenure next) {
    return new Rental(terms, phase, wish, says, next, orders, handovers, begunAt);
  }

  private Rental with(Handed handed) {
    var next = new ArrayList<>(handovers);
    next.add(handed);
    return new Rental(
        terms,
        phase,
        wish,
        says,
        tenure,
        orders,
        next.subList(Math.max(0, next.size() - HANDOVERS_MAX), next.size()),
        begunAt);
  }

  private Rental in(Phase next) {
    return new Rental(terms, next, wish, says, tenure, orders, handovers, begunAt);
  }

  private Rental wishing(Wish next) {
    return new Rental(terms, phase, next, says, tenure, orders, handovers, begunAt);
  }

  private Rental saying(Label next) {
    return new Rental(terms, phase, wish, next, tenure, orders, handovers, begunAt);
  }
}
