package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseBook;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.units.Score;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightVector;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Subnets;
import io.byteleap.fixture.Subnets.Size;
import io.byteleap.fixture.Subnets.Subnet;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What holds for the scores of every subnet, under the default policy and with challenges counted.
final class ScoringPropertyTest {
  private static final int SEEDS = 60;
  private static final ScoringPolicy MIXED =
      new ScoringPolicy(
          BucketWindow.LENGTH,
          ComponentWeights.of(0.7, 0.3),
          ParticipationRule.PUBLISHED,
          AddressPenalty.HALVING);

  @Test
  void permutingMiners_permutesWeights() {
    check(
        (random, policy) -> {
          var subnet = draw(random);
          var miners = new ArrayList<>(subnet.ledgers().keySet());
          var permuted = new ArrayList<>(miners);
          Collections.shuffle(permuted, new Random(random.nextLong()));
          var names = new HashMap<Hotkey, Hotkey>();
          for (int i = 0; i < miners.size(); i++) {
            names.put(miners.get(i), permuted.get(i));
          }

          var weights = byHotkey(subnet, policy);
          var weightsOfPermuted = byHotkey(renamed(subnet, names), policy);

          weights.forEach(
              (miner, weight) ->
                  assertThat(weightsOfPermuted.get(names.get(miner))).isEqualTo(weight));
          assertThat(weightsOfPermuted).hasSameSizeAs(weights);
        });
  }

  @Test
  void scores_areWithinTheirBounds_andAddUpExactly() {
    check(
        (random, policy) -> {
          var subnet = draw(random);
          var basis = subnet.basis(policy);
          var scores = ChallengeScores.of(subnet.work(), policy.participation());

          for (Hotkey miner : subnet.ledgers().keySet()) {
            var score = subnet.score(miner, basis, scores);
            assertThat(score.total().toDouble()).isBetween(0.0, 100.0);
            assertThat(score.workers())
                .allSatisfy(
                    worker -> {
                      assertThat(worker.score().numerator())
                          .isLessThanOrEqualTo(worker.score().denominator());
                      assertThat(worker.score().denominator())
                          .isEqualTo(score.total().denominator());
                    });
            if (score.online()) {
              assertThat(score.total().numerator())
                  .isEqualTo(
                      score.workers().stream()
                          .map(worker -> BigInteger.valueOf(worker.score().numerator()))
                          .reduce(BigInteger.ZERO, BigInteger::add)
                          .longValueExact());
            }
          }
        });
  }

  /// The largest that there is: nothing overflows, and 100 is 100.
  @Test
  void bestPossibleMiner_scores100() {
    var policy =
        new ScoringPolicy(
            BucketWindow.LENGTH,
            new ComponentWeights(700_001, 299_999),
            ParticipationRule.PUBLISHED,
            AddressPenalty.HALVING);
    var always = always();
    var workers = new TreeMap<WorkerId, MinerLedger.Entry>();
    var leases = LeaseBook.EMPTY;
    for (int i = 0; i < 150; i++) {
      var worker = new WorkerId("w-" + i);
      workers.put(worker, new MinerLedger.Entry(Samples.profile("w"), always, Samples.T0));
      leases = leases.with(lease(worker));
    }
    var evidence =
        new MinerEvidence(
            new ChallengeScores.OfMiner(Map.of(), new ChallengeScore(ChallengeScore.WHOLE)));

    var score =
        MinerScore.of(
            new MinerLedger(workers, leases),
            new ScoreBasis(policy, always, Subnets.NOW),
            evidence);

    assertThat(score.total())
        .isEqualTo(new Score(100 * score.total().denominator(), score.total().denominator()));
  }

