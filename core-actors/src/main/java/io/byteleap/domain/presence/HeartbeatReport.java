package io.byteleap.domain.presence;

import io.byteleap.domain.hardware.HostUsage;
import io.byteleap.domain.identity.WorkerId;
import java.util.List;

/// What a miner reports in one heartbeat: one entry a worker that it heard since its last one.
public record HeartbeatReport(List<WorkerReport> workers) {
  public record WorkerReport(WorkerId id, WorkerProfile profile, HostUsage usage) {}

  public HeartbeatReport {
    if (workers.stream().map(WorkerReport::id).distinct().count() != workers.size()) {
      throw new IllegalArgumentException("a worker is reported twice");
    }
    workers = List.copyOf(workers);
  }
}
