package io.byteleap.simulation;

import io.byteleap.domain.scoring.MinerLedger;
import java.time.Instant;

/// One miner at one validator.
public interface Pair {
  Miner miner();

  /// Since when the validator has listened to the miner's answers without a break, by its clock.
  Instant since();

  /// What the validator's journal says of the miner.
  MinerLedger ledger();
}
