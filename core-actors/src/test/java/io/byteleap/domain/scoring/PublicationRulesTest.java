package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.lease.LeasePublication.Others;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.scoring.MinerLedger.Accept;
import io.byteleap.domain.scoring.MinerLedger.NotLeased;
import io.byteleap.domain.scoring.MinerLedger.OpenLease;
import io.byteleap.domain.scoring.MinerLedger.Order;
import io.byteleap.domain.scoring.MinerLedger.PublicationTaken;
import io.byteleap.domain.scoring.MinerLedger.Refusal;
import io.byteleap.domain.scoring.MinerLedger.Report;
import io.byteleap.domain.scoring.MinerLedger.TakePublication;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PublicationRulesTest {
  private static final Label HUB = Label.of("meshhub");
  private static final Instant T0 = Samples.T0;
  private static final Duration LIFE = Duration.ofHours(1);

  private MinerLedger ledger = MinerLedger.EMPTY;
  private int named;

  @Test
  void publishedWorkers_areLeasedAtOnce_forALife() {
    reported("w-1", "w-2");

    var taken = taken(delta(leased("w-1", 0.5)), T0);

    assertThat(taken).isEqualTo(new PublicationTaken(1, 0, 0, List.of()));
    assertThat(active("w-1", T0).score()).isEqualTo(LeaseScore.of(0.5));
    assertThat(active("w-1", T0).until()).isEqualTo(T0.plus(LIFE));
    assertThat(ledger.leases().activeOf(new WorkerId("w-2"), T0)).isEmpty();
    assertThat(ledger.leases().activeOf(new WorkerId("w-1"), T0.plus(LIFE))).isEmpty();
  }

  @Test
  void sameScoreAgain_isRenewed_onceThatGainsAQuarterOfALife() {
    reported("w-1");
    taken(delta(leased("w-1", 1)), T0);

    var soon = taken(delta(leased("w-1", 1)), T0.plus(Duration.ofMinutes(15)));
    var later = taken(delta(leased("w-1", 1)), T0.plus(Duration.ofMinutes(16)));

    assertThat(soon).isEqualTo(new PublicationTaken(0, 0, 0, List.of()));
    assertThat(later).isEqualTo(new PublicationTaken(0, 1, 0, List.of()));
    assertThat(ledger.leases().all())
        .singleElement()
        .satisfies(
            lease ->
                assertThat(lease.until()).isEqualTo(T0.plus(Duration.ofMinutes(16)).plus(LIFE)));
  }

  @Test
  void anotherScore_endsTheLease_andBeginsTheNext_withoutAGap() {
    reported("w-1");
    taken(delta(leased("w-1", 1)), T0);
    var later = T0.plusSeconds(60);

    var taken = taken(delta(leased("w-1", 0.25)), later);

    assertThat(taken).isEqualTo(new PublicationTaken(1, 0, 1, List.of()));
    assertThat(active("w-1", T0.plusSeconds(59)).score()).isEqualTo(LeaseScore.of(1));
    assertThat(active("w-1", later).score()).isEqualTo(LeaseScore.of(0.25));
  }

  @Test
  void anotherScoreAtTheSameMoment_isTheNextLease() {
    reported("w-1");
    taken(delta(leased("w-1", 1)), T0);

    taken(delta(leased("w-1", 0.25)), T0);

    assertThat(active("w-1", T0.plusMillis(1)).score()).isEqualTo(LeaseScore.of(0.25));
  }

  @Test
  void idleWorkers_loseTheirLease_andOthersKeepIt() {
    reported("w-1", "w-2");
    taken(delta(leased("w-1", 1), leased("w-2", 1)), T0);

    var taken = taken(delta(idle("w-1")), T0.plusSeconds(1));

    assertThat(taken.closed()).isEqualTo(1);
    assertThat(leasedAt(T0.plusSeconds(1))).containsExactly("w-2");
  }

  @Test
  void fullPublication_endsWhatItDoesNotName_butOtherSourcesLeases() {
    reported("w-1", "w-2", "w-3");
    taken(delta(leased("w-1", 1), leased("w-2", 1)), T0);
    lent("w-3", T0, T0.plus(LIFE));

    var taken = taken(full(leased("w-1", 1)), T0.plusSeconds(1));

    assertThat(taken.closed()).isEqualTo(1);
    assertThat(leasedAt(T0.plusSeconds(1))).containsExactlyInAnyOrder("w-1", "w-3");
  }

  @Test
  void workerThatSomebodyElseLeases_isNotLeasedTwice() {
    reported("w-1");
    lent("w-1", T0, T0.plus(LIFE));

    var taken = taken(delta(leased("w-1", 1)), T0);

    assertThat(taken.refused())
        .containsExactly(new NotLeased(new WorkerId("w-1"), Refusal.WORKER_IS_LEASED));
  }

  @Test
  void leaseOfSomebodyElse_thatIsToCome_isLeftItsTime() {
    reported("w-1");
    var next = T0.plus(Duration.ofMinutes(30));
    lent("w-1", next, next.plus(LIFE));

    taken(delta(leased("w-1", 1)), T0);
    taken(delta(leased("w-1", 1)), T0.plus(Duration.ofMinutes(20)));

    assertThat(active("w-1", T0).until()).isEqualTo(next);
    assertThat(active("w-1", next).source()).isEqualTo(Label.of("api"));
  }

  @Test
  void unknownWorker_isRefused_andOthersCount() {
    reported("w-1");

    var taken = taken(delta(leased("w-9", 1), leased("w-1", 1)), T0);

    assertThat(taken.opened()).isEqualTo(1);
    assertThat(taken.refused())
        .containsExactly(new NotLeased(new WorkerId("w-9"), Refusal.UNKNOWN_WORKER));
  }

  @Test
  void leaseOfAYear_isBegunAnew() {
    reported("w-1");
    taken(delta(leased("w-1", 1)), T0);
    var now = T0;
    for (int day = 0; day < 380; day++) {
      for (int part = 0; part < 48; part++) {
        now = now.plus(Duration.ofMinutes(30));
        taken(delta(leased("w-1", 1)), now);
      }
      assertThat(leasedAt(now)).containsExactly("w-1");
    }

    assertThat(active("w-1", now).from()).isAfter(T0);
  }

  @Test
  void laterWord_joinsTheEarlierOne_andReplacesItWhenItSpeaksOfAll() {
    var first = delta(leased("w-1", 1), leased("w-2", 1), idle("w-3"));
    var second = delta(idle("w-1"), leased("w-3", 0.5));
    var all = full(leased("w-2", 0.5));

    var joined = first.then(second);

    assertThat(joined.leased().stream().map(terms -> terms.worker().value()))
        .containsExactly("w-2", "w-3");
    assertThat(joined.idle()).containsExactly(new WorkerId("w-1"));
    assertThat(joined.others()).isEqualTo(Others.UNSAID);
    assertThat(joined.then(all)).isEqualTo(all);
    assertThat(all.then(second).others()).isEqualTo(Others.IDLE);
  }

  @Test
  void publicationThatContradictsItself_isRefused() {
    assertThatThrownBy(() -> delta(leased("w-1", 1), idle("w-1")))
        .hasMessageContaining("w-1 is named twice");
    assertThatThrownBy(() -> delta(leased("w-1", 0))).hasMessageContaining("is of no publication");
  }

  private sealed interface Word {}

  private record Leased(String worker, double score) implements Word {}

  private record Idle(String worker) implements Word {}

  private static Word leased(String worker, double score) {
    return new Leased(worker, score);
  }

  private static Word idle(String worker) {
    return new Idle(worker);
  }

  private LeasePublication delta(Word... words) {
    return publication(Others.UNSAID, words);
  }

  private LeasePublication full(Word... words) {
    return publication(Others.IDLE, words);
  }

  private LeasePublication publication(Others others, Word... words) {
    var leased = new ArrayList<LeaseTerms>();
    var idle = new TreeSet<WorkerId>();
    for (Word word : words) {
      switch (word) {
        case Leased(var worker, var score) -> leased.add(terms(worker, score, T0.plus(LIFE)));
        case Idle(var worker) -> idle.add(new WorkerId(worker));
      }
    }
    return new LeasePublication(HUB, leased, idle, others);
  }

  private LeaseTerms terms(String worker, double score, Instant until) {
    named++;
    return new LeaseTerms(
        new LeaseId("hub-" + named),
        new WorkerId(worker),
        HUB,
        LeaseScore.of(score),
        new LeaseTerms.AtOnce(),
        until);
  }

  /// The same publication with a life from `now`.
  private static LeasePublication at(LeasePublication said, Instant now) {
    var leased =
        said.leased().stream()
            .map(
                terms ->
                    new LeaseTerms(
                        terms.id(),
                        terms.worker(),
                        terms.source(),
                        terms.score(),
                        terms.beginning(),
                        now.plus(LIFE)))
            .toList();
    return new LeasePublication(said.source(), leased, said.idle(), said.others());
  }

  private PublicationTaken taken(LeasePublication said, Instant now) {
    return (PublicationTaken) accepted(new TakePublication(at(said, now)), now).reply();
  }

  private void reported(String... workers) {
    accepted(new Report(Samples.heartbeat(workers)), T0);
  }

  private void lent(String worker, Instant from, Instant until) {
    named++;
    var terms =
        new LeaseTerms(
            new LeaseId("api-" + named),
            new WorkerId(worker),
            Label.of("api"),
            LeaseScore.of(1),
            new LeaseTerms.On(from),
            until);
    accepted(new OpenLease(terms), T0);
  }

  private Accept accepted(Order order, Instant now) {
    var accept = (Accept) ledger.decide(order, now);
    accept.events().forEach(event -> ledger = ledger.evolve(event));
    return accept;
  }

  private Lease active(String worker, Instant now) {
    return ledger.leases().activeOf(new WorkerId(worker), now).orElseThrow();
  }

  private Set<String> leasedAt(Instant now) {
    return ledger.leases().scoresAt(now).keySet().stream()
        .map(WorkerId::value)
        .collect(Collectors.toSet());
  }
}
