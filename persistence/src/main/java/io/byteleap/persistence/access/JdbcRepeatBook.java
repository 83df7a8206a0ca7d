package io.byteleap.persistence.access;

import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.RepeatBook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/// Requests that may be sent again, in PostgreSQL: whoever writes the row first answers.
public final class JdbcRepeatBook implements RepeatBook {
  /// Takes the place of an answer that is too old, and of a request that was given up.
  private static final String CLAIM =
      "INSERT INTO repeatable_request AS held (caller, name, fingerprint, asked_at)"
          + " SELECT ?, ?, ?, ? WHERE (SELECT count(*) FROM repeatable_request"
          + " WHERE caller = ? AND name <> ? AND asked_at > ?) < ?"
          + " ON CONFLICT (caller, name) DO UPDATE SET fingerprint = excluded.fingerprint,"
          + " asked_at = excluded.asked_at, status = NULL, body = NULL, etag = NULL"
          + " WHERE held.asked_at <= ? OR (held.status IS NULL AND held.asked_at <= ?"
          + " AND held.fingerprint = excluded.fingerprint) RETURNING name";

  private final DataSource pool;

  public JdbcRepeatBook(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Look look(Asked asked) {
    return answered(
        connection -> {
          if (isClaimed(connection, asked)) {
            Sql.execute(
                connection,
                "DELETE FROM repeatable_request WHERE asked_at <= ?",
                asked.at().minus(KEPT));
            return new First();
          }
          return held(connection, asked).orElseGet(TooMany::new);
        });
  }

  private static boolean isClaimed(Connection connection, Asked asked) throws SQLException {
    var key = asked.key();
    var tooOld = asked.at().minus(KEPT);
    return !Sql.query(
            connection,
            row -> row.getString("name"),
            CLAIM,
            key.caller(),
            key.name(),
            asked.fingerprint(),
            asked.at(),
            key.caller(),
            key.name(),
            tooOld,
            KEYS_MAX,
            tooOld,
            asked.at().minus(UNDER_WAY_MAX))
        .isEmpty();
  }

  private static Optional<Look> held(Connection connection, Asked asked) throws SQLException {
    return Sql.query(
            connection,
            row -> look(row, asked.fingerprint()),
            "SELECT * FROM repeatable_request WHERE caller = ? AND name = ?",
            asked.key().caller(),
            asked.key().name())
        .stream()
        .findFirst();
  }

  private static Look look(ResultSet row, String fingerprint) throws SQLException {
    if (!row.getString("fingerprint").equals(fingerprint)) {
      return new OtherRequest();
    }
    int status = row.getInt("status");
    return row.wasNull()
        ? new UnderWay()
        : new Answered(new Answer(status, row.getString("body"), row.getString("etag")));
  }

  @Override
  public void keep(Key key, Answer answer) {
    answered(
        connection -> {
          Sql.execute(
              connection,
              "UPDATE repeatable_request SET status = ?, body = ?, etag = ?"
                  + " WHERE caller = ? AND name = ?",
              answer.status(),
              answer.body(),
              answer.etag(),
              key.caller(),
              key.name());
          return key;
        });
  }

  @Override
  public void forget(Key key) {
    answered(
        connection -> {
          Sql.execute(
              connection,
              "DELETE FROM repeatable_request WHERE caller = ? AND name = ?",
              key.caller(),
              key.name());
          return key;
        });
  }

  private <T> T answered(Question<T> question) {
    return Question.answered(pool, question);
  }
}
