package io.byteleap.persistence.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.HistoryUnavailable;
import io.byteleap.port.HubTasks.Stored;
import io.byteleap.wire.hub.HubTask;
import io.byteleap.wire.hub.HubTask.Target;
import io.byteleap.wire.hub.WorkerKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/// The hub's tasks in a real database; every test has keys of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JdbcHubTasksTest {
  private static final Instant T0 = Samples.T0;
  private static final Instant LONG_AGO = T0.minus(Duration.ofDays(30));
  private static final Target W1 =
      new HubTask.OneWorker(new WorkerKey(new Hotkey("5Miner"), new WorkerId("w-1")));

  private Database database;
  private JdbcHubTasks tasks;

  @BeforeAll
  void open(@TempDir Path folder) throws DatabaseProblem {
    database = Database.open(new DatabaseUrl.Embedded(), folder, 4);
    tasks = new JdbcHubTasks(database.dataSource());
  }

  @AfterAll
  void close() throws DatabaseProblem {
    database.close();
  }

  @Test
  void task_isStoredOnce_whateverItsKeyIsSaidAgain() throws SQLException {
    assertThat(tasks.store(task("once", W1, 2), T0)).isEqualTo(Stored.NEW);
    assertThat(tasks.store(task("once", W1, 2), T0.plusSeconds(9))).isEqualTo(Stored.SAME);
    assertThat(tasks.store(task("once", W1, 3), T0)).isEqualTo(Stored.OTHER);
    assertThat(tasks.store(task("once", new HubTask.AnyWorker(), 2), T0)).isEqualTo(Stored.OTHER);

    assertThat(rows("once")).containsExactly("5Miner w-1 {\"cpu\": 2} pending");
  }

  @Test
  void taskForAnyWorker_isTheSameAgain() throws SQLException {
    assertThat(tasks.store(task("any", new HubTask.AnyWorker(), 1), T0)).isEqualTo(Stored.NEW);
    assertThat(tasks.store(task("any", new HubTask.AnyWorker(), 1), T0)).isEqualTo(Stored.SAME);

    assertThat(rows("any")).containsExactly("- - {\"cpu\": 1} pending");
  }

  @Test
  void oneOfManyAtOnce_storesIt() {
    var outcomes =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(_ -> tasks.store(task("race", W1, 1), T0))
            .toList();

    assertThat(outcomes).containsOnly(Stored.NEW, Stored.SAME);
    assertThat(outcomes.stream().filter(Stored.NEW::equals)).hasSize(1);
  }

  @Test
  void taskThatNobodyBegan_expires_andIsForgottenWhenItIsOld() throws SQLException {
    tasks.store(task("old", W1, 1), T0);

    tasks.tidy(T0.plusSeconds(59), LONG_AGO);
    assertThat(rows("old")).containsExactly("5Miner w-1 {\"cpu\": 1} pending");
    tasks.tidy(T0.plusSeconds(60), LONG_AGO);
    assertThat(rows("old")).containsExactly("5Miner w-1 {\"cpu\": 1} expired");
    assertThat(tasks.store(task("old", W1, 1), T0.plusSeconds(61))).isEqualTo(Stored.SAME);
    tasks.tidy(T0.plusSeconds(62), T0.plusSeconds(1));
    assertThat(rows("old")).isEmpty();
  }

  @Test
  void asManyAsMayWait_waitAndNoMore() throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      Sql.execute(
          connection,
          "INSERT INTO hub_task (task_key, task_type, payload, priority, status, created_at,"
              + " expires_at) SELECT 'many-' || i, 'x', '{}', 0, 'pending', ?, ?"
              + " FROM generate_series(1, ?) i",
          T0,
          T0.plusSeconds(60),
          JdbcHubTasks.WAITING_MAX);
      assertThat(tasks.store(task("too-many", W1, 1), T0)).isEqualTo(Stored.TOO_MANY);
      Sql.execute(connection, "DELETE FROM hub_task WHERE task_key LIKE 'many-%'");
    }

    assertThat(tasks.store(task("too-many", W1, 1), T0)).isEqualTo(Stored.NEW);
  }

  @Test
  void databaseThatIsAway_isSaid() {
    var away = new JdbcHubTasks(nowhere());

    assertThatThrownBy(() -> away.store(task("away", W1, 1), T0))
        .isInstanceOf(HistoryUnavailable.class);
    assertThatThrownBy(() -> away.tidy(T0, T0)).isInstanceOf(HistoryUnavailable.class);
  }

  private static PGSimpleDataSource nowhere() {
    var nowhere = new PGSimpleDataSource();
    nowhere.setPortNumbers(new int[] {1});
    return nowhere;
  }

  private static HubTask task(String key, Target target, int cpu) {
    return new HubTask(
        key,
        HubTask.VM_CREATION,
        target,
        JsonObject.builder().put("cpu", cpu).build(),
        3,
        Duration.ofMinutes(1));
  }

  private List<String> rows(String key) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      return Sql.query(
          connection,
          row -> row.getString("shown"),
          "SELECT concat_ws(' ', coalesce(hotkey, '-'), coalesce(worker_id, '-'), payload, status)"
              + " AS shown FROM hub_task WHERE task_key = ?",
          key);
    }
  }
}
