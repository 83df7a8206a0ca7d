package io.byteleap.persistence.read;

import io.byteleap.domain.challenge.Failure;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.persistence.sql.Keys;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History;
import io.byteleap.port.Page;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// History in PostgreSQL.
public final class JdbcHistory implements History {
  private static final String MATCHING =
      " FROM challenge WHERE (? = '' OR hotkey = ?) AND (? = '' OR worker_id = ?)";

  private static final Json UNITS = Json.upTo(1 << 20);

  private final DataSource pool;

  public JdbcHistory(DataSource pool) {
    this.pool = pool;
  }

  private record Challenge(String createdAt, String id, JsonObject json) {}

  @Override
  public Page<JsonObject> challenges(ChallengeFilter filter, Page.Wish wish) {
    var values =
        new ArrayList<Object>(
            List.of(
                filter.hotkey(),
                filter.hotkey(),
                filter.workerId(),
                filter.workerId(),
                filter.status(),
                filter.status()));
    values.addAll(Keys.timeAndId(wish));
    values.add(wish.look());
    var found =
        answered(
            connection ->
                Sql.query(
                    connection,
                    row ->
                        new Challenge(
                            Sql.instant(row, "created_at").orElseThrow().toString(),
                            row.getString("challenge_id"),
                            challenge(row)),
                    "SELECT *"
                        + MATCHING
                        + " AND (? = '' OR status = ?)"
                        + (wish.after().isEmpty()
                            ? ""
                            : " AND (created_at < ? OR (created_at = ? AND challenge_id > ?))")
                        + " ORDER BY created_at DESC, challenge_id LIMIT ?",
                    values.toArray()));
    return Page.of(found, wish, each -> List.of(each.createdAt(), each.id())).map(Challenge::json);
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
  public Page<JsonObject> scoreRounds(Page.Wish wish) {
    return joined(
        wish,
        connection ->
            Sql.query(
                connection,
                row -> new Numbered(row.getLong("round"), round(row)),
                "SELECT * FROM score_round WHERE round < ? ORDER BY round DESC LIMIT ?",
                Keys.number(wish),
                wish.look()),
        "miners",
        (connection, first, last) ->
            Sql.query(
                connection,
                row -> new Numbered(row.getLong("round"), minerScore(row)),
                "SELECT * FROM miner_score WHERE round BETWEEN ? AND ? ORDER BY hotkey",
                first,
                last));
  }

  @Override
  public Page<JsonObject> submissions(Page.Wish wish) {
    return joined(
        wish,
        connection ->
            Sql.query(
                connection,
                row -> new Numbered(row.getLong("submission"), submission(row)),
                "SELECT * FROM weight_submission WHERE submission < ?"
                    + " ORDER BY submission DESC LIMIT ?",
                Keys.number(wish),
                wish.look()),
        "weights",
        (connection, first, last) ->
            Sql.query(
                connection,
                row -> new Numbered(row.getLong("submission"), weight(row)),
                "SELECT * FROM submitted_weight WHERE submission BETWEEN ? AND ? ORDER BY uid",
                first,
                last));
  }

  /// A round or a submission, or a part of the one with this number.
  private record Numbered(long number, JsonObject json) {}

  @FunctionalInterface
  private interface Parts {
    List<Numbered> between(Connection connection, long first, long last) throws SQLException;
  }

  /// A page of wholes (the newest first), each with its parts as a list of this name; `parts` is
  /// asked once, for those from the oldest whole to the newest.
  private Page<JsonObject> joined(
      Page.Wish wish, Question<List<Numbered>> wholes, String name, Parts parts) {
    return answered(
        connection -> {
          var page =
              Page.of(wholes.ask(connection), wish, last -> List.of(Long.toString(last.number())));
          if (page.items().isEmpty()) {
            return page.map(Numbered::json);
          }
          var byNumber =
              parts
                  .between(
                      connection, page.items().getLast().number(), page.items().getFirst().number())
                  .stream()
                  .collect(
                      Collectors.groupingBy(
                          Numbered::number,
                          Collectors.mapping(Numbered::json, Collectors.toList())));
          return page.map(
              whole ->
                  JsonObject.builder()
                      .putAll(whole.json())
                      .putObjects(name, byNumber.getOrDefault(whole.number(), List.of()))
                      .build());
        });
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
    putUnits(json, "units", Optional.ofNullable(row.getString("units")));
    putUnits(json, "times", Optional.ofNullable(row.getString("times")));
    return failure(json, Optional.ofNullable(row.getString("failure"))).build();
  }

  /// What is known of each unit, once something is.
  private static void putUnits(JsonObject.Builder json, String name, Optional<String> units) {
    units.map(UNITS::parse).ifPresentOrElse(each -> json.put(name, each), () -> json.putNull(name));
  }

  /// Why it failed, and whether the worker answers for it.
  private static JsonObject.Builder failure(JsonObject.Builder json, Optional<String> why) {
    json.putOrNull("failure", why);
    return why.map(Failure::ofWord)
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
