package io.byteleap.validator;

import io.byteleap.node.Health;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Says whether the database is there: asks it at an interval. Blocks, so it needs a dispatcher for
/// that.
final class DatabaseHealth {
  private static final String NAME = "database";
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int PATIENCE_SECONDS = 3;

  record Look() {}

  private DatabaseHealth() {}

  static Behavior<Look> create(Health health, DataSource pool) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, INTERVAL);
          return Behaviors.receiveMessage(
              _ -> {
                look(health, pool);
                return Behaviors.same();
              });
        });
  }

  private static void look(Health health, DataSource pool) {
    try (var connection = pool.getConnection()) {
      if (connection.isValid(PATIENCE_SECONDS)) {
        var server = connection.getMetaData();
        health.up(NAME, server.getDatabaseProductName() + " " + server.getDatabaseProductVersion());
      } else {
        health.down(NAME, "does not answer");
      }
    } catch (SQLException e) {
      health.down(NAME, "cannot be reached");
    }
  }
}
