package io.byteleap.validator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.Availability;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.ChallengeScore;
import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.scoring.WorkerScore;
import io.byteleap.domain.units.Score;
import io.byteleap.fixture.Samples;
import io.byteleap.wire.hub.HubReport;
import io.byteleap.wire.hub.HubReport.MinerScores;
import io.byteleap.wire.hub.HubReport.WorkerScores;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScoreReportsTest {
  private static final Hotkey A = new Hotkey("5MinerA");
  private static final Hotkey B = new Hotkey("5MinerB");
  private static final ScoreBasis BASIS =
      new ScoreBasis(
          ScoringPolicy.DEFAULT, BucketWindow.of(List.of(Bucket.at(Samples.T0))), Samples.T0);

  @Test
  void round_isToldMinerByMiner_andThenWorkerByWorker_inParts() {
    var workers = IntStream.range(0, 60).mapToObj(i -> worker("w-" + i, 0.5, 1)).toList();
    var reports = reports(Map.of(A, score(30, workers), B, score(10, List.of())));

    assertThat(reports).hasSize(3);
    var miners = (MinerScores) reports.getFirst();
    assertThat(miners.miners())
        .extracting(miner -> miner.weight().value())
        .containsExactly(0.75, 0.25);
    assertThat(miners.globalStats().integer("totalWorkers")).isEqualTo(60);
    assertThat(miners.globalStats().number("averageScore")).isEqualTo(0.5);
    assertThat(miners.globalStats().text("windowStart")).isEqualTo("2025-12-24T23:05:00Z");
    assertThat(((WorkerScores) reports.get(1)).workers()).hasSize(HubReport.WORKERS_MAX);
    assertThat(((WorkerScores) reports.get(2)).workers()).hasSize(10);
    var first = ((WorkerScores) reports.get(1)).workers().getFirst();
    assertThat(first.score().value()).isEqualTo(0.5);
    assertThat(first.lease()).isEqualTo(LeaseScore.of(0.5));
    assertThat(first.factors().availability().value()).isEqualTo(1);
  }

  @Test
  void workersWithoutLeaseAndPresence_areLeftOut_andWithoutScoresNoMinerIsTold() {
    var reports = reports(Map.of(A, score(0, List.of(worker("w-1", 0, 0), worker("w-2", 0, 1)))));

    assertThat(reports)
        .singleElement()
        .isInstanceOfSatisfying(
            WorkerScores.class,
            scores ->
                assertThat(scores.workers())
                    .extracting(worker -> worker.key().text())
                    .containsExactly("5MinerA:w-2"));
  }

  private static List<HubReport> reports(Map<Hotkey, MinerScore> scores) {
    var totals =
        scores.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> new MinerTotal(entry.getKey(), true, entry.getValue().total(), 1))
            .toList();
    return ScoreReports.of(ScoreRound.of(1, BASIS, ChallengeScores.NONE, totals), scores);
  }

  private static MinerScore score(long total, List<WorkerScore> workers) {
    return new MinerScore(true, workers, new Score(total, 1));
  }

  private static WorkerScore worker(String id, double lease, int present) {
    return new WorkerScore(
        new WorkerId(id),
        LeaseScore.of(lease),
        ChallengeScore.NONE,
        new Availability(present, 1),
        ComponentWeights.LEASE_ALONE);
  }
}
