package io.byteleap.port;

import io.byteleap.json.JsonObject;
import java.util.List;

/// What happened, to look up: challenges, rounds of scores, submissions of weights. A little behind
/// the events. Calls block, and throw [HistoryUnavailable] when the database is away.
public interface History {
  /// Which challenges: of a miner, of a worker, in a state; an empty text means any. Newest first,
  /// at most `limit` (1 to 1,000). A state that does not exist is refused.
  record ChallengeFilter(String hotkey, String workerId, String status, int limit) {
    private static final int LIMIT_MAX = 1_000;
    private static final List<String> STATES =
        List.of("created", "sent", "committed", "verifying", "verified", "failed");

    public ChallengeFilter {
      if (limit < 1 || limit > LIMIT_MAX) {
        throw new IllegalArgumentException("limit must be 1 to " + LIMIT_MAX);
      }
      if (!status.isEmpty() && !STATES.contains(status)) {
        throw new IllegalArgumentException("status must be one of " + String.join(", ", STATES));
      }
    }
  }

  /// One object a challenge, with its times.
  List<JsonObject> challenges(ChallengeFilter filter);

  /// Number of challenges a state, whatever the filter's limit and status.
  JsonObject challengeTotals(ChallengeFilter filter);

  /// The newest rounds with every miner's score.
  List<JsonObject> scoreRounds(int limit);

  /// The newest submissions with their outcome.
  List<JsonObject> submissions(int limit);

  /// The database cannot be read now.
  final class HistoryUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HistoryUnavailable(Throwable cause) {
      super("the database cannot be read now", cause);
    }
  }
}
