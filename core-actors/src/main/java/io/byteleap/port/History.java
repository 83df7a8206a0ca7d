package io.byteleap.port;

import io.byteleap.json.JsonObject;
import java.util.List;

/// What happened, to look up: challenges, rounds of scores, submissions of weights. A little behind
/// the events. Calls block, refuse a key that is none of the list's with a
/// [Page.UnknownKey], and throw [HistoryUnavailable] when the database is away.
public interface History {
  /// Which challenges: of a miner, of a worker, in a state; an empty text means any. A state that
  /// does not exist is refused.
  record ChallengeFilter(String hotkey, String workerId, String status) {
    public static final List<String> STATES =
        List.of("created", "sent", "committed", "verifying", "verified", "failed");

    public ChallengeFilter {
      if (!status.isEmpty() && !STATES.contains(status)) {
        throw new IllegalArgumentException("status must be one of " + String.join(", ", STATES));
      }
    }
  }

  /// One object a challenge, with its times; the newest first.
  Page<JsonObject> challenges(ChallengeFilter filter, Page.Wish wish);

  /// Number of challenges a state, whatever the filter's status.
  JsonObject challengeTotals(ChallengeFilter filter);

  /// The newest rounds with every miner's score.
  Page<JsonObject> scoreRounds(Page.Wish wish);

  /// The newest submissions with their outcome.
  Page<JsonObject> submissions(Page.Wish wish);

  /// The database cannot be read now.
  final class HistoryUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HistoryUnavailable(Throwable cause) {
      super("the database cannot be read now", cause);
    }
  }
}
