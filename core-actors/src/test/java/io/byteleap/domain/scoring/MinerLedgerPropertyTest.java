package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.lease.LeasePublication.Others;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.presence.HeartbeatReport.WorkerReport;
import io.byteleap.domain.scoring.MinerLedger.Accept;
import io.byteleap.domain.scoring.MinerLedger.CloseLease;
import io.byteleap.domain.scoring.MinerLedger.HeartbeatTaken;
import io.byteleap.domain.scoring.MinerLedger.LeaseBegun;
import io.byteleap.domain.scoring.MinerLedger.LeaseHeld;
import io.byteleap.domain.scoring.MinerLedger.NotLeased;
import io.byteleap.domain.scoring.MinerLedger.OpenLease;
import io.byteleap.domain.scoring.MinerLedger.Order;
import io.byteleap.domain.scoring.MinerLedger.PublicationTaken;
import io.byteleap.domain.scoring.MinerLedger.Refuse;
import io.byteleap.domain.scoring.MinerLedger.RenewLease;
import io.byteleap.domain.scoring.MinerLedger.Report;
import io.byteleap.domain.scoring.MinerLedger.TakePublication;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Whatever is ordered of a ledger, it answers, and keeps within its bounds.
final class MinerLedgerPropertyTest {
  private static final int ORDERS_PER_SEED = 100;
  private static final int SEEDS = Math.max(1, Fuzz.CASES / ORDERS_PER_SEED / 2);
  private static final List<WorkerReport> REPORTS =
      IntStream.range(0, 600).mapToObj(i -> Samples.report("w-" + i)).toList();
  private static final int REMEMBERED_MAX = 2 * MinerLedger.WORKERS_MAX;
  private static final Label HUB = Label.of("meshhub");

  @Test
  void anySequenceOfOrders_isAnswered_andTheLedgerKeepsItsPromises() {
    Seeds.check(
        SEEDS,
        random -> {
          var ledger = MinerLedger.EMPTY;
          var now = Samples.T0;
          for (int i = 0; i < ORDERS_PER_SEED; i++) {
            now = now.plusMillis(random.nextLong(-60_000, passing(random)));
            var order = order(random, now);

            ledger = answered(ledger, order, now);
            assertBounds(ledger, now);
          }
        });
  }

  /// Leases that come and go do not add up, however many.
  @Test
  void leases_areBounded_andTheRunningOnesAreNeverForgotten() {
    var ledger = answered(MinerLedger.EMPTY, report(100, 0), Samples.T0);
    var now = Samples.T0;
    for (int i = 0; i < 2_500; i++) {
      now = now.plusMillis(1);
      var id = new LeaseId("l-" + i);
      ledger = answered(ledger, open(id, "w-" + i % 99, now, now.plusMillis(50)), now);
    }
    var held = open(new LeaseId("held"), "w-99", now, now.plusSeconds(3_600));
    ledger = answered(ledger, held, now);
    for (int i = 0; i < 1_500; i++) {
      var from = now.plusSeconds(7_200L + 10L * i);
      ledger =
          answered(
              ledger,
              open(new LeaseId("next-" + i), "w-" + i % 99, from, from.plusSeconds(9)),
              now);
    }

    assertThat(ledger.leases().leases()).hasSizeLessThanOrEqualTo(2_000);
    assertThat(ledger.leases().countUnended(now)).isEqualTo(1_000);
    assertThat(ledger.decide(open(new LeaseId("one-more"), "w-1", now, now.plusSeconds(1)), now))
        .isInstanceOfSatisfying(
            Refuse.class,
            refuse -> assertThat(refuse.why()).isEqualTo(MinerLedger.Refusal.TOO_MANY_LEASES));
    assertThat(ledger.leases().activeOf(new WorkerId("w-99"), now)).isPresent();
  }

  /// What is closed before it began ends in the future; that is no reason to forget what ended
  /// before that.
  @Test
  void closingALeaseOfNextMonth_keepsTheOnesThatRun() {
    var now = Samples.T0;
    var nextMonth = now.plus(Duration.ofDays(30));
    var ledger = answered(MinerLedger.EMPTY, report(2, 0), now);
    ledger = answered(ledger, open(new LeaseId("runs"), "w-0", now, now.plusSeconds(60)), now);
    ledger =
        answered(
            ledger, open(new LeaseId("next"), "w-1", nextMonth, nextMonth.plusSeconds(9)), now);

    ledger = answered(ledger, new CloseLease(new LeaseId("next")), now);

    assertThat(ledger.leases().activeOf(new WorkerId("w-0"), now)).isPresent();
  }