  @Test
  void removingAnIdleWorker_changesNothing() {
    Seeds.check(
        SEEDS,
        random -> {
          var subnet = draw(random);
          var before = subnet.round(ScoringPolicy.DEFAULT);
          for (Hotkey miner : subnet.ledgers().keySet()) {
            var ledger = subnet.ledger(miner);
            var leased = ledger.leases().scoresAt(Subnets.NOW).keySet();
            var busy = new TreeMap<>(ledger.workers());
            busy.keySet().retainAll(leased);
            if (busy.isEmpty() || !ledger.isOnline(Subnets.NOW)) {
              continue; // a miner is online by any of its workers
            }
            subnet = subnet.with(miner, new MinerLedger(busy, ledger.leases()));
          }

          assertThat(subnet.round(ScoringPolicy.DEFAULT)).isEqualTo(before);
        });
  }

  @Test
  void theHundredAndFirstWorker_addsNothing_andABetterOneTakesTheWorstsPlace() {
    check(
        (random, policy) -> {
          var ledger = Subnets.ledger(100, random);
          var basis = new ScoreBasis(policy, always(), Subnets.NOW);
          var score = MinerScore.of(ledger, basis, MinerEvidence.NONE);
          long worst =
              score.workers().stream().mapToLong(WorkerScore::numerator).min().orElseThrow();
          var idle = with(ledger, new WorkerId("x"), always(), LeaseBook.EMPTY);
          var best = with(ledger, new WorkerId("x"), always(), bookOf(lease(new WorkerId("x"))));

          assertThat(MinerScore.of(idle, basis, MinerEvidence.NONE).total().numerator())
              .isEqualTo(sumOfBest(score, 0));
          assertThat(MinerScore.of(best, basis, MinerEvidence.NONE).total().numerator())
              .isEqualTo(sumOfBest(score, worth(policy, basis) - worst));
        });
  }

  @Test
  void bucketsOfOurOwnOutage_changeNobodysRatio() {
    check(
        (random, policy) -> {
          var subnet = draw(random);
          var served = subnet.served();
          var present = new HashMap<Hotkey, MinerLedger>();
          for (Hotkey miner : subnet.ledgers().keySet()) {
            present.put(miner, withOtherOutages(subnet.ledger(miner), served, random));
          }
          var scores = ChallengeScores.of(subnet.work(), policy.participation());
          var basis = subnet.basis(policy);

          present.forEach(
              (miner, ledger) ->
                  assertThat(
                          MinerScore.of(ledger, basis, new MinerEvidence(scores.of(miner)))
                              .workers())
                      .isEqualTo(subnet.score(miner, basis, scores).workers()));
        });
  }

  @Test
  void offlineMiner_scoresZero_whateverItsWorkersWouldScore() {
    check(
        (random, policy) -> {
          var subnet = draw(random);
          var round = subnet.round(policy);

          assertThat(round.miners())
              .allSatisfy(
                  miner -> {
                    var ledger = subnet.ledger(miner.hotkey());
                    assertThat(miner.online()).isEqualTo(ledger.isOnline(Subnets.NOW));
                    assertThat(miner.online() || miner.score().isZero()).isTrue();
                  });
        });
  }

  @Test
  void income_endsExactlyAtTheLeasesExpiry() {
    Seeds.check(
        SEEDS,
        random -> {
          var worker = new WorkerId("w-1");
          var until = Subnets.NOW.plusNanos(1 + random.nextLong(1_000_000_000_000L));
          var lease = lease(worker).endingAt(until);
          var ledger =
              with(MinerLedger.EMPTY, worker, always(), new LeaseBook(bookOf(lease).leases()));

          assertThat(scoreAt(ledger, until.minusNanos(1)).isZero()).isFalse();
          assertThat(scoreAt(ledger, until).isZero()).isTrue();
          assertThat(scoreAt(ledger, lease.from().minusNanos(1)).isZero()).isTrue();
          assertThat(scoreAt(ledger, lease.from()).isZero()).isFalse();
        });
  }

  @FunctionalInterface
  private interface Property {
    void check(RandomGenerator random, ScoringPolicy policy);
  }

  private static void check(Property property) {
    Seeds.check(SEEDS, random -> property.check(random, ScoringPolicy.DEFAULT));
    Seeds.check(SEEDS, random -> property.check(random, MIXED));
  }

  private static Subnet draw(RandomGenerator random) {
    return Subnets.draw(new Size(1 + random.nextInt(12), 1 + random.nextInt(12)), random);
  }

