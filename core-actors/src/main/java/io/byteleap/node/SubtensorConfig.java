package io.byteleap.node;

import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.Fallback;
import io.byteleap.port.Chain;
import java.nio.file.Path;
import java.time.InstantSource;

/// `subtensor` of a validator or miner: which chain. This version knows the simulated one only,
/// which lives in a folder that the nodes of a network on one machine share.
public record SubtensorConfig(String network, @Fallback("\"\"") Path simulatedDir) {
  private static final String SIMULATED = "simulated";

  public SubtensorConfig {
    if (!network.equals(SIMULATED)) {
      throw new IllegalArgumentException(
          "network must be simulated: this version has no client for the Bittensor chain");
    }
    if (simulatedDir.toString().isEmpty()) {
      throw new IllegalArgumentException("the simulated network needs simulated_dir");
    }
  }

  public Chain open(InstantSource clock) {
    return SimulatedChain.in(simulatedDir, clock);
  }
}
