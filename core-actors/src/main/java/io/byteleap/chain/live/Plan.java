package io.byteleap.chain.live;

import io.byteleap.chain.subtensor.SubtensorCall;
import io.byteleap.port.Chain;

/// What the chain's state at a block makes of a wish.
sealed interface Plan {
  /// Hand in this call.
  record Send(SubtensorCall call) implements Plan {}

  /// Nothing is handed in, and that is how it ends, unless the chain takes it soon.
  record Decided(Chain.Outcome outcome) implements Plan {}

  /// Makes a plan anew for every try, from what the chain shows at the moment.
  @FunctionalInterface
  interface Maker {
    Plan make(ChainRuntime runtime, Head head);
  }
}
