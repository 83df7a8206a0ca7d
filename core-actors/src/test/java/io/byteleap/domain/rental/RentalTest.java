package io.byteleap.domain.rental;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.rental.OrderEnd.Done;
import io.byteleap.domain.rental.OrderEnd.Failed;
import io.byteleap.domain.rental.OrderEnd.Why;
import io.byteleap.domain.rental.Rental.Phase;
import io.byteleap.domain.rental.RentalEvent.OrderEnded;
import io.byteleap.domain.rental.RentalEvent.RentalBegun;
import io.byteleap.domain.rental.Tenure.Meter;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RentalTest {
  private static final Instant T0 = Samples.T0;
  private static final RentalId ID = new RentalId("0a1b2c3d");
  private static final Rental.Patience PATIENCE =
      new Rental.Patience(Duration.ofMinutes(2), Duration.ofHours(24));
  private static final List<OrderKind> ANY_ORDER =
      List.of(OrderKind.START, OrderKind.STOP, OrderKind.REBOOT);
  private static final Duration ANSWER = Duration.ofSeconds(210);

  @Test
  void rental_whoseLeaseIsTaken_ordersItsMachine() {
    var rental = leased();

    assertThat(rental.phase()).isEqualTo(Phase.CREATING);
    assertThat(rental.openOrder())
        .contains(
            new RentalOrder(
                1, OrderKind.CREATE, at(1), new RentalOrder.Waiting(at(1).plus(PATIENCE.order()))));
  }

  @Test
  void rental_whoseWorkerCannotBeLeased_fails_andHasPromisedNothing() {
    var rental = after(begun(), begun().notLeased(Label.of("worker is leased"), at(1)));

    assertThat(rental.phase()).isEqualTo(Phase.FAILED);
    assertThat(rental.says()).isEqualTo(Label.of("no lease: worker is leased"));
    assertThat(rental.tenure().meter(at(100))).isEqualTo(Meter.NOTHING);
  }

  @Test
  void answerToAnOrder_thatIsRepeated_orOfAnother_changesNothing() {
    var rental = running();

    assertThat(rental.answered(1, new Done(), PATIENCE, at(60))).isEmpty();
    assertThat(leased().answered(2, new Done(), PATIENCE, at(60))).isEmpty();
  }

  @Test
  void orderThatNobodyFetched_failsAsAway_andOneWithoutAnswer_asUnanswered() {
    var waiting = leased();
    var sent = after(waiting, waiting.sent(1, ANSWER, at(10)));

    assertThat(waiting.expired(PATIENCE, at(120))).isEmpty();
    assertThat(whyOf(waiting.expired(PATIENCE, at(121)))).isEqualTo(Why.WORKER_AWAY);
    assertThat(sent.expired(PATIENCE, at(219))).isEmpty();
    assertThat(whyOf(sent.expired(PATIENCE, at(220)))).isEqualTo(Why.NO_ANSWER);
  }

  @Test
  void machineWhoseMakingWasNotAnswered_isTakenDown_andOneThatWasRefused_isNot() {
    var sent = after(leased(), leased().sent(1, ANSWER, at(10)));
    var unanswered = after(sent, sent.expired(PATIENCE, at(220)));
    var refused =
        after(
            sent,
            sent.answered(
                1, new Failed(Why.WORKER_REFUSED, Label.of("no room")), PATIENCE, at(20)));

    assertThat(unanswered.phase()).isEqualTo(Phase.ENDING);
    assertThat(unanswered.openOrder().map(RentalOrder::kind)).contains(OrderKind.DESTROY);
    assertThat(refused.phase()).isEqualTo(Phase.FAILED);
    assertThat(refused.says()).isEqualTo(Label.of("no room"));
    assertThat(refused.openOrder()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderKind.class,
      names = {"START", "STOP", "REBOOT", "CREATE"})
  void orders_goOnlyToMachinesInTheRightState_oneAtATime(OrderKind kind) {
    var running = running();
    var stopping = after(running, accepted(running, OrderKind.STOP, 60));
    var stopped = after(stopping, stopping.answered(2, new Done(), PATIENCE, at(61)));

    assertThat(stopped.phase()).isEqualTo(Phase.STOPPED);
    assertThat(running.wished(kind, PATIENCE, at(60)) instanceof Rental.Accept)
        .isEqualTo(kind == OrderKind.STOP || kind == OrderKind.REBOOT);
    assertThat(stopped.wished(kind, PATIENCE, at(70)) instanceof Rental.Accept)
        .isEqualTo(kind == OrderKind.START);
    assertThat(refusal(stopping, kind)).isEqualTo(Rental.Refusal.ORDER_UNDER_WAY);
  }

  @Test
  void endThatIsAskedForWhileAnOrderIsOut_comesAfterIt_once() {
    var sent = after(leased(), leased().sent(1, ANSWER, at(10)));
    var asked = after(sent, accepted(sent, OrderKind.DESTROY, 11));

    assertThat(asked.openOrder().map(RentalOrder::kind)).contains(OrderKind.CREATE);
    assertThat(accepted(asked, OrderKind.DESTROY, 12)).isEmpty();
    assertThat(refusal(asked, OrderKind.STOP)).isEqualTo(Rental.Refusal.IS_OVER);

    var made = after(asked, asked.answered(1, new Done(), PATIENCE, at(30)));
    assertThat(made.phase()).isEqualTo(Phase.ENDING);
    assertThat(made.openOrder().map(RentalOrder::number)).contains(2);
    var ended = after(made, made.answered(2, new Done(), PATIENCE, at(40)));
    assertThat(ended.phase()).isEqualTo(Phase.ENDED);
    assertThat(ended.tenure().meter(at(100)).promised()).isEqualTo(Duration.ofSeconds(29));
  }

  @Test
  void endThatIsAskedForBeforeTheOrderWentOut_cancelsIt_andNothingIsLeft() {
    var cancelled = after(leased(), accepted(leased(), OrderKind.DESTROY, 5));
    var unleased = after(begun(), accepted(begun(), OrderKind.DESTROY, 5));

    assertThat(cancelled.phase()).isEqualTo(Phase.ENDED);
    assertThat(cancelled.openOrder()).isEmpty();
    assertThat(unleased.phase()).isEqualTo(Phase.ENDED);
  }

  @Test
  void leaseThatComesAfterTheEnd_isNoneOfTheTime() {
    var ended = after(begun(), accepted(begun(), OrderKind.DESTROY, 5));

    var late = after(ended, ended.leased(ID.lease(1), at(300), PATIENCE, at(6)));

    assertThat(late.phase()).isEqualTo(Phase.ENDED);
    assertThat(late.tenure().lease()).isInstanceOf(Tenure.Held.class);
    assertThat(late.tenure().meter(at(500)).promised()).isZero();
  }

  @Test
  void orderThatEndsARental_waitsAsLongAsItsOwnPatience_evenWhenSent() {
    var running = running();
    var ending = after(running, accepted(running, OrderKind.DESTROY, 60));
    var sent = after(ending, ending.sent(2, ANSWER, at(61)));

    assertThat(sent.expired(PATIENCE, at(60).plus(Duration.ofHours(23)))).isEmpty();
    var given = sent.expired(PATIENCE, at(60).plus(Duration.ofHours(24)));
    assertThat(after(sent, given).phase()).isEqualTo(Phase.FAILED);
    assertThat(after(sent, given).says().value()).startsWith("the machine may be left");
  }

  @Test
  void outages_areLostTime_ofWhoseTheyWere() {
    var running = running();
    var out = after(running, running.out(Party.WORKER, at(100)));
    var back = after(out, out.healthy(at(130)));
    var revived = after(back, back.revived(Duration.ofSeconds(60), at(400)));

    assertThat(out.out(Party.WORKER, at(110))).isEmpty();
    assertThat(out.revived(Duration.ofSeconds(60), at(4_000))).isEmpty();
    assertThat(revived.tenure().meter(at(501)))
        .isEqualTo(
            new Meter(Duration.ofSeconds(500), Duration.ofSeconds(30), Duration.ofSeconds(270)));
    assertThat(revived.tenure().meter(at(501)).delivered()).isEqualTo(Duration.ofSeconds(200));
  }

  @Test
  void validatorThatWasThere_hasNoOutage() {
    assertThat(running().revived(Duration.ofSeconds(60), at(100))).isEmpty();
  }

  /// Whatever happens in whatever order, each order ends once, and no time is counted twice.
  @Test
  void everyCourse_addsUp() {
    Seeds.check(
        300,
        random -> {
          var rental = begun();
          var ends = new ArrayList<Integer>();
          for (int step = 1; step <= 60; step++) {
            for (RentalEvent event : anything(rental, at(step * 10L), random)) {
              if (event instanceof OrderEnded(int number, _, _)) {
                ends.add(number);
              }
              rental = rental.evolve(event);
            }
            var meter = rental.tenure().meter(at(step * 10L));
            assertThat(meter.delivered().isNegative()).isFalse();
            assertThat(meter.lostByWorker().isNegative()).isFalse();
            assertThat(rental.orders().stream().filter(RentalOrder::isOpen).count())
                .isLessThanOrEqualTo(1);
          }
          assertThat(ends).doesNotHaveDuplicates();
        });
  }

  private static List<RentalEvent> anything(Rental rental, Instant now, RandomGenerator random) {
    int number = rental.orders().isEmpty() ? 1 : rental.orders().getLast().number();
    return switch (random.nextInt(9)) {
      case 0 -> rental.leased(ID.lease(1), now.plusSeconds(300), PATIENCE, now);
      case 1 -> rental.sent(number, ANSWER, now);
      case 2 -> rental.answered(number, new Done(), PATIENCE, now);
      case 3 ->
          rental.answered(number, new Failed(Why.WORKER_REFUSED, Label.of("no")), PATIENCE, now);
      case 4 -> rental.expired(PATIENCE, now);
      case 5 -> rental.out(Party.WORKER, now.minusSeconds(random.nextInt(60)));
      case 6 -> rental.healthy(now);
      case 7 -> rental.revived(Duration.ofSeconds(30), now);
      default -> {
        boolean isEnd = random.nextInt(8) == 0;
        var kind = isEnd ? OrderKind.DESTROY : ANY_ORDER.get(random.nextInt(ANY_ORDER.size()));
        yield rental.wished(kind, PATIENCE, now) instanceof Rental.Accept(var events)
            ? events
            : List.of();
      }
    };
  }

  @Test
  void namesOfOrders_leadBackToTheirRental() {
    assertThat(RentalId.placeOf(ID.task(7))).contains(new RentalId.Place(ID, "7"));
    assertThat(RentalId.placeOf(ID.task("hab1x2"))).contains(new RentalId.Place(ID, "hab1x2"));
    assertThat(RentalId.placeOf(new VmTaskId("somebody-elses"))).isEmpty();
    assertThat(RentalId.placeOf(new VmTaskId("XYZ.1"))).isEmpty();
  }

  private static Why whyOf(List<RentalEvent> events) {
    return events.getFirst() instanceof OrderEnded(_, Failed(var why, _), _) ? why : Why.CANCELLED;
  }

  private static Rental.Refusal refusal(Rental rental, OrderKind kind) {
    return rental.wished(kind, PATIENCE, at(70)) instanceof Rental.Refuse(var why, _)
        ? why
        : Rental.Refusal.NOT_IN_THAT_STATE;
  }

  private static List<RentalEvent> accepted(Rental rental, OrderKind kind, long second) {
    return ((Rental.Accept) rental.wished(kind, PATIENCE, at(second))).events();
  }

  private static Rental running() {
    var sent = after(leased(), leased().sent(1, ANSWER, at(10)));
    return after(sent, sent.answered(1, new Done(), PATIENCE, at(50)));
  }

  private static Rental leased() {
    return after(begun(), begun().leased(ID.lease(1), at(300), PATIENCE, at(1)));
  }

  private static Rental begun() {
    return Rental.begun(
        new RentalBegun(
            new RentalTerms(
                ID,
                new Hotkey("5Miner"),
                new WorkerId("w-1"),
                Label.of("market"),
                Label.NONE,
                new ImageName("base.qcow2"),
                new VmSize(1_024, 2, 10, 0),
                GuestUser.ROOT,
                SshKey.parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRlc3Q=")),
            T0));
  }

  private static Rental after(Rental rental, List<RentalEvent> events) {
    var next = rental;
    for (RentalEvent event : events) {
      next = next.evolve(event);
    }
    return next;
  }

  private static Instant at(long second) {
    return T0.plusSeconds(second);
  }
}
