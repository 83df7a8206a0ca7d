package io.byteleap.miner.presence;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.miner.worker.WorkerView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Which heartbeats of workers the validators still have to hear of: those newer than the last one
/// of the same worker that at least one validator took, and not older than five minutes. Nothing
/// that failed to be sent is lost before that.
record ReportBook(Map<WorkerId, Instant> taken) {
  private static final Duration AGE_MAX = Duration.ofMinutes(5);

  static final ReportBook EMPTY = new ReportBook(Map.of());

  ReportBook {
    taken = Map.copyOf(taken);
  }

  /// A worker's newest heartbeat.
  record Entry(WorkerView worker, Instant heardAt) {}

  /// What is due, the newest first, at most as many as a miner may have workers.
  List<Entry> due(List<WorkerView> roster, Instant now) {
    return roster.stream()
        .<Entry>mapMulti(
            (view, entries) -> {
              if (view.lastHeartbeat() instanceof WorkerView.At(var at)) {
                entries.accept(new Entry(view, at));
              }
            })
        .filter(entry -> !entry.heardAt().isBefore(now.minus(AGE_MAX)))
        .filter(
            entry -> entry.heardAt().isAfter(taken.getOrDefault(entry.worker().id(), Instant.MIN)))
        .sorted(Comparator.comparing(Entry::heardAt).reversed())
        .limit(WorkerRegistry.WORKERS_MAX)
        .toList();
  }

  /// A validator took these.
  ReportBook taking(List<Entry> entries) {
    var next = new HashMap<>(taken);
    entries.forEach(entry -> next.merge(entry.worker().id(), entry.heardAt(), ReportBook::later));
    return new ReportBook(next);
  }

  /// Without the workers that are no longer known.
  ReportBook keeping(List<WorkerView> roster) {
    var known = roster.stream().map(WorkerView::id).collect(Collectors.toSet());
    var next = new HashMap<>(taken);
    next.keySet().retainAll(known);
    return new ReportBook(next);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
