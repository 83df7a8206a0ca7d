package io.byteleap.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Samples;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.projection.Projections;
import io.byteleap.persistence.read.JdbcRetention;
import io.byteleap.persistence.sql.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

final class HistoryRetentionTest {
  private static final HistoryRetention.Ages AGES =
      new HistoryRetention.Ages(Duration.ofHours(169), Duration.ofHours(172));

  /// A quarter of an hour before midnight.
  private static final InstantSource CLOCK =
      InstantSource.fixed(Samples.T0.minus(Duration.ofMinutes(15)));

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void oldRows_areForgotten_atTheStart_andAtMidnight(@TempDir Path folder) throws Exception {
    var database = Database.open(new DatabaseUrl.Embedded(), folder, 4);
    insert(database);
    kit.spawn(
        HistoryRetention.create(
            new JdbcRetention(database.dataSource(), Projections.readers()), AGES, CLOCK));
    time.timePasses(Duration.ofMillis(1));
    Awaitility.await().until(() -> count(database) == 0);

    // The timer for midnight is armed after the rows are gone: time passes until it is.
    insert(database);
    assertThat(count(database)).isEqualTo(1);
    Awaitility.await()
        .until(
            () -> {
              time.timePasses(Duration.ofMinutes(15));
              return count(database) == 0;
            });
    database.close();
  }

  @Test
  void databaseThatIsAway_isTriedAgainAMinuteLater() {
    var tries = new AtomicInteger();
    var away =
        new PGSimpleDataSource() {
          private static final long serialVersionUID = 1L;

          @Override
          public Connection getConnection() throws SQLException {
            tries.incrementAndGet();
            throw new SQLException("nobody is there");
          }
        };

    kit.spawn(HistoryRetention.create(new JdbcRetention(away, Projections.readers()), AGES, CLOCK));
    time.timePasses(Duration.ofMillis(1));
    Awaitility.await().until(() -> tries.get() == 1);

    // The timer is armed after the try: minutes pass until it was.
    Awaitility.await()
        .until(
            () -> {
              time.timePasses(Duration.ofMinutes(1));
              return tries.get() > 1;
            });
  }

  private static void insert(Database database) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      Sql.execute(
          connection,
          "INSERT INTO availability VALUES ('h', 'w', DATE '2025-12-01',"
              + " repeat('0', 288)::bit(288), 0)");
    }
  }

  private static long count(Database database) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      return Sql.query(connection, row -> row.getLong(1), "SELECT count(*) FROM availability")
          .getFirst();
    }
  }
}
