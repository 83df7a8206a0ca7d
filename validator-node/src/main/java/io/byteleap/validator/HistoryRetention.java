package io.byteleap.validator;

import io.byteleap.persistence.read.JdbcRetention;
import io.byteleap.port.History.HistoryUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the history forget what is too old: at the start, and then every hour, which also makes up
/// for a time that failed. Blocks, so it needs a dispatcher for that.
final class HistoryRetention {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryRetention.class);
  private static final Duration INTERVAL = Duration.ofHours(1);

  record Forget() {}

  private HistoryRetention() {}

  /// `age`: how long everything can be looked up.
  static Behavior<Forget> create(JdbcRetention retention, Duration age, InstantSource clock) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Forget(), Duration.ZERO, INTERVAL);
          return Behaviors.receiveMessage(
              _ -> {
                forget(retention, age, clock);
                return Behaviors.same();
              });
        });
  }

  private static void forget(JdbcRetention retention, Duration age, InstantSource clock) {
    try {
      retention.forgetBefore(clock.instant().minus(age));
    } catch (HistoryUnavailable e) {
      LOG.warn("old history cannot be forgotten now, trying again in {}", INTERVAL, e);
    }
  }
}
