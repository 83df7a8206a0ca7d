package io.byteleap.worker.access;

/// Whether the worker registers at a miner that knows no keys, as the existing ones.
public enum LegacyMiner {
  ALLOW,
  REFUSE
}
