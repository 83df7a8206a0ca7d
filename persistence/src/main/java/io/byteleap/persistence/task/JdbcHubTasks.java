package io.byteleap.persistence.task;

import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.HistoryUnavailable;
import io.byteleap.port.HubTasks;
import io.byteleap.wire.hub.HubTask;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;

/// Tasks in the table `hub_task`: the key decides which is stored, when two come at once.
public final class JdbcHubTasks implements HubTasks {
  /// Tasks that may wait.
  static final int WAITING_MAX = 10_000;

  private static final String COUNT_WAITING =
      "SELECT count(*) AS waiting FROM hub_task WHERE status = 'pending'";
  private static final String INSERT =
      "INSERT INTO hub_task (task_key, task_type, hotkey, worker_id, payload, priority, status,"
          + " created_at, expires_at) VALUES (?, ?, NULLIF(?, ''), NULLIF(?, ''), ?, ?, 'pending',"
          + " ?, ?) ON CONFLICT (task_key) DO NOTHING RETURNING task_key";
  private static final String SAME =
      "SELECT (task_type, COALESCE(hotkey, ''), COALESCE(worker_id, ''), payload, priority)"
          + " = (?, ?, ?, ?, ?) AS same FROM hub_task WHERE task_key = ?";

  private final DataSource pool;

  public JdbcHubTasks(DataSource pool) {
    this.pool = pool;
  }

  /// A task's worker as two texts, empty for any worker.
  private record Target(String hotkey, String worker) {
    static Target of(HubTask task) {
      return switch (task.target()) {
        case HubTask.AnyWorker() -> new Target("", "");
        case HubTask.OneWorker(var key) -> new Target(key.miner().value(), key.worker().value());
      };
    }
  }

  @Override
  public Stored store(HubTask task, Instant arrival) {
    try (var connection = pool.getConnection()) {
      return known(connection, task, arrival);
    } catch (SQLException e) {
      throw new HistoryUnavailable(e);
    }
  }

  private static Stored known(Connection connection, HubTask task, Instant arrival)
      throws SQLException {
    var target = Target.of(task);
    var same =
        Sql.query(
            connection,
            row -> row.getBoolean("same") ? Stored.SAME : Stored.OTHER,
            SAME,
            task.type(),
            target.hotkey(),
            target.worker(),
            task.payload().toSortedText(),
            task.priority(),
            task.key());
    return same.isEmpty() ? insert(connection, task, arrival) : same.getFirst();
  }

  private static Stored insert(Connection connection, HubTask task, Instant arrival)
      throws SQLException {
    long waiting = Sql.query(connection, row -> row.getLong("waiting"), COUNT_WAITING).getFirst();
    if (waiting >= WAITING_MAX) {
      return Stored.TOO_MANY;
    }
    var target = Target.of(task);
    var inserted =
        Sql.query(
            connection,
            row -> row.getString("task_key"),
            INSERT,
            task.key(),
            task.type(),
            target.hotkey(),
            target.worker(),
            task.payload().toSortedText(),
            task.priority(),
            arrival,
            task.endsAt(arrival));
    // somebody else was faster: what it stored is there now
    return inserted.isEmpty() ? known(connection, task, arrival) : Stored.NEW;
  }

  @Override
  public void tidy(Instant now, Instant limit) {
    try (var connection = pool.getConnection()) {
      Sql.execute(
          connection,
          "UPDATE hub_task SET status = 'expired', ended_at = ?, failure = 'not begun in time'"
              + " WHERE status = 'pending' AND expires_at <= ?",
          now,
          now);
      Sql.execute(
          connection, "DELETE FROM hub_task WHERE created_at < ? AND ended_at IS NOT NULL", limit);
    } catch (SQLException e) {
      throw new HistoryUnavailable(e);
    }
  }
}
