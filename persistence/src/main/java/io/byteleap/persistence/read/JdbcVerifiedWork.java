package io.byteleap.persistence.read;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.scoring.VerifiedWork;
import io.byteleap.domain.scoring.WorkOfKind;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.VerifiedWorkBook;
import io.byteleap.wire.exact.ExactParts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;

/// Verified challenges in PostgreSQL, summed there, by kind: version 1 all together, of version 2
/// processors and GPUs each for themselves, with times for 10^12 multiply-adds.
public final class JdbcVerifiedWork implements VerifiedWorkBook {
  private static final String IS_EXACT = "challenge_type = '" + ExactParts.MATMUL_EXACT_V2 + "'";

  private static final String KIND =
      "CASE WHEN NOT "
          + IS_EXACT
          + " THEN 'matrix' WHEN jsonb_exists(CAST(units AS JSONB), '"
          + UnitId.CPU.value()
          + "') THEN '"
          + ExactParts.MATMUL_EXACT_V2
          + " cpu' ELSE '"
          + ExactParts.MATMUL_EXACT_V2
          + " gpu' END";

  /// Nanoseconds; of version 2 scaled by its size.
  private static final String NANOS =
      "CASE WHEN "
          + IS_EXACT
          + " THEN CAST(compute_millis * 1e18 / (CAST(matrix_size AS NUMERIC) ^ 3 * iterations)"
          + " AS BIGINT) ELSE compute_millis * 1000000 END";

  private final DataSource pool;

  public JdbcVerifiedWork(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Map<Hotkey, Map<WorkerId, VerifiedWork>> between(Instant start, Instant end) {
    return WorkOfKind.merged(
        Question.answered(
            pool,
            connection ->
                Sql.query(
                    connection,
                    JdbcVerifiedWork::row,
                    "SELECT hotkey, worker_id, "
                        + KIND
                        + " AS kind, count(*) AS successes, sum("
                        + NANOS
                        + ") AS nanos"
                        + " FROM challenge WHERE status = 'verified' AND NOT contested"
                        + " AND compute_millis >= 0"
                        + " AND created_at >= ? AND ended_at < ?"
                        + " GROUP BY hotkey, worker_id, kind ORDER BY hotkey, worker_id, kind",
                    start,
                    end)));
  }

  private static WorkOfKind row(ResultSet row) throws SQLException {
    return new WorkOfKind(
        new Hotkey(row.getString("hotkey")),
        new WorkerId(row.getString("worker_id")),
        row.getString("kind"),
        new VerifiedWork(row.getLong("successes"), Duration.ofNanos(row.getLong("nanos"))));
  }
}