  /// A lease of a nanosecond that is closed before it began does not reach into the next one.
  @Test
  void closingAShortLeaseBeforeItBegan_doesNotProlongIt() {
    var now = Samples.T0;
    var from = now.plusSeconds(60);
    var ledger = answered(MinerLedger.EMPTY, report(1, 0), now);
    ledger = answered(ledger, open(new LeaseId("short"), "w-0", from, from.plusNanos(1)), now);
    ledger =
        answered(
            ledger, open(new LeaseId("next"), "w-0", from.plusNanos(1), from.plusSeconds(60)), now);

    ledger = answered(ledger, new CloseLease(new LeaseId("short")), now);

    assertThat(ledger.leases().leases()).hasSize(2);
    assertNoOverlap(ledger);
  }

  /// The end of time is a time.
  @Test
  void leasesAtTheEdgesOfTime_areRefusedByName() {
    var ledger = answered(MinerLedger.EMPTY, report(1, 0), Samples.T0);

    for (Instant until : List.of(Instant.MAX, Instant.MAX.minusNanos(1), Instant.MIN)) {
      var terms =
          new LeaseTerms(
              new LeaseId("l"),
              new WorkerId("w-0"),
              Label.NONE,
              LeaseScore.of(1),
              new LeaseTerms.AtOnce(),
              until);
      assertThat(ledger.decide(new OpenLease(terms), Samples.T0)).isInstanceOf(Refuse.class);
    }
    assertThat(Lease.isTooLong(Instant.MAX.minusSeconds(1), Instant.MAX)).isFalse();
    assertThat(Lease.isTooLong(Instant.MIN, Instant.MAX)).isTrue();
  }

  @Test
  void heartbeatsInAnyOrder_makeTheSameWindows() {
    Seeds.check(
        100,
        random -> {
          var times = new ArrayList<Instant>();
          for (int i = 0; i < 30; i++) {
            times.add(Samples.T0.plusSeconds(random.nextLong(5L * 24 * 3_600)));
          }
          var shuffled = new ArrayList<>(times);
          Collections.shuffle(shuffled, new Random(random.nextLong()));

          assertThat(windowsAfter(shuffled)).isEqualTo(windowsAfter(times));
        });
  }

