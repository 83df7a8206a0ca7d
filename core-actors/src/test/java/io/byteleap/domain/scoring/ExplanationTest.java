package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseBook;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.Explanation.Buckets;
import io.byteleap.domain.scoring.Explanation.OfWorker;
import io.byteleap.domain.scoring.Explanation.Span;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Score;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Subnets;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
  private static final long FIRST = Bucket.at(Samples.T0).index();
  private static final Instant AT = start(9).plusSeconds(60);
  private static final WorkerId WORKER = new WorkerId("w-1");

  /// Ten buckets back, of which the validator missed the third and the fourth.
  private static final ScoreBasis BASIS =
      new ScoreBasis(
          new ScoringPolicy(
              10,
              ComponentWeights.LEASE_ALONE,
              ParticipationRule.PUBLISHED,
              AddressPenalty.HALVING),
          buckets(0, 1, 4, 5, 6, 7, 8, 9),
          AT);

  @Test
  void silences_areToldFromTheTimeBeforeTheRegistration_andFromOurOwnAbsence() {
    var explained = explain(ledger(1, buckets(1, 4, 5, 9)), MinerEvidence.NONE);
    var worker = explained.workers().getFirst();

    assertThat(explained.windowStart()).isEqualTo(start(0));
    assertThat(explained.unserved()).containsExactly(new Span(start(2), start(4)));
    assertThat(worker.buckets()).isEqualTo(new Buckets(4, 3, 1));
    assertThat(worker.silences()).containsExactly(new Span(start(6), start(9)));
    assertThat(worker.score().availability().expected()).isEqualTo(8);
  }

  @Test
  void lostPoints_areCountedByTheirCause() {
    var evidence = new MinerEvidence(ChallengeScores.OfMiner.NONE, Map.of(WORKER, 1)); // halves it
    var worker = explain(ledger(1, buckets(1, 4, 5, 9)), evidence).workers().getFirst();

    var whole = worker.score().score().denominator();
    assertThat(worker.score().score()).isEqualTo(new Score(whole / 5, whole)); // 0.8 * 4/8 / 2
    assertThat(worker.loss())
        .isEqualTo(
            new Explanation.Loss(
                new Score(whole / 5, whole), // of 1
                new Score(whole / 10 * 3, whole), // 0.8 * 3/8
                new Score(whole / 10, whole), // 0.8 * 1/8
                new Score(whole / 5, whole))); // 0.8 * 4/8, half of it
  }

  @Test
  void leasesOfTheWindow_areShown_ofThisWorkerOnly() {
    var ledger = ledger(0, buckets(9));
    var book =
        ledger
            .leases()
            .with(lease("over", "w-1", start(-9), start(0)))
            .with(lease("to-come", "w-1", start(20), start(30)))
            .with(lease("other", "w-2", start(0), start(20)));

    var explained = explain(new MinerLedger(ledger.workers(), book), MinerEvidence.NONE);

    assertThat(explained.workers().getFirst().leases())
        .extracting(lease -> lease.id().value())
        .containsExactly("now");
  }

  @Test
  void minerThatIsOffline_isPaidForNoWorker() {
    var late = new ScoreBasis(BASIS.policy(), buckets(0, 9, 30), start(30).plusSeconds(1));

    var explained = Explanation.of(ledger(0, buckets(0, 9)), late, MinerEvidence.NONE);

    assertThat(explained.score().online()).isFalse();
    assertThat(explained.workers().getFirst().counted()).isFalse();
  }

  @Test
  void aHundredAndFirstWorker_isNotCounted_theWorstOfThem() {
    var workers = new TreeMap<WorkerId, MinerLedger.Entry>();
    var leases = LeaseBook.EMPTY;
    for (int i = 0; i < 101; i++) {
      var worker = new WorkerId("w-%03d".formatted(i));
      workers.put(worker, entry(0, i == 50 ? buckets(9) : buckets(8, 9)));
      leases = leases.with(lease("l-" + i, worker.value(), start(0), start(20)));
    }

    var explained = explain(new MinerLedger(workers, leases), MinerEvidence.NONE);

    assertThat(explained.workers().stream().filter(worker -> !worker.counted()))
        .extracting(worker -> worker.score().worker().value())
        .containsExactly("w-050");
  }

  @Test
  void scoreAndLosses_makeOnePoint_andCountedWorkersTheTotal() {
    for (long seed = 0; seed < 20; seed++) {
      var subnet = Subnets.draw(new Subnets.Size(3, 12), Seeds.generator(seed));
      var policy =
          seed % 2 == 0
              ? ScoringPolicy.DEFAULT
              : new ScoringPolicy(
                  1_000,
                  ComponentWeights.of(0.7, 0.3),
                  ParticipationRule.PUBLISHED,
                  AddressPenalty.HALVING);
      var scores = ChallengeScores.of(subnet.work(), policy.participation());
      var basis = subnet.basis(policy);
      for (Hotkey miner : subnet.ledgers().keySet()) {
        var evidence = new MinerEvidence(scores.of(miner));
        var explained = Explanation.of(subnet.ledger(miner), basis, evidence);

        assertThat(explained.score())
            .isEqualTo(MinerScore.of(subnet.ledger(miner), basis, evidence));
        assertThat(explained.workers()).allSatisfy(ExplanationTest::addsUpToOne);
        assertThat(sum(explained.workers().stream().filter(OfWorker::counted)))
            .isEqualTo(BigInteger.valueOf(explained.score().total().numerator()));
      }
    }
  }

  private static void addsUpToOne(OfWorker worker) {
    var score = worker.score().score();
    var loss = worker.loss();
    long whole =
        Stream.of(score, loss.worth(), loss.silence(), loss.unregistered(), loss.addresses())
            .mapToLong(Score::numerator)
            .sum();

    assertThat(whole)
        .isEqualTo(worker.score().availability().expected() == 0 ? 0 : score.denominator());
    assertThat(worker.buckets().present() + worker.buckets().silent())
        .isEqualTo(worker.score().availability().expected() - worker.buckets().unregistered());
  }

  private static BigInteger sum(Stream<OfWorker> workers) {
    return workers
        .map(worker -> BigInteger.valueOf(worker.score().score().numerator()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static Explanation explain(MinerLedger ledger, MinerEvidence evidence) {
    return Explanation.of(ledger, BASIS, evidence);
  }

  private static MinerLedger ledger(int registeredIn, BucketWindow present) {
    return new MinerLedger(
        new TreeMap<>(Map.of(WORKER, entry(registeredIn, present))),
        LeaseBook.EMPTY.with(lease("now", "w-1", start(0), start(20))));
  }

  private static MinerLedger.Entry entry(int registeredIn, BucketWindow present) {
    return new MinerLedger.Entry(
        Samples.profile("w"), present, start(registeredIn).plusSeconds(100));
  }

  private static Lease lease(String id, String worker, Instant from, Instant until) {
    return new Lease(
        new LeaseId(id),
        new WorkerId(worker),
        Label.of("test"),
        new LeaseScore(800_000),
        from,
        until);
  }

  private static BucketWindow buckets(int... offsets) {
    Collection<Bucket> all =
        IntStream.of(offsets).mapToObj(offset -> new Bucket(FIRST + offset)).toList();
    return BucketWindow.of(List.copyOf(all));
  }

  private static Instant start(int offset) {
    return new Bucket(FIRST + offset).start();
  }
}
