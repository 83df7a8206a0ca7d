package io.byteleap.node;

import io.byteleap.chain.ChainSource;
import io.byteleap.chain.InspectionSource;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.chain.live.LiveChain;
import io.byteleap.chain.live.LiveInspection;
import io.byteleap.chain.rpc.NodeUrl;
import io.byteleap.chain.rpc.RpcSettings;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.config.Fallback;
import io.byteleap.node.Network.At;
import io.byteleap.node.Network.Finney;
import io.byteleap.node.Network.Local;
import io.byteleap.node.Network.Simulated;
import io.byteleap.node.Network.Test;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;

/// `subtensor` of a validator or miner: which chain, and which of its nodes are used, the preferred
/// one first (none: the network's usual ones). The simulated network lives in a folder that the
/// nodes of a network on one machine share.
public record SubtensorConfig(
    Network network, @Fallback("[]") List<NodeUrl> endpoints, @Fallback("\"\"") Path simulatedDir) {
  public SubtensorConfig {
    endpoints = List.copyOf(endpoints);
    if (endpoints.size() > RpcSettings.ENDPOINTS_MAX
        || new HashSet<>(endpoints).size() < endpoints.size()) {
      throw new IllegalArgumentException(
          "endpoints must be " + RpcSettings.ENDPOINTS_MAX + " at most, none of them twice");
    }
    switch (network) {
      case Simulated() -> checkSimulated(endpoints, simulatedDir);
      case Finney _, Test _, Local _, At _ -> {}
    }
  }

  private static void checkSimulated(List<NodeUrl> endpoints, Path simulatedDir) {
    if (!endpoints.isEmpty()) {
      throw new IllegalArgumentException("the simulated network has no endpoints");
    }
    if (simulatedDir.toString().isEmpty()) {
      throw new IllegalArgumentException("the simulated network needs simulated_dir");
    }
  }

  /// The nodes that are used, the preferred one first; none for the simulated network.
  public List<NodeUrl> nodes() {
    return endpoints.isEmpty() ? network.usualEndpoints() : endpoints;
  }

  /// The chain as the neuron of this hotkey in this subnet sees it; talks to nobody yet.
  public ChainSource open(LiveChain.Subnet subnet, InstantSource clock) {
    return switch (network) {
      case Simulated() -> {
        var chain = SimulatedChain.in(simulatedDir, clock);
        yield _ -> chain;
      }
      case Finney _, Test _, Local _, At _ ->
          LiveChain.source(new RpcSettings(nodes(), RpcSettings.Timing.USUAL), subnet, clock);
    };
  }

  /// The chain to be looked at; talks to nobody yet.
  public InspectionSource inspection(Netuid netuid, InstantSource clock) {
    return switch (network) {
      case Simulated() -> {
        var chain = SimulatedChain.in(simulatedDir, clock);
        yield _ -> chain;
      }
      case Finney _, Test _, Local _, At _ ->
          LiveInspection.source(new RpcSettings(nodes(), RpcSettings.Timing.USUAL), netuid, clock);
    };
  }
}
