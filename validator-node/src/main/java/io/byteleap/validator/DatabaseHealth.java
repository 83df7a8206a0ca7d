package io.byteleap.validator;

import io.byteleap.node.Health;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says whether the database is there: asks it at an interval, and starts our own server again when
/// it has died. Blocks, so it needs a dispatcher for that.
final class DatabaseHealth {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseHealth.class);
  private static final String NAME = "database";
  static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  record Look() {}

  /// How the database was found the last time.
  private enum Found {
    THERE,
    AWAY
  }

  private DatabaseHealth() {}

  /// Whether the database was looked for and not found.
  static boolean isAway(Health health) {
    return health.isDown(NAME);
  }

  static Behavior<Look> create(Health health, Database database) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, INTERVAL);
          return looking(health, database, Found.THERE);
        });
  }

  private static Behavior<Look> looking(Health health, Database database, Found before) {
    return Behaviors.receiveMessage(
        _ -> {
          var found = look(health, database);
          if (found != before) {
            switch (found) {
              case THERE -> LOG.info("the database is back");
              case AWAY -> LOG.warn("the database cannot be reached");
            }
          }
          if (found == Found.AWAY) {
            revive(health, database);
          }
          return looking(health, database, found);
        });
  }

  private static Found look(Health health, Database database) {
    var server = database.serverName(PATIENCE);
    if (server.isPresent()) {
      health.up(NAME, server.get());
      return Found.THERE;
    }
    health.down(NAME, "cannot be reached");
    return Found.AWAY;
  }

  private static void revive(Health health, Database database) {
    try {
      database.revive();
    } catch (DatabaseProblem e) {
      LOG.error("the database cannot be started again: {}", e.getMessage());
      health.down(NAME, String.valueOf(e.getMessage()));
    }
  }
}
