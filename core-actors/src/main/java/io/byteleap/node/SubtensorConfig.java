package io.byteleap.node;

import io.byteleap.chain.ChainSource;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.chain.live.LiveChain;
import io.byteleap.chain.rpc.NodeUrl;
import io.byteleap.chain.rpc.RpcSettings;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.config.Fallback;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.node.Network.At;
import io.byteleap.node.Network.Finney;
import io.byteleap.node.Network.Local;
import io.byteleap.node.Network.Simulated;
import io.byteleap.node.Network.Test;
import io.byteleap.wallet.KeyReading;
import io.byteleap.wallet.PasswordSource;
import io.byteleap.wallet.Wallet;
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

  /// Whose chain it is: the subnet, the hotkey that the node goes by, and the wallet that must hold
  /// it, which the simulated network does not look at.
  public record Member(Netuid netuid, Hotkey own, WalletConfig wallet, PasswordSource passwords) {}

  public sealed interface Opening {}

  public record Opened(ChainSource chain) implements Opening {}

  /// Why the wallet will not do, for people.
  public record NotOpened(String why) implements Opening {}

  /// Reads the hotkey if the network needs it, which may take seconds; talks to nobody yet.
  public Opening open(Member member, InstantSource clock) {
    return switch (network) {
      case Simulated() -> {
        var chain = SimulatedChain.in(simulatedDir, clock);
        yield new Opened(_ -> chain);
      }
      case Finney _, Test _, Local _, At _ -> signing(member, clock);
    };
  }

  private Opening signing(Member member, InstantSource clock) {
    var wallet = member.wallet();
    String file = "hotkey " + wallet.hotkey() + " of wallet " + wallet.name();
    return switch (Wallet.open(wallet, member.passwords())) {
      case KeyReading.Signing(var keypair, _) -> {
        var address = keypair.publicKey().address();
        yield address.equals(member.own())
            ? new Opened(source(new LiveChain.Subnet(member.netuid(), keypair), clock))
            : new NotOpened(file + " is " + address + ", but the node goes by " + member.own());
      }
      case KeyReading.PublicOnly _ -> new NotOpened(file + " has no secret half to sign with");
      case KeyReading.Refused(var why) -> new NotOpened(file + ": " + why.text());
    };
  }

  private ChainSource source(LiveChain.Subnet subnet, InstantSource clock) {
    return LiveChain.source(new RpcSettings(nodes(), RpcSettings.Timing.USUAL), subnet, clock);
  }
}
