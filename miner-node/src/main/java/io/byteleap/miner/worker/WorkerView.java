package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.SystemInfo;
import java.time.Instant;
import java.util.List;

/// What the miner knows of one worker at a moment. `lastHeartbeat` is the time of its last valid
/// heartbeat, or of its registration before the first.
public record WorkerView(
    WorkerId id,
    Label name,
    Label version,
    List<String> capabilities,
    SystemInfo systemInfo,
    Status status,
    String address,
    Instant connectedAt,
    Instant lastHeartbeat) {
  public enum Status {
    /// Connected and without a task.
    ONLINE,
    /// Connected and at work.
    BUSY,
    /// Not connected.
    OFFLINE
  }

  public WorkerView {
    capabilities = List.copyOf(capabilities);
  }

  public boolean isIdle() {
    return status == Status.ONLINE;
  }
}
