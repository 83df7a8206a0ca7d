package io.byteleap.port;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.units.Bytes;
import java.util.Optional;

/// What was decided, from the events themselves. Calls block, and throw
/// [History.HistoryUnavailable] when the database is away or holds what cannot be read.
public interface Archive {
  /// A round of scores, and the very bytes that were stored.
  record StoredRound(ScoreRound round, Bytes stored) {}

  /// The round of this number; empty when there is none.
  Optional<StoredRound> round(long number);

  Optional<StoredRound> latestRound();

  /// The bytes that would be stored for `round`.
  Bytes written(ScoreRound round);

  /// The miner's ledger as it was after its event of this position (0: before the first); empty
  /// when the events before it are not there any more.
  Optional<MinerLedger> ledger(Hotkey miner, long sequence);
}
