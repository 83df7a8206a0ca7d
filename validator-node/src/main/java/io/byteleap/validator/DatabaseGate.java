package io.byteleap.validator;

import io.byteleap.node.Health;
import io.byteleap.transport.SynapseCall;
import io.byteleap.transport.SynapseHandler;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Turns miners away while the database cannot be reached: nothing that they say could be kept, so
/// they are told at once when to come again, and not after they waited for an answer.
final class DatabaseGate implements SynapseHandler {
  /// When the database is looked at again, and a little more.
  private static final Duration TRY_AGAIN_IN = DatabaseHealth.INTERVAL.plusSeconds(3);

  private final SynapseHandler behind;
  private final Health health;

  DatabaseGate(SynapseHandler behind, Health health) {
    this.behind = behind;
    this.health = health;
  }

  @Override
  public Optional<Duration> away() {
    return DatabaseHealth.isAway(health) ? Optional.of(TRY_AGAIN_IN) : Optional.empty();
  }

  @Override
  public CompletionStage<String> handle(SynapseCall call) {
    return behind.handle(call);
  }

  @Override
  public void answered(SynapseType type, Duration took) {
    behind.answered(type, took);
  }

  @Override
  public void turnedAway(int status) {
    behind.turnedAway(status);
  }
}
