package io.byteleap.wire.hub;

import io.byteleap.wire.hub.HubReport.ReportedMiner;
import io.byteleap.wire.hub.HubReport.ResourceReport;
import io.byteleap.wire.hub.HubReport.Scope;
import io.byteleap.wire.hub.HubReport.WorkerScores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Cuts what a validator has to say into reports of the size that the hub takes.
public final class ReportBatches {
  private ReportBatches() {}

  /// `miners` in reports of at most [HubReport#WORKERS_MAX] workers, in their order; none when
  /// there is no worker.
  public static List<ResourceReport> resources(Scope scope, List<ReportedMiner> miners) {
    List<ResourceReport> reports = new ArrayList<>();
    List<ReportedMiner> batch = new ArrayList<>();
    int room = HubReport.WORKERS_MAX;
    for (ReportedMiner miner : miners) {
      int from = 0;
      while (from < miner.workers().size()) {
        int until = Math.min(miner.workers().size(), from + room);
        batch.add(miner.with(miner.workers().subList(from, until)));
        room -= until - from;
        from = until;
        if (room == 0) {
          reports.add(new ResourceReport(scope, batch));
          batch = new ArrayList<>();
          room = HubReport.WORKERS_MAX;
        }
      }
    }
    if (!batch.isEmpty()) {
      reports.add(new ResourceReport(scope, batch));
    }
    return reports;
  }

  /// `scores` in reports of at most [HubReport#WORKERS_MAX], in their order.
  public static List<WorkerScores> scores(List<ReportedScore> scores, Instant at) {
    List<WorkerScores> reports = new ArrayList<>();
    for (int from = 0; from < scores.size(); from += HubReport.WORKERS_MAX) {
      int until = Math.min(scores.size(), from + HubReport.WORKERS_MAX);
      reports.add(new WorkerScores(scores.subList(from, until), at));
    }
    return reports;
  }
}
