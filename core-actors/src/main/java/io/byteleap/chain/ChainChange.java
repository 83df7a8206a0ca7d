package io.byteleap.chain;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.weights.WeightVector.Weights;

/// What a block of a simulated chain changes.
sealed interface ChainChange {
  Hotkey hotkey();

  record Serves(Hotkey hotkey, Endpoint endpoint) implements ChainChange {}

  /// Sets weights, or commits to them where they are hidden for a while.
  record Weighs(Hotkey hotkey, Weights weights) implements ChainChange {}

  /// Weights that were committed to before are visible.
  record Reveals(Hotkey hotkey, Weights weights) implements ChainChange {}

  /// A change that a coming block makes.
  record Due(BlockNumber at, ChainChange change) {}
}
