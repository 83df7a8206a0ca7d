package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseBook;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.units.Score;
import io.byteleap.fixture.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class MinerScoreTest {
  private static final Instant NOW = Samples.T0.plus(Duration.ofHours(200));
  private static final long LAST = Bucket.at(NOW).index();
  private static final BucketWindow ALWAYS = lastBuckets(BucketWindow.LENGTH);

  @Test
  void leasedWorker_scoresItsLeaseTimesItsAvailability() {
    var ledger = ledger(lastBuckets(507), leaseWorth(0.8));

    var score = score(ledger, ALWAYS);

    assertThat(score.total()).isEqualTo(new Score(800_000L * 507, 1_000_000L * 2_028));
    assertThat(score.total().toDouble()).isEqualTo(0.2);
    assertThat(score.workers().getFirst().availability().toDouble()).isEqualTo(0.25);
  }

  @Test
  void idleWorker_scoresZero() {
    var score = score(ledger(ALWAYS, LeaseBook.EMPTY), ALWAYS);

    assertThat(score.total().isZero()).isTrue();
    assertThat(score.online()).isTrue();
  }

  @Test
  void bucketsThatTheValidatorMissed_countForNobodyAndAgainstNobody() {
    var serving = lastBuckets(100);

    var present = score(ledger(lastBuckets(100), leaseWorth(1)), serving);
    var alsoEarlier = score(ledger(ALWAYS, leaseWorth(1)), serving);

    assertThat(present.total().toDouble()).isEqualTo(1.0);
    assertThat(alsoEarlier.total()).isEqualTo(present.total());
  }

  @Test
  void validatorThatNeverServed_givesNobodyAnything() {
    var score = score(ledger(ALWAYS, leaseWorth(1)), BucketWindow.EMPTY);

    assertThat(score.total().isZero()).isTrue();
  }

  @Test
  void offlineMiner_scoresZero() {
    var longAgo = BucketWindow.of(List.of(new Bucket(LAST - 8)));

    var score = score(ledger(longAgo, leaseWorth(1)), ALWAYS);

    assertThat(score.online()).isFalse();
    assertThat(score.total().isZero()).isTrue();
  }

  @Test
  void miner_isPaidForItsBestHundredWorkers() {
    var workers = new TreeMap<WorkerId, MinerLedger.Entry>();
    var leases = LeaseBook.EMPTY;
    for (int i = 0; i < 120; i++) {
      var id = new WorkerId("w-" + i);
      workers.put(id, new MinerLedger.Entry(Samples.profile("w"), ALWAYS, NOW));
      var lease = lease("l-" + i, id, i < 20 ? 0.5 : 1);
      leases = leases.with(lease);
    }

    var score = score(new MinerLedger(workers, leases), ALWAYS);

    assertThat(score.total().toDouble()).isEqualTo(100.0);
    assertThat(score.workers()).hasSize(120);
  }

  @Test
  void shorterWindow_countsOnlyItsBuckets() {
    var ledger = ledger(lastBuckets(6), leaseWorth(1));

    assertThat(
            MinerScore.of(ledger, new ScoreBasis(window(12), ALWAYS, NOW), MinerEvidence.NONE)
                .total()
                .toDouble())
        .isEqualTo(0.5);
  }

  private static MinerScore score(MinerLedger ledger, BucketWindow served) {
    var basis = new ScoreBasis(ScoringPolicy.DEFAULT, served, NOW);
    return MinerScore.of(ledger, basis, MinerEvidence.NONE);
  }

  private static ScoringPolicy window(int buckets) {
    return new ScoringPolicy(
        buckets, ComponentWeights.LEASE_ALONE, ParticipationRule.PUBLISHED, AddressPenalty.NONE);
  }

  private static BucketWindow lastBuckets(int count) {
    return BucketWindow.of(
        LongStream.rangeClosed(LAST - count + 1, LAST).mapToObj(Bucket::new).toList());
  }

  private static LeaseBook leaseWorth(double score) {
    return LeaseBook.EMPTY.with(lease("l-1", new WorkerId("w-1"), score));
  }

  private static Lease lease(String id, WorkerId worker, double score) {
    var sample = Samples.lease(id, worker.value(), NOW.minusSeconds(60));
    return new Lease(
        sample.id(), worker, sample.source(), LeaseScore.of(score), sample.from(), sample.until());
  }

  private static MinerLedger ledger(BucketWindow present, LeaseBook leases) {
    var workers = new TreeMap<WorkerId, MinerLedger.Entry>();
    IntStream.of(1)
        .mapToObj(i -> new WorkerId("w-" + i))
        .forEach(id -> workers.put(id, new MinerLedger.Entry(Samples.profile("w"), present, NOW)));
    return new MinerLedger(workers, leases);
  }
}
