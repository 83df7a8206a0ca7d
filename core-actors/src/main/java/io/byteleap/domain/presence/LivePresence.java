package io.byteleap.domain.presence;

import io.byteleap.domain.hardware.HostUsage;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which workers were heard when, since this node runs. Not stored: after a restart it fills again
/// with the next heartbeats.
public record LivePresence(Map<WorkerId, Heard> workers) {
  public static final LivePresence NONE = new LivePresence(Map.of());

  /// A worker is online until this long after its last heartbeat.
  public static final Duration WORKER_SILENCE_MAX = Duration.ofMinutes(2);

  /// Last heartbeat of one worker and how busy its machine was then.
  public record Heard(Instant at, HostUsage usage) {}

  public LivePresence {
    workers = Map.copyOf(workers);
  }

  public LivePresence heard(HeartbeatReport report, Instant now) {
    var next = new HashMap<>(workers);
    next.values().removeIf(heard -> heard.at().isBefore(now.minus(Bucket.LENGTH)));
    report.workers().forEach(worker -> next.put(worker.id(), new Heard(now, worker.usage())));
    return new LivePresence(next);
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
