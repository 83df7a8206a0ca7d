package io.byteleap.validator;

import io.byteleap.actor.FailureCause;
import io.byteleap.persistence.read.JdbcRetention;
import io.byteleap.port.History.HistoryUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the history forget what is too old: at the start and at every midnight (UTC); when the
/// database is away, again a minute later. Blocks, so it needs a dispatcher for that.
final class HistoryRetention {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryRetention.class);
  private static final Duration AGAIN = Duration.ofMinutes(1);

  /// How long rounds, and what they were scored from, can be looked up and made again; challenges
  /// longer, by the time over which a round looks back at them.
  record Ages(Duration rounds, Duration challenges) {
    JdbcRetention.Limits limits(Instant now) {
      return new JdbcRetention.Limits(now.minus(challenges), now.minus(rounds));
    }
  }

  record Forget() {}

  private HistoryRetention() {}

  static Behavior<Forget> create(JdbcRetention retention, Ages ages, InstantSource clock) {
    return Behaviors.withTimers(
        timers -> {
          timers.startSingleTimer(new Forget(), Duration.ZERO);
          return Behaviors.receiveMessage(
              _ -> {
                timers.startSingleTimer(new Forget(), forget(retention, ages, clock));
                return Behaviors.same();
              });
        });
  }

  /// Returns when to do it again.
  private static Duration forget(JdbcRetention retention, Ages ages, InstantSource clock) {
    var now = clock.instant();
    try {
      var rows = retention.forget(ages.limits(now));
      if (!rows.isEmpty()) {
        LOG.info("old history was forgotten, rows={}", rows);
      }
      return untilMidnight(clock.instant());
    } catch (HistoryUnavailable e) {
      LOG.warn(
          "old history cannot be forgotten now, trying again in {}, cause={}",
          AGAIN,
          FailureCause.text(e));
      return AGAIN;
    }
  }

  private static Duration untilMidnight(Instant now) {
    return Duration.between(now, now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
  }
}
