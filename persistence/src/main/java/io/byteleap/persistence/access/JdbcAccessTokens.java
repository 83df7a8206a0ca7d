package io.byteleap.persistence.access;

import io.byteleap.domain.access.AccessToken;
import io.byteleap.domain.access.AccessTokenId;
import io.byteleap.domain.access.Scope;
import io.byteleap.domain.access.TokenHash;
import io.byteleap.domain.units.Label;
import io.byteleap.persistence.sql.Keys;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.AccessTokens;
import io.byteleap.port.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Access tokens in PostgreSQL.
public final class JdbcAccessTokens implements AccessTokens {
  private static final Duration REMEMBERED = Duration.ofDays(90);
  private static final String BLANK = " ";

  private final DataSource pool;

  public JdbcAccessTokens(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Added add(AccessToken token, TokenHash hash) {
    return answered(
        connection -> {
          var old = token.createdAt().minus(REMEMBERED);
          Sql.execute(
              connection,
              "DELETE FROM access_token WHERE expires_at < ? OR revoked_at < ?",
              old,
              old);
          var added =
              Sql.query(
                  connection,
                  row -> row.getString("token_id"),
                  "INSERT INTO access_token"
                      + " (token_id, hash, label, scopes, created_at, expires_at)"
                      + " SELECT ?, ?, ?, ?, ?, ?"
                      + " WHERE (SELECT count(*) FROM access_token) < ? RETURNING token_id",
                  token.id().value(),
                  hash.hex(),
                  token.label().value(),
                  token.sortedScopes().stream().map(Scope::word).collect(Collectors.joining(BLANK)),
                  token.createdAt().truncatedTo(ChronoUnit.MICROS),
                  token.expiresAt().truncatedTo(ChronoUnit.MICROS),
                  COUNT_MAX);
          return added.isEmpty() ? Added.TOO_MANY : Added.KEPT;
        });
  }

  @Override
  public Optional<AccessToken> find(TokenHash hash) {
    return answered(
        connection ->
            Sql.query(
                    connection,
                    JdbcAccessTokens::token,
                    "SELECT * FROM access_token WHERE hash = ?",
                    hash.hex())
                .stream()
                .findFirst());
  }

  @Override
  public Page<AccessToken> page(Page.Wish wish) {
    var found =
        answered(
            connection -> {
              if (wish.after().isEmpty()) {
                return Sql.query(
                    connection,
                    JdbcAccessTokens::token,
                    "SELECT * FROM access_token ORDER BY created_at DESC, token_id LIMIT ?",
                    wish.look());
              }
              var key = Keys.checked(wish, 2);
              var created = Keys.instant(key.get(0));
              return Sql.query(
                  connection,
                  JdbcAccessTokens::token,
                  "SELECT * FROM access_token"
                      + " WHERE created_at < ? OR (created_at = ? AND token_id > ?)"
                      + " ORDER BY created_at DESC, token_id LIMIT ?",
                  created,
                  created,
                  key.get(1),
                  wish.look());
            });
    return Page.of(found, wish, token -> List.of(token.createdAt().toString(), token.id().value()));
  }

  @Override
  public Optional<AccessToken> revoke(AccessTokenId id, Instant now) {
    return answered(
        connection ->
            Sql.query(
                    connection,
                    JdbcAccessTokens::token,
                    "UPDATE access_token SET revoked_at = coalesce(revoked_at, ?)"
                        + " WHERE token_id = ? RETURNING *",
                    now,
                    id.value())
                .stream()
                .findFirst());
  }

  @Override
  public void used(AccessTokenId id, Instant now) {
    answered(
        connection -> {
          Sql.execute(
              connection,
              "UPDATE access_token SET last_used_at = ? WHERE token_id = ?",
              now,
              id.value());
          return id;
        });
  }

  private static AccessToken token(ResultSet row) throws SQLException {
    return new AccessToken(
        new AccessTokenId(row.getString("token_id")),
        Label.of(row.getString("label")),
        Arrays.stream(row.getString("scopes").split(BLANK))
            .map(Scope::of)
            .collect(Collectors.toSet()),
        Sql.instant(row, "created_at").orElseThrow(),
        Sql.instant(row, "expires_at").orElseThrow(),
        Sql.instant(row, "revoked_at")
            .<AccessToken.Revocation>map(AccessToken.Revoked::new)
            .orElseGet(AccessToken.NotRevoked::new),
        Sql.instant(row, "last_used_at")
            .<AccessToken.LastUse>map(AccessToken.UsedAt::new)
            .orElseGet(AccessToken.NeverUsed::new));
  }

  private <T> T answered(Question<T> question) {
    return Question.answered(pool, question);
  }
}
