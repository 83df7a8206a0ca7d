package io.byteleap.persistence.read;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.persistence.journal.RentalText;
import io.byteleap.persistence.sql.Keys;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.Page;
import io.byteleap.port.RentalIndex;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// Rentals in PostgreSQL, as their projection wrote them.
public final class JdbcRentals implements RentalIndex {
  private static final int KEY_PARTS = 2;

  private final DataSource pool;

  public JdbcRentals(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Page<Rental> page(Filter filter, Page.Wish wish) {
    var values = new ArrayList<Object>();
    var sql = new StringBuilder("SELECT * FROM rental WHERE TRUE");
    with(sql, values, "hotkey", filter.hotkey());
    with(sql, values, "worker_id", filter.workerId());
    with(sql, values, "phase", filter.phase());
    if (!wish.after().isEmpty()) {
      var key = Keys.checked(wish, KEY_PARTS);
      var begun = Keys.instant(key.get(0));
      sql.append(" AND (begun_at < ? OR (begun_at = ? AND rental_id > ?))");
      values.addAll(List.of(begun, begun, key.get(1)));
    }
    sql.append(" ORDER BY begun_at DESC, rental_id LIMIT ?");
    values.add(wish.look());
    var found =
        Question.answered(
            pool,
            connection ->
                Sql.query(connection, JdbcRentals::rental, sql.toString(), values.toArray()));
    return Page.of(
        found,
        wish,
        rental ->
            List.of(
                rental.begunAt().truncatedTo(ChronoUnit.MICROS).toString(),
                rental.terms().id().value()));
  }

  private static void with(StringBuilder sql, List<Object> values, String column, String wanted) {
    if (!wanted.isEmpty()) {
      sql.append(" AND ").append(column).append(" = ?");
      values.add(wanted);
    }
  }

  @Override
  public List<RentalId> open() {
    return Question.answered(
        pool,
        connection ->
            Sql.query(
                connection,
                row -> new RentalId(row.getString("rental_id")),
                "SELECT rental_id FROM rental WHERE ended_at IS NULL ORDER BY rental_id LIMIT ?",
                OPEN_MAX));
  }

  @Override
  public List<Rental> of(Hotkey miner, Instant since, int max) {
    return Question.answered(
        pool,
        connection ->
            Sql.query(
                connection,
                JdbcRentals::rental,
                "SELECT * FROM rental WHERE hotkey = ? AND coalesce(ended_at, ?) >= ?"
                    + " ORDER BY begun_at DESC, rental_id LIMIT ?",
                miner.value(),
                since,
                since,
                max));
  }

  private static Rental rental(ResultSet row) throws SQLException {
    return RentalText.read(row.getString("state"));
  }
}
