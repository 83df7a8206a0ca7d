package io.byteleap.persistence.read;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.scoring.VerifiedWork;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.VerifiedWorkBook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Verified challenges in PostgreSQL, summed there.
public final class JdbcVerifiedWork implements VerifiedWorkBook {
  private final DataSource pool;

  public JdbcVerifiedWork(DataSource pool) {
    this.pool = pool;
  }

  private record Row(Hotkey miner, WorkerId worker, VerifiedWork work) {}

  @Override
  public Map<Hotkey, Map<WorkerId, VerifiedWork>> between(Instant start, Instant end) {
    return Question.answered(
            pool,
            connection ->
                Sql.query(
                    connection,
                    JdbcVerifiedWork::row,
                    "SELECT hotkey, worker_id, count(*) AS successes, sum(compute_millis) AS millis"
                        + " FROM challenge WHERE status = 'verified' AND NOT contested"
                        + " AND compute_millis >= 0"
                        + " AND created_at >= ? AND ended_at < ? GROUP BY hotkey, worker_id",
                    start,
                    end))
        .stream()
        .collect(Collectors.groupingBy(Row::miner, Collectors.toMap(Row::worker, Row::work)));
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        new Hotkey(row.getString("hotkey")),
        new WorkerId(row.getString("worker_id")),
        new VerifiedWork(row.getLong("successes"), Duration.ofMillis(row.getLong("millis"))));
  }
}
