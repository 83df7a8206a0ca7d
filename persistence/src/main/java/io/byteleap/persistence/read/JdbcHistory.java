package io.byteleap.persistence.read;

import io.byteleap.domain.challenge.Failure;
import io.byteleap.json.JsonObject;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// History in PostgreSQL.
public final class JdbcHistory implements History {
  private static final String MATCHING =
      " FROM challenge WHERE (? = '' OR hotkey = ?) AND (? = '' OR worker_id = ?)";

  private final DataSource pool;

  public JdbcHistory(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public List<JsonObject> challenges(ChallengeFilter filter) {
    return answered(
        connection ->
            Sql.query(
                connection,
                JdbcHistory::challenge,
                "SELECT *"
                    + MATCHING
                    + " AND (? = '' OR status = ?) ORDER BY created_at DESC, challenge_id LIMIT ?",
                filter.hotkey(),
                filter.hotkey(),
                filter.workerId(),
                filter.workerId(),
                filter.status(),
                filter.status(),
                filter.limit()));
  }

  @Override
  public JsonObject challengeTotals(ChallengeFilter filter) {
    var totals = JsonObject.builder();
    answered(
            connection ->
                Sql.query(
                    connection,
                    row -> new Total(row.getString("status"), row.getLong("total")),
                    "SELECT status, count(*) AS total" + MATCHING + " GROUP BY status",
                    filter.hotkey(),
                    filter.hotkey(),
                    filter.workerId(),
                    filter.workerId()))
        .forEach(total -> totals.put(total.status(), total.count()));
    return totals.build();
  }

  private record Total(String status, long count) {}

  @Override
  public List<JsonObject> scoreRounds(int limit) {
    return answered(
        connection ->
            joined(
                Sql.query(
                    connection,
                    row -> new Numbered(row.getLong("round"), round(row)),
                    "SELECT * FROM score_round ORDER BY round DESC LIMIT ?",
                    limit),
                "miners",
                first ->
                    Sql.query(
                        connection,
                        row -> new Numbered(row.getLong("round"), minerScore(row)),
                        "SELECT * FROM miner_score WHERE round >= ? ORDER BY hotkey",
                        first)));
  }

  @Override
  public List<JsonObject> submissions(int limit) {
    return answered(
        connection ->
            joined(
                Sql.query(
                    connection,
                    row -> new Numbered(row.getLong("submission"), submission(row)),
                    "SELECT * FROM weight_submission ORDER BY submission DESC LIMIT ?",
                    limit),
                "weights",
                first ->
                    Sql.query(
                        connection,
                        row -> new Numbered(row.getLong("submission"), weight(row)),
                        "SELECT * FROM submitted_weight WHERE submission >= ? ORDER BY uid",
                        first)));
  }

  /// A round or a submission, or a part of the one with this number.
  private record Numbered(long number, JsonObject json) {}

  @FunctionalInterface
  private interface Parts {
    List<Numbered> from(long first) throws SQLException;
  }

  /// Each whole (the newest first) with its parts as a list of this name; `parts` is asked once,
  /// for those from the oldest whole on.
  private static List<JsonObject> joined(List<Numbered> wholes, String name, Parts parts)
      throws SQLException {
    if (wholes.isEmpty()) {
      return List.of();
    }
    var byNumber =
        parts.from(wholes.getLast().number()).stream()
            .collect(
                Collectors.groupingBy(
                    Numbered::number, Collectors.mapping(Numbered::json, Collectors.toList())));
    return wholes.stream()
        .map(
            whole ->
                JsonObject.builder()
                    .putAll(whole.json())
                    .putObjects(name, byNumber.getOrDefault(whole.number(), List.of()))
                    .build())
        .toList();
  }

  private static JsonObject weight(ResultSet row) throws SQLException {
    return JsonObject.builder()
        .put("uid", row.getInt("uid"))
        .put("weight", row.getInt("weight"))
        .build();
  }

  private <T> T answered(Question<T> question) {
    return Question.answered(pool, question);
  }

  private static JsonObject challenge(ResultSet row) throws SQLException {
    var json =
        JsonObject.builder()
            .put("challenge_id", row.getString("challenge_id"))
            .put("hotkey", row.getString("hotkey"))
            .put("worker_id", row.getString("worker_id"))
            .put("challenge_type", row.getString("challenge_type"))
            .put("matrix_size", row.getInt("matrix_size"))
            .put("iterations", row.getInt("iterations"))
            .put("status", row.getString("status"));
    putTimes(json, row, "created_at", "sent_at", "committed_at", "proof_at", "ended_at");
    putNumber(json, row, "rows_verified");
    putNumber(json, row, "compute_millis");
    return failure(json, Optional.ofNullable(row.getString("failure"))).build();
  }

  /// Why it failed, and whether the worker answers for it.
  private static JsonObject.Builder failure(JsonObject.Builder json, Optional<String> why) {
    json.putOrNull("failure", why);
    return why.map(text -> Failure.valueOf(text.toUpperCase(Locale.ROOT)))
        .map(known -> json.put("charged", known.isCharged()))
        .orElseGet(() -> json.putNull("charged"));
  }

  private static JsonObject round(ResultSet row) throws SQLException {
    var json = JsonObject.builder().put("round", row.getLong("round"));
    putTimes(json, row, "scored_at");
    return json.put("expected_buckets", row.getInt("expected_buckets")).build();
  }

  private static JsonObject minerScore(ResultSet row) throws SQLException {
    long numerator = row.getLong("numerator");
    long denominator = row.getLong("denominator");
    return JsonObject.builder()
        .put("hotkey", row.getString("hotkey"))
        .put("online", row.getBoolean("online"))
        .put("score", (double) numerator / denominator)
        .put("numerator", numerator)
        .put("denominator", denominator)
        .put("ledger_sequence", row.getLong("ledger_sequence"))
        .build();
  }

  private static JsonObject submission(ResultSet row) throws SQLException {
    var json =
        JsonObject.builder()
            .put("round", row.getLong("round"))
            .put("status", row.getString("status"))
            .put("head_block", row.getLong("head_block"));
    putNumber(json, row, "block");
    putTimes(json, row, "started_at", "ended_at");
    return json.putOrNull("why", Optional.ofNullable(row.getString("why"))).build();
  }

  private static void putTimes(JsonObject.Builder json, ResultSet row, String... columns)
      throws SQLException {
    for (String column : columns) {
      json.putOrNull(column, Sql.instant(row, column).map(Instant::toString));
    }
  }

  private static void putNumber(JsonObject.Builder json, ResultSet row, String column)
      throws SQLException {
    long value = row.getLong(column);
    if (row.wasNull()) {
      json.putNull(column);
    } else {
      json.put(column, value);
    }
  }
}
