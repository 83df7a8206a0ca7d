package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.lease.LeaseVersion;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.scoring.MinerLedger.Accept;
import io.byteleap.domain.scoring.MinerLedger.ChangeSeen;
import io.byteleap.domain.scoring.MinerLedger.CloseLease;
import io.byteleap.domain.scoring.MinerLedger.HeartbeatTaken;
import io.byteleap.domain.scoring.MinerLedger.LeaseBegun;
import io.byteleap.domain.scoring.MinerLedger.LeaseHeld;
import io.byteleap.domain.scoring.MinerLedger.OpenLease;
import io.byteleap.domain.scoring.MinerLedger.Order;
import io.byteleap.domain.scoring.MinerLedger.Refusal;
import io.byteleap.domain.scoring.MinerLedger.Refuse;
import io.byteleap.domain.scoring.MinerLedger.RenewLease;
import io.byteleap.domain.scoring.MinerLedger.Report;
import io.byteleap.domain.scoring.MinerLedger.WorkerAppeared;
import io.byteleap.domain.scoring.MinerLedger.WorkerChanged;
import io.byteleap.domain.scoring.MinerLedger.WorkersSeen;
import io.byteleap.fixture.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MinerLedgerTest {
  private static final Instant T0 = Samples.T0;
  private static final WorkerId W1 = new WorkerId("w-1");

  @Test
  void firstHeartbeat_makesTheWorkerAppearAndFillsItsBucket() {
    var accept = (Accept) MinerLedger.EMPTY.decide(report("w-1"), T0);

    assertThat(accept.events())
        .containsExactly(
            new WorkerAppeared(W1, Samples.profile("w-1"), T0),
            new WorkersSeen(Bucket.at(T0), List.of(W1)));
    assertThat(accept.reply()).isEqualTo(new HeartbeatTaken(1, 0));
  }

  @Test
  void furtherHeartbeat_inTheSameBucket_changesNothing() {
    var ledger = after(MinerLedger.EMPTY, report("w-1"), T0);

    assertThat(((Accept) ledger.decide(report("w-1"), T0.plusSeconds(60))).events()).isEmpty();
    assertThat(((Accept) ledger.decide(report("w-1"), T0.plusSeconds(300))).events())
        .containsExactly(new WorkersSeen(Bucket.at(T0.plusSeconds(300)), List.of(W1)));
  }

  @Test
  void changedProfile_isAnEvent_andKeepsThePresence() {
    var ledger = after(MinerLedger.EMPTY, report("w-1"), T0);
    var renamed =
        new HeartbeatReport.WorkerReport(
            W1, Samples.profile("other"), Samples.report("w-1").usage());
    var order = new Report(new HeartbeatReport(List.of(renamed)));

    assertThat(((Accept) ledger.decide(order, T0)).events())
        .containsExactly(new WorkerChanged(W1, Samples.profile("other"), T0));
    assertThat(after(ledger, order, T0).of(W1).orElseThrow().present())
        .isEqualTo(ledger.of(W1).orElseThrow().present());
  }

  @Test
  void hundredAndFirstWorker_isNotCounted_andKnownOnesComeFirst() {
    var ledger = after(MinerLedger.EMPTY, report("zz-known"), T0);
    var names = IntStream.range(0, 101).mapToObj(i -> "w-" + i).toArray(String[]::new);
    names[100] = "zz-known";

    var next = after(ledger, report(names), T0.plusSeconds(300));

    assertThat(((Accept) ledger.decide(report(names), T0.plusSeconds(300))).reply())
        .isEqualTo(new HeartbeatTaken(100, 1));
    assertThat(next.workers()).hasSize(100).containsKey(new WorkerId("zz-known"));
  }

  @Test
  void endlessNewWorkers_doNotFillTheLedger_andALeasedOneIsKept() {
    var ledger = after(MinerLedger.EMPTY, report("leased"), T0);
    var lease = Samples.lease("l-1", "leased", T0);
    ledger = after(ledger, open(endless(lease)), T0);
    for (int wave = 0; wave < 5; wave++) {
      int from = wave * 100;
      var names = IntStream.range(from, from + 100).mapToObj(i -> "w-" + i).toArray(String[]::new);
      ledger = after(ledger, report(names), T0.plusSeconds(300L * (wave + 1)));
    }

    assertThat(ledger.workers()).hasSize(200).containsKey(new WorkerId("leased"));
    assertThat(ledger.workers()).containsKey(new WorkerId("w-499"));
  }

  @Test
  void lease_ofAKnownWorker_isOpenedOnce() {
    var ledger = after(MinerLedger.EMPTY, report("w-1"), T0);
    var lease = Samples.lease("l-1", "w-1", T0);
    var opened = after(ledger, open(lease), T0);

    assertThat(((Accept) ledger.decide(open(lease), T0)).reply()).isEqualTo(new LeaseBegun(lease));
    assertThat(opened.decide(open(lease), T0.plusSeconds(5)))
        .isEqualTo(new Accept(List.of(), new LeaseHeld(lease)));
    assertThat(opened.leases().scoresAt(T0)).isEqualTo(Map.of(W1, LeaseScore.of(1)));
  }

  /// Who asks again because the answer was lost does not say when it asked first.
  @Test
  void leaseThatBeginsAtOnce_isTheSameWhenItIsAskedForAgain() {
    var ledger = after(MinerLedger.EMPTY, report("w-1"), T0);
    var terms = atOnce(T0.plusSeconds(3_600));
    var begun = after(ledger, new OpenLease(terms), T0.plusSeconds(5));
    var other = atOnce(T0.plusSeconds(3_601));

    var again = (Accept) begun.decide(new OpenLease(terms), T0.plusSeconds(9));
    assertThat(again.events()).isEmpty();
    assertThat(((LeaseHeld) again.reply()).lease().from()).isEqualTo(T0.plusSeconds(5));
    assertRefused(begun, new OpenLease(other), Refusal.LEASE_ID_TAKEN);
  }

  @Test
  void lease_mayNotLastLongerThanAYear() {
    var ledger = after(MinerLedger.EMPTY, report("w-1"), T0);
    var opened = after(ledger, open(Samples.lease("l-1", "w-1", T0)), T0);
    var farAway = T0.plus(Duration.ofDays(367));

    assertRefused(ledger, new OpenLease(atOnce(farAway)), Refusal.LEASE_TOO_LONG);
    assertRefused(opened, new RenewLease(new LeaseId("l-1"), farAway), Refusal.LEASE_TOO_LONG);
  }

  @Test
  void lease_isRefusedByName() {
    var ledger = after(MinerLedger.EMPTY, report("w-1"), T0);
    var lease = Samples.lease("l-1", "w-1", T0);
    var opened = after(ledger, open(lease), T0);

    assertRefused(ledger, open(Samples.lease("l", "w-9", T0)), Refusal.UNKNOWN_WORKER);
    assertRefused(opened, open(Samples.lease("l-2", "w-1", T0)), Refusal.WORKER_IS_LEASED);
    assertRefused(
        opened, open(Samples.lease("l-1", "w-1", T0.plusSeconds(1))), Refusal.LEASE_ID_TAKEN);
    assertRefused(
        ledger,
        open(Samples.lease("l-1", "w-1", T0.minus(Duration.ofHours(2)))),
        Refusal.LEASE_IS_OVER);
    assertRefused(ledger, new CloseLease(new LeaseId("l-1")), Refusal.UNKNOWN_LEASE);
    assertRefused(
        opened, new RenewLease(new LeaseId("l-1"), T0.minusSeconds(1)), Refusal.LEASE_IS_OVER);
  }

  @Test
  void lease_thatIsNotRenewed_endsByItself() {
    var ledger = after(MinerLedger.EMPTY, report("w-1"), T0);
    var opened = after(ledger, open(Samples.lease("l-1", "w-1", T0)), T0);
    var renewed =
        after(
            opened,
            new RenewLease(new LeaseId("l-1"), T0.plus(Duration.ofHours(2))),
            T0.plusSeconds(60));
    var inNinetyMinutes = T0.plus(Duration.ofMinutes(90));

    assertThat(opened.leases().activeOf(W1, inNinetyMinutes)).isEmpty();
    assertThat(renewed.leases().activeOf(W1, inNinetyMinutes)).isPresent();
  }

  @Test
  void closedLease_endsNow_andStaysInTheBook() {
    var ledger = after(MinerLedger.EMPTY, report("w-1"), T0);
    var opened = after(ledger, open(Samples.lease("l-1", "w-1", T0)), T0);
    var closed = after(opened, new CloseLease(new LeaseId("l-1")), T0.plusSeconds(30));

    assertThat(closed.leases().activeOf(W1, T0.plusSeconds(30))).isEmpty();
    assertThat(closed.leases().find(new LeaseId("l-1")).orElseThrow().until())
        .isEqualTo(T0.plusSeconds(30));
    assertRefusedAt(
        closed, new CloseLease(new LeaseId("l-1")), T0.plusSeconds(40), Refusal.LEASE_IS_OVER);
  }

  @Test
  void change_ofALeaseThatIsNotAsItWasSeen_isRefused() {
    var ledger = after(MinerLedger.EMPTY, report("w-1"), T0);
    var lease = Samples.lease("l-1", "w-1", T0);
    var opened = after(ledger, open(lease), T0);
    var renewal = new RenewLease(lease.id(), lease.until().plusSeconds(60));
    var seen = LeaseVersion.of(lease);
    var renewed = after(opened, new ChangeSeen(renewal, seen), T0);

    assertRefused(renewed, new ChangeSeen(new CloseLease(lease.id()), seen), Refusal.LEASE_CHANGED);
    assertThat(
            renewed.decide(
                new ChangeSeen(
                    new CloseLease(lease.id()),
                    LeaseVersion.of(renewed.leases().find(lease.id()).orElseThrow())),
                T0.plusSeconds(1)))
        .isInstanceOf(Accept.class);
    assertRefused(ledger, new ChangeSeen(renewal, seen), Refusal.UNKNOWN_LEASE);
  }

  @Test
  void miner_isOnlineUntilHalfAnHourOfSilence() {
    var ledger = after(MinerLedger.EMPTY, report("w-1"), T0);

    assertThat(MinerLedger.EMPTY.isOnline(T0)).isFalse();
    assertThat(ledger.isOnline(T0.plus(Duration.ofMinutes(34)))).isTrue();
    assertThat(ledger.isOnline(T0.plus(Duration.ofMinutes(36)))).isFalse();
  }

  private static OpenLease open(Lease lease) {
    return new OpenLease(
        new LeaseTerms(
            lease.id(),
            lease.worker(),
            lease.source(),
            lease.score(),
            new LeaseTerms.On(lease.from()),
            lease.until()));
  }

  private static LeaseTerms atOnce(Instant until) {
    var lease = Samples.lease("l-1", "w-1", T0);
    return new LeaseTerms(
        lease.id(), lease.worker(), lease.source(), lease.score(), new LeaseTerms.AtOnce(), until);
  }

  private static Lease endless(Lease lease) {
    return lease.endingAt(lease.from().plus(Duration.ofDays(30)));
  }

  private static Report report(String... workers) {
    return new Report(Samples.heartbeat(workers));
  }

  private static MinerLedger after(MinerLedger ledger, Order order, Instant now) {
    var accept = (Accept) ledger.decide(order, now);
    var next = ledger;
    for (MinerLedger.Event event : accept.events()) {
      next = next.evolve(event);
    }
    return next;
  }

  private static void assertRefused(MinerLedger ledger, Order order, Refusal why) {
    assertRefusedAt(ledger, order, T0, why);
  }

  private static void assertRefusedAt(MinerLedger ledger, Order order, Instant now, Refusal why) {
    assertThat(ledger.decide(order, now))
        .isInstanceOfSatisfying(Refuse.class, refuse -> assertThat(refuse.why()).isEqualTo(why));
  }
}
