package io.byteleap.chain;

import java.time.Duration;

/// Rules of a simulated chain: time between blocks, and blocks between two updates of a validator's
/// weights.
public record ChainRules(Duration blockTime, int weightsRateLimit) {
  public ChainRules {
    if (!blockTime.isPositive() || weightsRateLimit < 0) {
      throw new IllegalArgumentException("block time must be positive, the rate limit 0 or more");
    }
  }
}
