package io.byteleap.domain.subnet;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;

/// One member of the subnet. `lastUpdate` is the block of its last weights (genesis: never).
public record Neuron(
    Uid uid,
    Hotkey hotkey,
    Endpoint axon,
    boolean validatorPermit,
    Stake stake,
    BlockNumber lastUpdate) {
  /// Stake in rao, a billion of which are one tao.
  public record Stake(long rao) {
    private static final long RAO_PER_TAO = 1_000_000_000;

    public Stake {
      if (rao < 0) {
        throw new IllegalArgumentException("stake below 0: " + rao);
      }
    }

    public static Stake ofTao(long tao) {
      return new Stake(Math.multiplyExact(tao, RAO_PER_TAO));
    }

    public boolean isAtLeast(Stake other) {
      return rao >= other.rao;
    }
  }
}
