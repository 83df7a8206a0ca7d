package io.byteleap.miner.validator;

import io.byteleap.domain.subnet.Endpoint;

/// Where the operator says a validator is: nothing of his own, so that the chain's word counts, or
/// an endpoint that replaces it.
public sealed interface AxonOverride {
  record OnChain() implements AxonOverride {}

  record At(Endpoint endpoint) implements AxonOverride {}

  /// Empty, or `ip:port`.
  static AxonOverride parse(String text) {
    return text.isEmpty() ? new OnChain() : new At(Endpoint.parse(text));
  }

  /// The endpoint to use for a validator that the chain says is at `axon`.
  default Endpoint over(Endpoint axon) {
    return switch (this) {
      case OnChain() -> axon;
      case At(var endpoint) -> endpoint;
    };
  }
}
