package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.admission.Member;
import java.time.Instant;

/// What the miner knows of one worker at a moment. `address` is where it connects from,
/// `connectedAt` when its last connection registered, `transport` how that one is encrypted,
/// `member` what the operator has decided about it.
public record WorkerView(
    WorkerId id,
    Label name,
    Label version,
    WorkerReport report,
    Status status,
    String address,
    Instant connectedAt,
    LastHeartbeat lastHeartbeat,
    Member member,
    Transport transport) {
  public sealed interface Status {}

  /// Connected and without a task.
  public record Online() implements Status {}

  /// Connected and at work.
  public record Busy(String taskId) implements Status {}

  /// Not connected.
  public record Offline() implements Status {}

  /// Whether anybody between the worker and us can read along.
  public enum Transport {
    PLAIN,
    TLS
  }

  public sealed interface LastHeartbeat {}

  /// The last connection brought no valid heartbeat yet.
  public record NotYet() implements LastHeartbeat {}

  /// When the last valid heartbeat came in.
  public record At(Instant at) implements LastHeartbeat {}

  /// Ready for a task.
  public boolean isIdle() {
    return status instanceof Online && !member.isDraining();
  }
}
