package io.byteleap.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.ServingRecord;
import io.byteleap.domain.presence.ServingRecord.BucketServed;
import io.byteleap.fixture.Samples;
import io.byteleap.persistence.fixture.JournalRows;
import io.byteleap.persistence.fixture.SharedPostgres;
import io.byteleap.persistence.sql.Sql;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A database on somebody's server: its shape, its journal, who may work on it.
final class DatabaseTest {
  @RegisterExtension static final SharedPostgres POSTGRES = new SharedPostgres();

  @TempDir private Path folder;

  @Test
  void tablesOfTheExistingValidator_areLeftAlone() throws Exception {
    var url = POSTGRES.newDatabase();
    change(
        url,
        "CREATE TABLE gpu_inventory (id INTEGER)",
        "CREATE TABLE alembic_version (version_num VARCHAR(32))",
        "INSERT INTO alembic_version VALUES ('3b7f9d12c8ab')");

    var database = Database.open(url, folder, 2);

    assertThat(database.schema().state().pending()).isEmpty();
    assertThat(database.schema().state().isNewer()).isFalse();
    assertThat(texts(database, "SELECT version_num FROM alembic_version"))
        .containsExactly("3b7f9d12c8ab");
    assertThat(texts(database, "SELECT hotkey FROM gpu")).isEmpty();
    database.close();
  }

  @Test
  void journalOfANewerVersion_stopsTheStart_andIsNamed() throws Exception {
    var url = POSTGRES.newDatabase();
    var database = Database.open(url, folder, 2);
    var rows = new JournalRows(database.dataSource());
    rows.append("serving", "none", 1, List.of(served(1), served(2), served(3)));
    database.close();
    assertThatCode(() -> Database.open(url, folder, 2).close()).doesNotThrowAnyException();

    change(
        url,
        "UPDATE event_journal SET event_ser_manifest = 'serving/bucket-served/7'"
            + " WHERE sequence_number >= 2");

    assertThatThrownBy(() -> Database.open(url, folder, 2))
        .isInstanceOf(DatabaseProblem.class)
        .extracting(problem -> ((DatabaseProblem) problem).remedy())
        .isEqualTo(DatabaseProblem.Remedy.ANOTHER_VERSION);
    assertThatThrownBy(() -> Database.open(url, folder, 2))
        .hasMessageEndingWith(
            ": the journal holds the event 'serving/bucket-served/7' (serving, sequence number 2),"
                + " which this version does not know: the newest that it knows is"
                + " 'serving/bucket-served/1'; start the version that wrote it, or a newer one");
  }

  @Test
  void snapshotOfAnUnknownKind_stopsTheStart_others_areNotOurs() throws Exception {
    var url = POSTGRES.newDatabase();
    var database = Database.open(url, folder, 2);
    new JournalRows(database.dataSource()).snapshot("serving", 9, ServingRecord.NONE, Samples.T0);
    database.close();

    change(url, "UPDATE snapshot SET snapshot_ser_manifest = 'dreams/state/1'");
    assertThatThrownBy(() -> Database.open(url, folder, 2))
        .hasMessageContaining("the snapshot 'dreams/state/1' (serving, sequence number 9)")
        .hasMessageContaining("it knows no version of it");

    change(url, "UPDATE snapshot SET snapshot_ser_id = 4");
    Database.open(url, folder, 2).close();
  }

  @Test
  void programThatMustBeAlone_andNodes_keepEachOtherOff() throws Exception {
    var url = POSTGRES.newDatabase();
    var first = Database.open(url, folder, 2);
    var second = Database.open(url, folder, 2);

    assertThatThrownBy(() -> Database.openAlone(url, folder, 2))
        .isInstanceOf(DatabaseProblem.class)
        .hasMessageContaining("it is in use by another process");
    first.close();
    second.close();

    var alone = Database.openAlone(url, folder, 2);
    assertThatThrownBy(() -> Database.open(url, folder, 2))
        .hasMessageContaining("a `db upgrade` or `db rebuild` works on it");
    alone.close();
    Database.open(url, folder, 2).close();
  }

  @Test
  void lockThatWasLost_isTakenAgain() throws Exception {
    var url = POSTGRES.newDatabase();
    var node = Database.open(url, folder, 2);
    change(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");

    assertThat(node.serverName(Duration.ofSeconds(5))).isPresent();

    assertThatThrownBy(() -> Database.openAlone(url, folder, 2))
        .hasMessageContaining("it is in use by another process");
    node.close();
  }

  @Test
  void look_changesNothing() throws Exception {
    var url = POSTGRES.newDatabase();

    var database = Database.openToLook(url, folder, 2);

    var state = database.schema().state();
    assertThat(state.current()).isEqualTo("none");
    assertThat(state.pending()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(
            texts(
                database,
                "SELECT table_name FROM information_schema.tables"
                    + " WHERE table_schema = 'public'"))
        .isEmpty();
    database.close();
  }

  @Test
  void serverThatIsTooOld_isRefused() {
    assertThatThrownBy(() -> Database.requireVersion("db.local", 11, "11.22 (Debian)"))
        .isInstanceOf(DatabaseProblem.class)
        .hasMessage("the server at db.local is PostgreSQL 11.22 (Debian); 12 or newer is needed");
    assertThatCode(() -> Database.requireVersion("db.local", 12, "12.0"))
        .doesNotThrowAnyException();
  }

  @Test
  void diskThatIsNearlyFull_isNamed() {
    assertThat(DiskRoom.shortage(Path.of("/data"), 255))
        .hasValue("the disk is nearly full: 255 MiB are left for /data");
    assertThat(DiskRoom.shortage(Path.of("/data"), 256)).isEmpty();
  }

  private static BucketServed served(int bucket) {
    return new BucketServed(new Bucket(bucket), Samples.T0);
  }

  private static void change(DatabaseUrl url, String... statements) throws SQLException {
    var server = (DatabaseUrl.Server) url;
    try (var connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> texts(Database database, String sql) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      return Sql.query(connection, row -> row.getString(1), sql);
    }
  }
}
