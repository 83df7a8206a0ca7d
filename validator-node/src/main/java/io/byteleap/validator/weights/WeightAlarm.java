package io.byteleap.validator.weights;

import io.byteleap.domain.weights.WeightEpoch.ChainView;
import io.byteleap.domain.weights.WeightEpoch.Rhythm;
import io.byteleap.node.Health;
import io.byteleap.validator.metrics.ValidatorMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;

/// Tells the operator when our weights were not set for more than a tempo and a half: an ERROR in
/// the log, again every hour, a gauge, and a line in `/ready`. The node stays ready, since miners
/// are served as before. For one actor only.
public final class WeightAlarm {
  private static final String NAME = "weights";
  private static final Duration AGAIN = Duration.ofHours(1);

  private final Health health;
  private final ValidatorMetrics metrics;
  private final InstantSource clock;
  private Instant said = Instant.MIN;

  public WeightAlarm(Health health, ValidatorMetrics metrics, InstantSource clock) {
    this.health = health;
    this.metrics = metrics;
    this.clock = clock;
  }

  /// `why` is what the keeper waits for, or what it does about it.
  void look(ChainView view, Rhythm rhythm, String why, Logger log) {
    if (health.detail(NAME).isEmpty()) { // shown by the process that keeps the weights only
      health.useWithoutNeed(NAME);
    }
    long blocks = view.sinceUpdate();
    boolean isOverdue = rhythm.isOverdue(view);
    metrics.weightsAge(blocks, isOverdue);
    if (isOverdue) {
      overdue(blocks + " blocks ago, our tempo is " + rhythm.tempo() + "; " + why, log);
    } else {
      health.up(NAME, "last set " + blocks + " blocks ago");
      said = Instant.MIN;
    }
  }

  private void overdue(String what, Logger log) {
    health.down(NAME, "OVERDUE: last set " + what);
    var now = clock.instant();
    if (!now.isBefore(said.plus(AGAIN))) {
      said = now;
      log.error("our weights are overdue: last set {}", what);
    }
  }
}
