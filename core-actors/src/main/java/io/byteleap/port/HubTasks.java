package io.byteleap.port;

import io.byteleap.wire.hub.HubTask;
import java.time.Instant;

/// The tasks that the hub has published, each once. Calls block, and throw
/// [History.HistoryUnavailable] when the database is away.
public interface HubTasks {
  /// What became of a task that was to be stored.
  enum Stored {
    NEW,
    /// It was there already, exactly so.
    SAME,
    /// There is another one of that key.
    OTHER,
    /// As many as may wait are waiting.
    TOO_MANY
  }

  Stored store(HubTask task, Instant arrival);

  /// Ends the tasks that nobody has begun by `now`, and forgets those from before `limit` that have
  /// come to an end.
  void tidy(Instant now, Instant limit);
}
