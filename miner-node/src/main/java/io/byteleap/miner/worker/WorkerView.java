package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import java.time.Instant;

/// What the miner knows of one worker at a moment. `address` is where it connects from,
/// `connectedAt` when its last connection registered.
public record WorkerView(
    WorkerId id,
    Label name,
    Label version,
    WorkerReport report,
    Status status,
    String address,
    Instant connectedAt,
    LastHeartbeat lastHeartbeat) {
  public sealed interface Status {}

  /// Connected and without a task.
  public record Online() implements Status {}

  /// Connected and at work.
  public record Busy(String taskId) implements Status {}

  /// Not connected.
  public record Offline() implements Status {}

  public sealed interface LastHeartbeat {}

  /// The last connection brought no valid heartbeat yet.
  public record NotYet() implements LastHeartbeat {}

  /// When the last valid heartbeat came in.
  public record At(Instant at) implements LastHeartbeat {}

  public boolean isIdle() {
    return status instanceof Online;
  }
}
