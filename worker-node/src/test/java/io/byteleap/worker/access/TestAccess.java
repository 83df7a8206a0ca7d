package io.byteleap.worker.access;

import io.byteleap.domain.admission.WorkerKeypair;

/// How workers of tests show who they are.
public final class TestAccess {
  private TestAccess() {}

  /// With a key of its own, at any miner, also at one that knows no keys.
  public static MinerAccess anywhere() {
    return new MinerAccess(
        WorkerKeypair.draw(), new MinerDoor.Unknown(), LegacyMiner.ALLOW, _ -> {});
  }
}
