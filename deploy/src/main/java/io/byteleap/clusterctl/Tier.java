package io.byteleap.clusterctl;

import java.util.Locale;

/// What a host runs. In the order in which they are started.
public enum Tier {
  VALIDATOR(9092),
  MINER(9093),
  WORKER(9094);

  private final int usualStatusPort;

  Tier(int usualStatusPort) {
    this.usualStatusPort = usualStatusPort;
  }

  int usualStatusPort() {
    return usualStatusPort;
  }

  /// Its name in files and programs: `validator`, `miner`, `worker`.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
