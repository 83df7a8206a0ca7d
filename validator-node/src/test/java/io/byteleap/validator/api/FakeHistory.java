package io.byteleap.validator.api;

import io.byteleap.json.JsonObject;
import io.byteleap.port.History;
import io.byteleap.port.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// A history of one challenge, one submission and ten rounds, that remembers what it was asked; or
/// one that is away.
final class FakeHistory implements History {
  private static final long NEWEST_ROUND = 10;

  final List<ChallengeFilter> asked = new ArrayList<>();
  final List<Page.Wish> wished = new ArrayList<>();
  boolean isAway;

  @Override
  public synchronized Page<JsonObject> challenges(ChallengeFilter filter, Page.Wish wish) {
    asked.add(filter);
    wished.add(wish);
    var challenge =
        JsonObject.builder()
            .put("challenge_id", "c-1")
            .put("hotkey", "5Miner")
            .put("worker_id", "w-1")
            .put("challenge_type", "cpu_matrix")
            .put("matrix_size", 100)
            .put("iterations", 1)
            .put("status", "failed")
            .put("created_at", "2026-01-01T00:00:00Z")
            .put("sent_at", "2026-01-01T00:00:01Z")
            .putNull("committed_at")
            .putNull("proof_at")
            .put("ended_at", "2026-01-01T00:01:00Z")
            .putNull("rows_verified")
            .putNull("compute_millis")
            .put("failure", "commitment_late")
            .put("charged", true)
            .put("units", JsonObject.builder().put("-1", "commitment_late").build())
            .putNull("times")
            .build();
    return new Page<>(List.of(challenge), List.of());
  }

  @Override
  public JsonObject challengeTotals(ChallengeFilter filter) {
    return JsonObject.builder().put("verified", 1).build();
  }

  @Override
  public synchronized Page<JsonObject> scoreRounds(Page.Wish wish) {
    if (isAway) {
      throw new HistoryUnavailable(new IllegalStateException("away"));
    }
    long from = wish.after().isEmpty() ? NEWEST_ROUND : before(wish);
    var found =
        LongStream.iterate(from, round -> round > 0, round -> round - 1)
            .limit(wish.look())
            .mapToObj(FakeHistory::round)
            .toList();
    return Page.of(found, wish, round -> List.of(Long.toString(round.integer("round"))));
  }

  private static long before(Page.Wish wish) {
    if (!wish.after().getFirst().matches("[0-9]+")) {
      throw new Page.UnknownKey();
    }
    return Long.parseLong(wish.after().getFirst()) - 1;
  }

  private static JsonObject round(long number) {
    var score =
        JsonObject.builder()
            .put("hotkey", "5Miner")
            .put("online", true)
            .put("score", 0.5)
            .put("numerator", 1)
            .put("denominator", 2)
            .put("ledger_sequence", 7)
            .build();
    return JsonObject.builder()
        .put("round", number)
        .put("scored_at", "2026-01-01T00:00:00Z")
        .put("expected_buckets", 12)
        .putObjects("miners", List.of(score))
        .build();
  }

  @Override
  public Page<JsonObject> submissions(Page.Wish wish) {
    var weight = JsonObject.builder().put("uid", 1).put("weight", 65_535).build();
    var submission =
        JsonObject.builder()
            .put("round", 7)
            .put("status", "included")
            .put("head_block", 99)
            .put("block", 100)
            .put("started_at", "2026-01-01T00:00:00Z")
            .put("ended_at", "2026-01-01T00:00:12Z")
            .putNull("why")
            .putObjects("weights", List.of(weight))
            .build();
    return new Page<>(List.of(submission), List.of());
  }
}
