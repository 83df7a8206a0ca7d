package io.byteleap.persistence.gateway;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.persistence.sql.Keys;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.Devices;
import io.byteleap.port.Page;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// Enrolled workers in PostgreSQL. Certificates are forgotten when they have been good no more for
/// a month, and so long the list of the revoked is: what has expired, TLS refuses.
public final class JdbcDevices implements Devices {
  private static final Duration REMEMBERED = Duration.ofDays(30);
  private static final int KEY_PARTS = 2;
  private static final String ENTRIES =
      "SELECT worker.*, (SELECT max(expires_at) FROM gateway_certificate certificate"
          + " WHERE certificate.hotkey = worker.hotkey"
          + " AND certificate.worker_id = worker.worker_id) AS expires_at"
          + " FROM gateway_worker worker ";

  private final DataSource pool;

  public JdbcDevices(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Enrolled enrol(UsedToken token, Certificate certificate, Instant now) {
    return inOne(
        connection -> {
          Sql.execute(connection, "DELETE FROM gateway_token WHERE expires_at < ?", now);
          Sql.execute(
              connection,
              "DELETE FROM gateway_certificate WHERE expires_at < ?",
              now.minus(REMEMBERED));
          int used =
              Sql.changedBy(
                  connection,
                  "INSERT INTO gateway_token (token, expires_at) VALUES (?, ?)"
                      + " ON CONFLICT DO NOTHING",
                  token.name(),
                  micros(token.until()));
          if (used == 0) {
            return Enrolled.TOKEN_USED;
          }
          var owner = certificate.owner();
          Sql.execute(
              connection,
              "INSERT INTO gateway_worker (hotkey, worker_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
              owner.miner().value(),
              owner.worker().value());
          return kept(connection, certificate) ? Enrolled.KEPT : Enrolled.REVOKED;
        });
  }

  @Override
  public boolean renew(Certificate certificate) {
    return inOne(connection -> kept(connection, certificate));
  }

  /// Whether the worker is one that may have it.
  private static boolean kept(Connection connection, Certificate certificate) throws SQLException {
    var owner = certificate.owner();
    return Sql.changedBy(
            connection,
            "INSERT INTO gateway_certificate (serial, hotkey, worker_id, issued_at, expires_at)"
                + " SELECT ?, hotkey, worker_id, ?, ? FROM gateway_worker"
                + " WHERE hotkey = ? AND worker_id = ? AND revoked_at IS NULL FOR UPDATE",
            certificate.serial(),
            micros(certificate.issuedAt()),
            micros(certificate.until()),
            owner.miner().value(),
            owner.worker().value())
        == 1;
  }

  @Override
  public Standing find(String serial) {
    return Question.answered(
        pool,
        connection ->
            Sql.query(
                    connection,
                    JdbcDevices::standing,
                    "SELECT certificate.*, certificate.revoked_at IS NOT NULL"
                        + " OR worker.revoked_at IS NOT NULL AS is_revoked"
                        + " FROM gateway_certificate certificate"
                        + " JOIN gateway_worker worker USING (hotkey, worker_id)"
                        + " WHERE serial = ?",
                    serial)
                .stream()
                .findFirst()
                .orElseGet(Unknown::new));
  }

  private static Standing standing(ResultSet row) throws SQLException {
    var owner = owner(row);
    return row.getBoolean("is_revoked")
        ? new Revoked(owner)
        : new Good(
            new Certificate(
                row.getString("serial"),
                owner,
                Sql.instant(row, "issued_at").orElseThrow(),
                Sql.instant(row, "expires_at").orElseThrow()));
  }

  private static Owner owner(ResultSet row) throws SQLException {
    return new Owner(new Hotkey(row.getString("hotkey")), new WorkerId(row.getString("worker_id")));
  }

  @Override
  public void seen(Owner owner, Instant now) {
    var _ =
        Question.answered(
            pool,
            connection ->
                Sql.changedBy(
                    connection,
                    "UPDATE gateway_worker SET seen_at = ? WHERE hotkey = ? AND worker_id = ?",
                    now,
                    owner.miner().value(),
                    owner.worker().value()));
  }

  @Override
  public List<Owner> seenSince(Instant since) {
    return Question.answered(
        pool,
        connection ->
            Sql.query(
                connection,
                JdbcDevices::owner,
                "SELECT * FROM gateway_worker WHERE seen_at >= ? AND revoked_at IS NULL"
                    + " ORDER BY hotkey, worker_id",
                since));
  }

  @Override
  public Optional<Entry> revoke(Owner owner, Instant now) {
    return inOne(
        connection -> {
          Sql.execute(
              connection,
              "UPDATE gateway_certificate SET revoked_at = coalesce(revoked_at, ?)"
                  + " WHERE hotkey = ? AND worker_id = ?",
              now,
              owner.miner().value(),
              owner.worker().value());
          return changed(
              connection,
              owner,
              "UPDATE gateway_worker SET revoked_at = coalesce(revoked_at, ?)"
                  + " WHERE hotkey = ? AND worker_id = ?",
              List.of(now));
        });
  }

  @Override
  public Optional<Entry> allow(Owner owner) {
    return inOne(
        connection ->
            changed(
                connection,
                owner,
                "UPDATE gateway_worker SET revoked_at = NULL WHERE hotkey = ? AND worker_id = ?",
                List.of()));
  }

  private static Optional<Entry> changed(
      Connection connection, Owner owner, String sql, List<Object> values) throws SQLException {
    var all = new ArrayList<>(values);
    all.addAll(List.of(owner.miner().value(), owner.worker().value()));
    Sql.execute(connection, sql, all.toArray());
    return Sql.query(
            connection,
            JdbcDevices::entry,
            ENTRIES + "WHERE hotkey = ? AND worker_id = ?",
            owner.miner().value(),
            owner.worker().value())
        .stream()
        .findFirst();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        owner(row),
        Sql.instant(row, "expires_at").orElse(Instant.EPOCH),
        Sql.instant(row, "seen_at"),
        Sql.instant(row, "revoked_at"));
  }

  @Override
  public Page<Entry> page(Page.Wish wish) {
    var found =
        Question.answered(
            pool,
            connection -> {
              if (wish.after().isEmpty()) {
                return Sql.query(
                    connection,
                    JdbcDevices::entry,
                    ENTRIES + "ORDER BY hotkey, worker_id LIMIT ?",
                    wish.look());
              }
              var key = Keys.checked(wish, KEY_PARTS);
              return Sql.query(
                  connection,
                  JdbcDevices::entry,
                  ENTRIES + "WHERE (hotkey, worker_id) > (?, ?) ORDER BY hotkey, worker_id LIMIT ?",
                  key.get(0),
                  key.get(1),
                  wish.look());
            });
    return Page.of(
        found,
        wish,
        entry -> List.of(entry.owner().miner().value(), entry.owner().worker().value()));
  }

  private static Instant micros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  /// In one transaction, of which a failure leaves nothing.
  private <T> T inOne(Question<T> question) {
    return Question.answered(
        pool,
        connection -> {
          connection.setAutoCommit(false);
          try {
            T answer = question.ask(connection);
            connection.commit();
            return answer;
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        });
  }
}
