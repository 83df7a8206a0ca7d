package io.byteleap.persistence.read;

import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.HistoryUnavailable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/// Forgets what is too old to be looked up. The journal keeps everything: what is forgotten here
/// could be made from it again.
public final class JdbcRetention {
  private static final List<String> DELETES =
      List.of(
          "DELETE FROM challenge WHERE created_at < ? AND ended_at IS NOT NULL",
          "DELETE FROM lease WHERE ends_at < ?",
          "DELETE FROM score_round WHERE scored_at < ?",
          "DELETE FROM weight_submission WHERE started_at < ? AND ended_at IS NOT NULL");

  private final DataSource pool;

  public JdbcRetention(DataSource pool) {
    this.pool = pool;
  }

  /// Forgets challenges, leases, scores and submissions from before `limit` that have come to an
  /// end. Blocks, and throws [HistoryUnavailable] when the database is away.
  public void forgetBefore(Instant limit) {
    try (var connection = pool.getConnection()) {
      for (String delete : DELETES) {
        Sql.execute(connection, delete, limit);
      }
    } catch (SQLException e) {
      throw new HistoryUnavailable(e);
    }
  }
}