  private static Map<WorkerId, Object> windowsAfter(List<Instant> times) {
    var ledger = MinerLedger.EMPTY;
    for (Instant time : times) {
      ledger = answered(ledger, report(3, 0), time);
    }
    return ledger.workers().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().present()));
  }

  private static long passing(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> 1_000;
      case 1 -> 600_000;
      case 2 -> Duration.ofDays(1).toMillis();
      default -> Duration.ofDays(20).toMillis();
    };
  }

  private static Order order(RandomGenerator random, Instant now) {
    var id = new LeaseId("l-" + random.nextInt(8));
    return switch (random.nextInt(10)) {
      case 8, 9 -> publication(random, now);
      case 0, 1 -> report(random.nextInt(150), random.nextInt(400));
      case 2, 3, 4 -> new OpenLease(terms(random, id, now));
      case 5, 6 -> new RenewLease(id, someTime(random, now));
      default -> new CloseLease(id);
    };
  }

  private static TakePublication publication(RandomGenerator random, Instant now) {
    var leased = new ArrayList<LeaseTerms>();
    var idle = new TreeSet<WorkerId>();
    for (int i = 0; i < 6; i++) {
      var worker = new WorkerId("w-" + i);
      switch (random.nextInt(3)) {
        case 0 -> idle.add(worker);
        case 1 ->
            leased.add(
                new LeaseTerms(
                    new LeaseId("p-" + random.nextLong()),
                    worker,
                    HUB,
                    LeaseScore.of(random.nextBoolean() ? 1 : 0.5),
                    new LeaseTerms.AtOnce(),
                    someTime(random, now)));
        default -> {} // nothing is said of it
      }
    }
    var others = random.nextBoolean() ? Others.IDLE : Others.UNSAID;
    return new TakePublication(new LeasePublication(HUB, leased, idle, others));
  }

  private static LeaseTerms terms(RandomGenerator random, LeaseId id, Instant now) {
    var worker = new WorkerId("w-" + random.nextInt(random.nextBoolean() ? 4 : 500));
    var score = new LeaseScore(random.nextInt(LeaseScore.WHOLE + 1));
    var from = someTime(random, now);
    var until = someTime(random, now);
    boolean begins = random.nextBoolean() && from.isBefore(until) && !Lease.isTooLong(from, until);
    LeaseTerms.Beginning beginning = begins ? new LeaseTerms.On(from) : new LeaseTerms.AtOnce();
    return new LeaseTerms(id, worker, Label.NONE, score, beginning, until);
  }

  private static Instant someTime(RandomGenerator random, Instant now) {
    return switch (random.nextInt(10)) {
      case 0 -> Instant.MAX.minusNanos(random.nextLong(2));
      case 1 -> Instant.MIN.plusNanos(random.nextLong(2));
      case 2 -> now;
      case 3 -> now.plusNanos(random.nextLong(-3, 3));
      case 4, 5 -> now.plus(Duration.ofDays(random.nextInt(-400, 400)));
      default -> now.plusSeconds(random.nextInt(-3_600, 7_200));
    };
  }

  private static Report report(int count, int first) {
    return new Report(new HeartbeatReport(REPORTS.subList(first, first + count)));
  }

  private static OpenLease open(LeaseId id, String worker, Instant from, Instant until) {
    return new OpenLease(
        new LeaseTerms(
            id,
            new WorkerId(worker),
            Label.NONE,
            LeaseScore.of(1),
            new LeaseTerms.On(from),
            until));
  }

  /// The ledger after what `order` means; the reply is of the order's kind.
  private static MinerLedger answered(MinerLedger ledger, Order order, Instant now) {
    return switch (ledger.decide(order, now)) {
      case Refuse _ -> {
        assertThat(order).isNotInstanceOf(Report.class);
        yield ledger;
      }
      case Accept(var events, var reply) -> {
        assertThat(order instanceof Report).isEqualTo(reply instanceof HeartbeatTaken);
        var next = ledger;
        for (MinerLedger.Event event : events) {
          next = next.evolve(event);
        }
        switch (reply) {
          case HeartbeatTaken(int accepted, _) -> assertSeen(next, order, accepted, now);
          case LeaseBegun(var lease) -> assertThat(next.leases().find(lease.id())).contains(lease);
          case LeaseHeld(var lease) -> assertThat(next.leases().find(lease.id())).contains(lease);
          case PublicationTaken taken -> assertTaken(next, (TakePublication) order, taken, now);
        }
        yield next;
      }
    };
  }

  /// What was said holds, but where it was refused; and once it holds, saying it again is nothing.
  private static void assertTaken(
      MinerLedger ledger, TakePublication order, PublicationTaken taken, Instant now) {
    var said = order.publication();
    var refused = taken.refused().stream().map(NotLeased::worker).toList();
    var scores = new HashMap<WorkerId, LeaseScore>();
    ledger.leases().all().stream()
        .filter(lease -> lease.source().equals(HUB) && lease.isActive(now.plusMillis(1)))
        .forEach(lease -> scores.put(lease.worker(), lease.score()));
    for (WorkerId worker : said.idle()) {
      assertThat(scores).doesNotContainKey(worker);
    }
    if (said.others() == Others.IDLE) {
      assertThat(scores.keySet()).allMatch(said.named()::contains);
    }
    said.leased().stream()
        .filter(terms -> terms.until().isAfter(now.plusMillis(1)))
        .filter(terms -> !refused.contains(terms.worker()))
        .filter(terms -> scores.containsKey(terms.worker()))
        .forEach(terms -> assertThat(scores.get(terms.worker())).isEqualTo(terms.score()));
    assertThat(ledger.decide(order, now))
        .isInstanceOfSatisfying(
            Accept.class,
            again -> assertThat(((PublicationTaken) again.reply()).renewed()).isZero());
  }

  private static void assertSeen(MinerLedger ledger, Order order, int accepted, Instant now) {
    var reported = ((Report) order).heartbeat().workers();
    long seen =
        reported.stream()
            .filter(
                worker ->
                    ledger
                        .of(worker.id())
                        .filter(entry -> entry.present().contains(Bucket.at(now)))
                        .isPresent())
            .count();
    assertThat(accepted).isEqualTo(Math.min(reported.size(), MinerLedger.WORKERS_MAX));
    assertThat(seen).isGreaterThanOrEqualTo(accepted);
  }

  private static void assertBounds(MinerLedger ledger, Instant now) {
    int bound = ledger.leases().bound(now).size();
    assertThat(ledger.workers()).hasSizeLessThanOrEqualTo(REMEMBERED_MAX + bound);
    assertThat(ledger.leases().leases()).hasSizeLessThanOrEqualTo(2_000);
    assertNoOverlap(ledger);
  }

  private static void assertNoOverlap(MinerLedger ledger) {
    assertThat(ledger.leases().all().stream().map(ledger.leases()::overlapping))
        .allMatch(Optional::isEmpty);
  }
}