  private static Map<Hotkey, Weight> byHotkey(Subnet subnet, ScoringPolicy policy) {
    var uids = subnet.uids();
    return switch (subnet.weights(policy)) {
      case WeightVector.NoSignal() -> Map.of();
      case Weights(var byUid) -> {
        var weights = new HashMap<Hotkey, Weight>();
        uids.forEach((miner, uid) -> weights.put(miner, weightOf(byUid, uid)));
        weights.values().removeIf(weight -> weight.value() == 0);
        yield weights;
      }
    };
  }

  private static Weight weightOf(Map<Uid, Weight> weights, Uid uid) {
    return weights.getOrDefault(uid, new Weight(0));
  }

  private static Subnet renamed(Subnet subnet, Map<Hotkey, Hotkey> names) {
    var ledgers = new TreeMap<Hotkey, MinerLedger>();
    var work = new HashMap<Hotkey, Map<WorkerId, VerifiedWork>>();
    subnet.ledgers().forEach((miner, ledger) -> ledgers.put(names.get(miner), ledger));
    subnet.work().forEach((miner, done) -> work.put(names.get(miner), done));
    return new Subnet(ledgers, subnet.served(), work);
  }

  /// The same ledger in the buckets that the validator served, and any other in those that it
  /// missed.
  private static MinerLedger withOtherOutages(
      MinerLedger ledger, BucketWindow served, RandomGenerator random) {
    var workers = new TreeMap<WorkerId, MinerLedger.Entry>();
    ledger
        .workers()
        .forEach(
            (worker, entry) -> {
              var newest = entry.present().newest().orElseThrow();
              List<Bucket> kept = new ArrayList<>();
              for (long i = newest.index() - BucketWindow.LENGTH + 1; i <= newest.index(); i++) {
                var bucket = new Bucket(i);
                boolean isKept =
                    served.contains(bucket)
                        ? entry.present().contains(bucket)
                        : random.nextBoolean();
                if (isKept) {
                  kept.add(bucket);
                }
              }
              workers.put(
                  worker,
                  new MinerLedger.Entry(entry.profile(), BucketWindow.of(kept), entry.since()));
            });
    return new MinerLedger(workers, ledger.leases());
  }

  private static MinerLedger with(
      MinerLedger ledger, WorkerId worker, BucketWindow present, LeaseBook more) {
    var workers = new TreeMap<>(ledger.workers());
    workers.put(worker, new MinerLedger.Entry(Samples.profile("w"), present, Samples.T0));
    var leases = new TreeMap<>(ledger.leases().leases());
    leases.putAll(more.leases());
    return new MinerLedger(workers, new LeaseBook(leases));
  }

  private static long sumOfBest(MinerScore score, long more) {
    return score.workers().stream().mapToLong(WorkerScore::numerator).sum() + more;
  }

  /// What a worker that is always there and leased for the whole is worth, challenges aside.
  private static long worth(ScoringPolicy policy, ScoreBasis basis) {
    return (long) policy.weights().lease()
        * LeaseScore.WHOLE
        * basis.expectedBuckets()
        * policy.addresses().after(0).parts();
  }

  private static Score scoreAt(MinerLedger ledger, Instant at) {
    var basis = new ScoreBasis(ScoringPolicy.DEFAULT, always(), at);
    return MinerScore.of(ledger, basis, MinerEvidence.NONE).total();
  }

  private static LeaseBook bookOf(Lease lease) {
    return LeaseBook.EMPTY.with(lease);
  }

  private static Lease lease(WorkerId worker) {
    var from = Subnets.NOW.minusSeconds(60);
    var sample = Samples.lease("l-1", worker.value(), from);
    return new Lease(
        new LeaseId("new-" + worker.value()),
        worker,
        sample.source(),
        LeaseScore.of(1),
        from,
        from.plus(Duration.ofHours(1)));
  }

  private static BucketWindow always() {
    var all = new byte[BucketWindow.EMPTY.bits().length];
    Arrays.fill(all, (byte) -1);
    return BucketWindow.of(Bucket.at(Subnets.NOW), all);
  }
}
