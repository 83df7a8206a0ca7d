package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Blake2b;
import io.byteleap.chain.subtensor.SubtensorCall.UidWeights;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleWriter;
import java.util.List;

/// What a validator commits to before its weights are known.
public final class WeightCommits {
  private WeightCommits() {}

  /// The hash that is committed when the validator opens its weights itself, with
  /// [SubtensorCall.RevealWeights]; `netuid` is [Netuid#ofMechanism] when the subnet has several.
  public static Bytes hash(
      AccountId hotkey, Netuid netuid, UidWeights weights, List<Integer> salt, long versionKey) {
    var writer = new ScaleWriter().raw(hotkey.key()).u16(netuid.value());
    weights.write(writer);
    return Blake2b.hash256(writer.list(salt, ScaleWriter::u16).u64(versionKey).toBytes());
  }

  /// What is sealed with a [Timelock] when the chain opens the weights itself (versions 3 and 4).
  /// The hotkey in it must be the committer's.
  public static Bytes payload(AccountId hotkey, UidWeights weights, long versionKey) {
    var writer = new ScaleWriter().bytes(hotkey.key());
    weights.write(writer);
    return writer.u64(versionKey).toBytes();
  }
}
