package io.byteleap.chain.subtensor;

import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.scale.ScaleWriter;
import java.math.BigInteger;
import java.util.List;

/// What the chain can be told: the calls of its pallet `SubtensorModule`, with their arguments.
public sealed interface SubtensorCall {
  /// Uids and their weights, in step.
  record UidWeights(List<Integer> uids, List<Integer> weights) {
    public UidWeights {
      uids = List.copyOf(uids);
      weights = List.copyOf(weights);
      if (uids.size() != weights.size()) {
        throw new IllegalArgumentException(uids.size() + " uids, " + weights.size() + " weights");
      }
    }

    public static UidWeights of(Weights vector) {
      return new UidWeights(
          vector.byUid().keySet().stream().map(uid -> uid.value()).toList(),
          vector.byUid().values().stream().map(weight -> weight.value()).toList());
    }

    void write(ScaleWriter writer) {
      writer.list(uids, ScaleWriter::u16).list(weights, ScaleWriter::u16);
    }
  }

  record SetWeights(Netuid netuid, UidWeights weights, long versionKey) implements SubtensorCall {}

  record SetMechanismWeights(Netuid netuid, int mechanism, UidWeights weights, long versionKey)
      implements SubtensorCall {}

  /// `version` is the software's, `ip` the number of the address.
  record ServeAxon(Netuid netuid, long version, BigInteger ip, int port, int ipType, int protocol)
      implements SubtensorCall {
    private static final long VERSION = 9_010_000;
    private static final int PROTOCOL = 4;

    /// The call as the existing software makes it.
    public static ServeAxon of(Netuid netuid, Endpoint endpoint) {
      var ip = IpNumber.of(endpoint);
      return new ServeAxon(netuid, VERSION, ip.number(), endpoint.port(), ip.ipType(), PROTOCOL);
    }

    /// Whether the chain has it already.
    public boolean isShownBy(AxonInfo axon) {
      return axon.version() == version
          && axon.ip().equals(ip)
          && axon.port() == port
          && axon.ipType() == ipType
          && axon.protocol() == protocol
          && axon.placeholder1() == 0
          && axon.placeholder2() == 0;
    }
  }

  record ServeAxonTls(ServeAxon axon, Bytes certificate) implements SubtensorCall {}

  record BurnedRegister(Netuid netuid, AccountId hotkey) implements SubtensorCall {}

  record CommitWeights(Netuid netuid, Bytes hash) implements SubtensorCall {
    public CommitWeights {
      if (hash.length() != 32) {
        throw new IllegalArgumentException("a hash has 32 bytes, not " + hash.length());
      }
    }
  }

  record RevealWeights(Netuid netuid, UidWeights weights, List<Integer> salt, long versionKey)
      implements SubtensorCall {
    public RevealWeights {
      salt = List.copyOf(salt);
    }
  }

  /// Weights sealed until a round of the beacon.
  record SealedWeights(Bytes commit, long revealRound) {
    private static final int COMMIT_BYTES_MAX = 5_000;

    public SealedWeights {
      if (commit.length() > COMMIT_BYTES_MAX) {
        throw new IllegalArgumentException("the chain takes no commit of " + commit.length());
      }
    }

    void write(ScaleWriter writer) {
      writer.bytes(commit).u64(revealRound);
    }
  }

  /// Of runtimes from 224 on, gone in 343.
  record CommitCrv3Weights(Netuid netuid, SealedWeights weights) implements SubtensorCall {}

  record CommitTimelockedWeights(Netuid netuid, SealedWeights weights, int version)
      implements SubtensorCall {}

  record CommitTimelockedMechanismWeights(
      Netuid netuid, int mechanism, SealedWeights weights, int version) implements SubtensorCall {}

  /// The name in the metadata.
  default String callName() {
    return switch (this) {
      case SetWeights _ -> "set_weights";
      case SetMechanismWeights _ -> "set_mechanism_weights";
      case ServeAxon _ -> "serve_axon";
      case ServeAxonTls _ -> "serve_axon_tls";
      case BurnedRegister _ -> "burned_register";
      case CommitWeights _ -> "commit_weights";
      case RevealWeights _ -> "reveal_weights";
      case CommitCrv3Weights _ -> "commit_crv3_weights";
      case CommitTimelockedWeights _ -> "commit_timelocked_weights";
      case CommitTimelockedMechanismWeights _ -> "commit_timelocked_mechanism_weights";
    };
  }

  /// The arguments, without the indexes of pallet and call.
  default Bytes arguments() {
    var writer = new ScaleWriter();
    switch (this) {
      case SetWeights(var netuid, var weights, var versionKey) -> {
        weights.write(writer.u16(netuid.value()));
        writer.u64(versionKey);
      }
      case SetMechanismWeights(var netuid, var mechanism, var weights, var versionKey) -> {
        weights.write(writer.u16(netuid.value()).u8(mechanism));
        writer.u64(versionKey);
      }
      case ServeAxon axon -> write(writer, axon);
      case ServeAxonTls(var axon, var certificate) -> {
        write(writer, axon);
        writer.bytes(certificate);
      }
      case BurnedRegister(var netuid, var hotkey) -> writer.u16(netuid.value()).raw(hotkey.key());
      case CommitWeights(var netuid, var hash) -> writer.u16(netuid.value()).raw(hash);
      case RevealWeights(var netuid, var weights, var salt, var versionKey) -> {
        weights.write(writer.u16(netuid.value()));
        writer.list(salt, ScaleWriter::u16).u64(versionKey);
      }
      case CommitCrv3Weights(var netuid, var weights) -> weights.write(writer.u16(netuid.value()));
      case CommitTimelockedWeights(var netuid, var weights, var version) -> {
        weights.write(writer.u16(netuid.value()));
        writer.u16(version);
      }
      case CommitTimelockedMechanismWeights(
              var netuid,
              var mechanism,
              var weights,
              var version) -> {
        weights.write(writer.u16(netuid.value()).u8(mechanism));
        writer.u16(version);
      }
    }
    return writer.toBytes();
  }

  private static void write(ScaleWriter writer, ServeAxon axon) {
    writer
        .u16(axon.netuid().value())
        .u32(axon.version())
        .u128(axon.ip())
        .u16(axon.port())
        .u8(axon.ipType())
        .u8(axon.protocol())
        .u8(0)
        .u8(0);
  }
}
