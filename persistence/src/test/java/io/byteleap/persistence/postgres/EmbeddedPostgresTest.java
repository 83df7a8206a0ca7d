package io.byteleap.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.persistence.sql.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
  @TempDir private Path folder;

  @AfterEach
  void stopWhatIsLeft() throws DatabaseProblem {
    EmbeddedPostgres.stopLeftOver(data());
  }

  private Path data() {
    return folder.resolve("node").resolve("postgres");
  }

  @Test
  void data_survivesAStop_andIsDurable() throws Exception {
    var database = Database.open(new DatabaseUrl.Embedded(), folder.resolve("node"), 4);
    try (var connection = database.dataSource().getConnection()) {
      Sql.execute(
          connection,
          "INSERT INTO score_round (round, scored_at, expected_buckets) VALUES (7, now(), 1)");
      assertThat(setting(connection, "fsync")).isEqualTo("on");
      assertThat(setting(connection, "synchronous_commit")).isEqualTo("on");
    }
    database.close();

    var again = Database.open(new DatabaseUrl.Embedded(), folder.resolve("node"), 4);
    try (var connection = again.dataSource().getConnection()) {
      assertThat(Sql.query(connection, row -> row.getLong(1), "SELECT round FROM score_round"))
          .containsExactly(7L);
    }
    again.close();
  }

  @Test
  void folderInUse_isRefused_andItsServerLeftAlone() throws Exception {
    var database = Database.open(new DatabaseUrl.Embedded(), folder.resolve("node"), 2);

    assertThatThrownBy(() -> Database.open(new DatabaseUrl.Embedded(), folder.resolve("node"), 2))
        .isInstanceOf(DatabaseProblem.class)
        .hasMessage("the data directory " + data() + " is in use by another process");
    try (var connection = database.dataSource().getConnection()) {
      assertThat(connection.isValid(5)).isTrue();
    }
    database.close();
  }

  @Test
  void serverThatDied_isStartedAgain() throws Exception {
    var database = Database.open(new DatabaseUrl.Embedded(), folder.resolve("node"), 2);
    EmbeddedPostgres.stopLeftOver(data());

    database.revive();

    Awaitility.await()
        .ignoreExceptions()
        .until(
            () -> {
              try (var connection = database.dataSource().getConnection()) {
                return connection.isValid(5);
              }
            });
    database.close();
  }

  /// A process that is killed leaves its server running.
  @Test
  void serverThatWasLeftRunning_isTakenOver() throws Exception {
    var left = EmbeddedPostgres.start(data());

    var taken = EmbeddedPostgres.start(data());

    assertThat(taken.password()).isEqualTo(left.password());
    try (var connection = connect(taken, taken.password())) {
      assertThat(connection.isValid(5)).isTrue();
    }
    taken.stop();
  }

  @Test
  void strangersOnTheMachine_areNotLetIn() throws Exception {
    var running = EmbeddedPostgres.start(data());

    assertThatThrownBy(() -> connect(running, "guess"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
    assertThat(Files.getPosixFilePermissions(data().resolve("byteleap.password")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(running.toString()).doesNotContain(running.password());
    running.stop();
  }

  @Test
  void damagedFolder_isNamed() throws Exception {
    layOutFolder("18");
    Files.delete(data().resolve("global/pg_control"));

    assertThatThrownBy(() -> EmbeddedPostgres.start(data()))
        .isInstanceOf(DatabaseProblem.class)
        .hasMessageContaining(data() + " is damaged: global/pg_control is missing");
  }

  @Test
  void folderWithOtherThings_isNotTouched() throws IOException {
    Files.createDirectories(data());
    Files.writeString(data().resolve("holiday.txt"), "sun");

    assertThatThrownBy(() -> EmbeddedPostgres.start(data()))
        .hasMessageContaining("PG_VERSION is missing");
    assertThat(data().resolve("holiday.txt")).hasContent("sun");
  }

  @Test
  void folderOfAnotherVersion_isNamed() throws Exception {
    layOutFolder("12");

    assertThatThrownBy(() -> EmbeddedPostgres.start(data()))
        .hasMessageContaining("belongs to PostgreSQL 12, this is 18");
  }

  /// What is looked at before a server is started, without a server's content.
  private void layOutFolder(String version) throws IOException {
    Files.createDirectories(data().resolve("global"));
    Files.createDirectories(data().resolve("pg_wal"));
    Files.writeString(data().resolve("PG_VERSION"), version + "\n");
    Files.writeString(data().resolve("global/pg_control"), "");
    Files.writeString(data().resolve("byteleap.password"), "");
  }

  @Test
  void serverThatCannotStart_saysWhy() throws Exception {
    EmbeddedPostgres.start(data()).stop();
    Files.writeString(data().resolve("postgresql.conf"), "no_such_setting = 1\n");

    assertThatThrownBy(() -> EmbeddedPostgres.start(data()))
        .isInstanceOf(DatabaseProblem.class)
        .hasMessageContaining("pg_ctl failed for " + data())
        .hasMessageContaining("FATAL");
  }

  @Test
  void programs_unpackedByTwoAtOnce_areUnpackedOnce() throws Exception {
    Path cache = folder.resolve("cache");
    Callable<PostgresBinaries> start = () -> PostgresBinaries.unpackedIn(cache);
    try (var nodes = Executors.newFixedThreadPool(2)) {
      for (var started : nodes.invokeAll(List.of(start, start))) {
        assertThat(Path.of(started.get().program("postgres"))).isExecutable();
      }
    }
    try (var left = Files.list(cache)) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void pathWithQuotes_isRefused() {
    assertThatThrownBy(() -> EmbeddedPostgres.start(folder.resolve("a\"b")))
        .hasMessageContaining("holds quotes");
  }

  @Test
  void serverThatIsAway_isNamed() {
    var url = DatabaseUrl.parse("postgresql://user:secret@127.0.0.1:1/byteleap");

    assertThatThrownBy(() -> Database.open(url, folder, 2))
        .isInstanceOf(DatabaseProblem.class)
        .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/byteleap cannot be reached")
        .hasMessageNotContaining("secret");
  }

  private static Connection connect(EmbeddedPostgres.Running running, String password)
      throws SQLException {
    var server = running.asServer();
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), password);
  }

  private static String setting(Connection connection, String name) throws SQLException {
    return Sql.query(connection, row -> row.getString(1), "SHOW " + name).getFirst();
  }
}
