package io.byteleap.node;

import io.byteleap.chain.rpc.NodeUrl;
import java.util.List;
import java.util.Locale;

/// `subtensor.network`: which chain.
public sealed interface Network {
  /// The main network.
  record Finney() implements Network {}

  /// The network for tests.
  record Test() implements Network {}

  /// A node of the chain on this machine.
  record Local() implements Network {}

  /// The node at this address.
  record At(NodeUrl url) implements Network {}

  /// A folder that the nodes of a network on one machine share.
  record Simulated() implements Network {}

  /// Read by the configuration.
  static Network parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "finney" -> new Finney();
      case "test" -> new Test();
      case "local" -> new Local();
      case "simulated" -> new Simulated();
      case String word when word.startsWith("ws://") || word.startsWith("wss://") ->
          new At(NodeUrl.parse(text));
      default ->
          throw new IllegalArgumentException(
              "must be finney, test, local, simulated, or the address of a node such as"
                  + " ws://127.0.0.1:9944");
    };
  }

  /// Where the network's nodes are unless the operator says otherwise. Source: the Bittensor SDK's
  /// map of networks.
  default List<NodeUrl> usualEndpoints() {
    return switch (this) {
      case Finney() -> List.of(NodeUrl.parse("wss://entrypoint-finney.opentensor.ai:443"));
      case Test() -> List.of(NodeUrl.parse("wss://test.finney.opentensor.ai:443"));
      case Local() -> List.of(NodeUrl.parse("ws://127.0.0.1:9944"));
      case At(var url) -> List.of(url);
      case Simulated() -> List.of();
    };
  }
}
