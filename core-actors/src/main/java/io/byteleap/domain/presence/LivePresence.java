package io.byteleap.domain.presence;

import io.byteleap.domain.hardware.HostUsage;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.HeartbeatReport.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which workers were heard when, since this node runs. Not stored: after a restart it fills again
/// with the next heartbeats.
public record LivePresence(Map<WorkerId, Heard> workers) {
  public static final LivePresence NONE = new LivePresence(Map.of());

  /// A worker is online until this long after its last heartbeat.
  public static final Duration WORKER_SILENCE_MAX = Duration.ofMinutes(2);

  private static final Duration MEMORY = Duration.ofHours(1);

  /// Workers that are kept: those heard last.
  private static final int WORKERS_MAX = 200;

  /// Last heartbeat of one worker, how busy its machine was then, and its heartbeats of the last
  /// hour.
  public record Heard(Instant at, HostUsage usage, Beats beats) {}

  public LivePresence {
    workers = Map.copyOf(workers);
  }

  /// The presence after `report`; a worker that was silent for an hour is forgotten.
  public LivePresence heard(HeartbeatReport report, Instant now) {
    var next = new HashMap<>(workers);
    var oldest = now.minus(MEMORY);
    var bucket = Bucket.at(now);
    next.values().removeIf(heard -> heard.at().isBefore(oldest));
    for (WorkerReport worker : report.workers()) {
      next.put(worker.id(), new Heard(now, worker.usage(), beats(worker.id(), bucket)));
    }
    if (next.size() > WORKERS_MAX) {
      forgetThoseHeardFirst(next);
    }
    return new LivePresence(next);
  }

  private static void forgetThoseHeardFirst(Map<WorkerId, Heard> workers) {
    workers.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getValue().at()))
        .limit(workers.size() - WORKERS_MAX)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(workers::remove);
  }

  private Beats beats(WorkerId worker, Bucket bucket) {
    return of(worker).map(heard -> heard.beats().heard(bucket)).orElse(Beats.first(bucket));
  }

  public Optional<Heard> of(WorkerId worker) {
    return Optional.ofNullable(workers.get(worker));
  }

  public boolean isOnline(WorkerId worker, Instant now) {
    return of(worker)
        .filter(heard -> !heard.at().isBefore(now.minus(WORKER_SILENCE_MAX)))
        .isPresent();
  }

  /// Number of workers that are online.
  public int onlineCount(Instant now) {
    return Math.toIntExact(
        workers.keySet().stream().filter(worker -> isOnline(worker, now)).count());
  }
}
