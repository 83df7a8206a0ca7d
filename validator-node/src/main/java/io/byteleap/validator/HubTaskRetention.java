package io.byteleap.validator;

import io.byteleap.port.History.HistoryUnavailable;
import io.byteleap.port.HubTasks;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the hub's tasks when their time is over, and forgets them when they are old: every minute,
/// which also makes up for a time that failed. Blocks, so it needs a dispatcher for that.
final class HubTaskRetention {
  private static final Logger LOG = LoggerFactory.getLogger(HubTaskRetention.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  record Tidy() {}

  private HubTaskRetention() {}

  /// `age`: how long everything can be looked up.
  static Behavior<Tidy> create(HubTasks tasks, Duration age, InstantSource clock) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Tidy(), Duration.ZERO, INTERVAL);
          return Behaviors.receiveMessage(
              _ -> {
                tidy(tasks, age, clock);
                return Behaviors.same();
              });
        });
  }

  private static void tidy(HubTasks tasks, Duration age, InstantSource clock) {
    var now = clock.instant();
    try {
      tasks.tidy(now, now.minus(age));
    } catch (HistoryUnavailable e) {
      LOG.warn("the hub's tasks cannot be tidied now, trying again in {}", INTERVAL, e);
    }
  }
}
