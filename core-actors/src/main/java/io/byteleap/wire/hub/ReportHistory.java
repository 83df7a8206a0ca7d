package io.byteleap.wire.hub;

import io.byteleap.wire.hub.HubReport.ReportedMiner;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the hub was told of each worker in this session: digests, from which the next delta report
/// follows. A value; the owner keeps [#after] only once the reports were sent, and begins again
/// with [#EMPTY] when a session begins, so that its first report is a full one.
public record ReportHistory(SortedMap<WorkerKey, Told> told) {
  public static final ReportHistory EMPTY = new ReportHistory(new TreeMap<>());

  /// Digests of a worker's standing and hardware.
  public record Told(String standing, String hardware) {
    static Told of(ReportedWorker worker) {
      return new Told(worker.standingHash(), worker.hardwareHash());
    }
  }

  public ReportHistory {
    told = Collections.unmodifiableSortedMap(new TreeMap<>(told));
  }

  /// What of `miners` the hub does not know yet: workers whose standing or hardware changed, with
  /// their hardware only if that did. Miners without such workers are left out.
  public List<ReportedMiner> news(List<ReportedMiner> miners) {
    return miners.stream()
        .map(miner -> miner.with(miner.workers().stream().flatMap(this::newsOf).toList()))
        .filter(miner -> !miner.workers().isEmpty())
        .toList();
  }

  private Stream<ReportedWorker> newsOf(ReportedWorker worker) {
    var before = told.get(worker.key());
    var now = Told.of(worker);
    if (before == null || !before.hardware().equals(now.hardware())) {
      return Stream.of(worker);
    }
    return before.standing().equals(now.standing())
        ? Stream.empty()
        : Stream.of(worker.withoutHardware());
  }

  /// The history once the hub was told all of `miners`; workers that are not among them are
  /// forgotten.
  public ReportHistory after(List<ReportedMiner> miners) {
    var next = new TreeMap<WorkerKey, Told>();
    miners.stream()
        .flatMap(miner -> miner.workers().stream())
        .forEach(worker -> next.put(worker.key(), Told.of(worker)));
    return new ReportHistory(next);
  }
}
