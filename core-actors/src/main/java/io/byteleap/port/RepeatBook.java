package io.byteleap.port;

import java.time.Duration;
import java.time.Instant;

/// Requests that may be sent again: who has sent one with a key before gets the answer of that
/// time. Answers are kept for 24 hours, 10,000 of one caller at most. Calls block, and throw
/// [History.HistoryUnavailable] when the database is away.
public interface RepeatBook {
  Duration KEPT = Duration.ofHours(24);

  int KEYS_MAX = 10_000;

  /// A request without an answer this long after it came has been given up by whoever had it.
  Duration UNDER_WAY_MAX = Duration.ofMinutes(1);

  /// `name` is the caller's own word for one request.
  record Key(String caller, String name) {}

  /// `fingerprint` is the same for the same request only.
  record Asked(Key key, String fingerprint, Instant at) {}

  /// An answer to give again; `etag` may be empty.
  record Answer(int status, String body, String etag) {}

  sealed interface Look {}

  /// Nobody asked before: answer, then [#keep] or [#forget].
  record First() implements Look {}

  record Answered(Answer answer) implements Look {}

  /// The first request is being answered at this moment.
  record UnderWay() implements Look {}

  /// The key was used for another request.
  record OtherRequest() implements Look {}

  record TooMany() implements Look {}

  Look look(Asked asked);

  void keep(Key key, Answer answer);

  /// As if the request had never come.
  void forget(Key key);
}
