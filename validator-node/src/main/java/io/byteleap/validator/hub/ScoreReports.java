package io.byteleap.validator.hub;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoreGrounds;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.scoring.WorkerScore;
import io.byteleap.domain.units.Ratio;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.hub.GlobalStats;
import io.byteleap.wire.hub.HubReport;
import io.byteleap.wire.hub.HubReport.MinerScores;
import io.byteleap.wire.hub.HubReport.MinerWeight;
import io.byteleap.wire.hub.ReportBatches;
import io.byteleap.wire.hub.ReportedScore;
import io.byteleap.wire.hub.WorkerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What the hub is told of a round of scores: every miner's share first, if any scored; then, in
/// parts, every worker that has a lease, was present or passed challenges.
public final class ScoreReports {
  private ScoreReports() {}

  /// `scores` are those that the round was made from.
  public static List<HubReport> of(ScoreRound round, Map<Hotkey, MinerScore> scores) {
    var workers =
        scores.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .flatMap(
                miner ->
                    miner.getValue().workers().stream()
                        .filter(ScoreReports::counts)
                        .map(worker -> reported(miner.getKey(), worker, round)))
            .toList();
    var reports = new ArrayList<HubReport>();
    var miners = weights(round);
    if (!miners.isEmpty()) {
      reports.add(new MinerScores(miners, stats(round, workers), round.at()));
    }
    reports.addAll(ReportBatches.scores(workers, round.at()));
    return reports;
  }

  private static boolean counts(WorkerScore worker) {
    return !worker.lease().equals(LeaseScore.NONE)
        || worker.challenge().millionths() > 0
        || worker.availability().numerator() > 0;
  }

  private static ReportedScore reported(Hotkey miner, WorkerScore worker, ScoreRound round) {
    var availability = worker.availability();
    return new ReportedScore(
        new WorkerKey(miner, worker.worker()),
        new Ratio(worker.score().toDouble()),
        worker.lease(),
        new Ratio(worker.challenge().toDouble()),
        ReportedScore.Factors.ofAvailability(
            new Ratio((double) availability.numerator() / availability.denominator())),
        round.at());
  }

  private static List<MinerWeight> weights(ScoreRound round) {
    double whole = round.miners().stream().mapToDouble(miner -> miner.score().toDouble()).sum();
    return whole == 0
        ? List.of()
        : round.miners().stream().map(miner -> weight(miner, whole)).toList();
  }

  private static MinerWeight weight(MinerTotal miner, double whole) {
    return new MinerWeight(
        miner.hotkey(), new Ratio(Math.min(1, miner.score().toDouble() / whole)));
  }

  private static JsonObject stats(ScoreRound round, List<ReportedScore> workers) {
    return switch (round.grounds()) {
      case ScoreGrounds.Unrecorded() -> JsonObject.EMPTY;
      case ScoreGrounds.Recorded(var policy, var served, _) ->
          new GlobalStats(
                  workers.size(),
                  mean(workers, worker -> worker.score().value()),
                  mean(workers, worker -> worker.performance().value()),
                  new GlobalStats.Window(
                      new ScoreBasis(policy, served, round.at()).windowStart(), round.at()),
                  policy.participation().threshold())
              .toJson();
    };
  }

  private static Ratio mean(List<ReportedScore> workers, ToDoubleFunction<ReportedScore> figure) {
    return new Ratio(Math.min(1, workers.stream().mapToDouble(figure).average().orElse(0)));
  }
}
