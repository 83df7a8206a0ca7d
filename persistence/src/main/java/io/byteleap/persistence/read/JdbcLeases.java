package io.byteleap.persistence.read;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.units.Label;
import io.byteleap.persistence.sql.Keys;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.LeaseIndex;
import io.byteleap.port.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// Leases in PostgreSQL, as their projection wrote them.
public final class JdbcLeases implements LeaseIndex {
  private static final int KEY_PARTS = 3;

  private final DataSource pool;

  public JdbcLeases(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Page<Entry> page(Filter filter, Page.Wish wish, Instant now) {
    var values = new ArrayList<Object>();
    var sql = new StringBuilder("SELECT * FROM lease WHERE TRUE");
    if (!filter.hotkey().isEmpty()) {
      sql.append(" AND hotkey = ?");
      values.add(filter.hotkey());
    }
    if (!filter.workerId().isEmpty()) {
      sql.append(" AND worker_id = ?");
      values.add(filter.workerId());
    }
    switch (filter.state()) {
      case "coming" -> {
        sql.append(" AND begins_at > ?");
        values.add(now);
      }
      case "active" -> {
        sql.append(" AND begins_at <= ? AND ends_at > ?");
        values.addAll(List.of(now, now));
      }
      case "ended" -> {
        sql.append(" AND ends_at <= ?");
        values.add(now);
      }
      case String _ -> {}
    }
    if (!wish.after().isEmpty()) {
      sql.append(" AND (begins_at < ? OR (begins_at = ? AND (hotkey, lease_id) > (?, ?)))");
      var key = Keys.checked(wish, KEY_PARTS);
      var begins = Keys.instant(key.get(0));
      values.addAll(List.of(begins, begins, key.get(1), key.get(2)));
    }
    sql.append(" ORDER BY begins_at DESC, hotkey, lease_id LIMIT ?");
    values.add(wish.look());
    var found =
        Question.answered(
            pool,
            connection ->
                Sql.query(connection, JdbcLeases::entry, sql.toString(), values.toArray()));
    return Page.of(found, wish, JdbcLeases::key);
  }

  private static List<String> key(Entry entry) {
    var lease = entry.lease();
    return List.of(lease.from().toString(), entry.miner().value(), lease.id().value());
  }

  @Override
  public List<Entry> find(LeaseId id) {
    return Question.answered(
        pool,
        connection ->
            Sql.query(
                connection,
                JdbcLeases::entry,
                "SELECT * FROM lease WHERE lease_id = ? ORDER BY ends_at DESC, hotkey",
                id.value()));
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        new Hotkey(row.getString("hotkey")),
        new Lease(
            new LeaseId(row.getString("lease_id")),
            new WorkerId(row.getString("worker_id")),
            Label.of(row.getString("source")),
            new LeaseScore(row.getInt("score")),
            Sql.instant(row, "begins_at").orElseThrow(),
            Sql.instant(row, "ends_at").orElseThrow()));
  }
}
