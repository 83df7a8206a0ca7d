package io.byteleap.port;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.scoring.VerifiedWork;
import java.time.Instant;
import java.util.Map;

/// Which challenges were passed. A little behind the events. Calls block, and throw
/// [History.HistoryUnavailable] when the database is away.
public interface VerifiedWorkBook {
  /// Of every miner, by worker: the challenges that were issued at `start` or later and verified
  /// before `end`.
  Map<Hotkey, Map<WorkerId, VerifiedWork>> between(Instant start, Instant end);
}
