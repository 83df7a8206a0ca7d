package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Blake2b;
import io.byteleap.domain.units.Bytes;
import java.util.HexFormat;

/// A signed transaction, ready to be handed in.
public record Extrinsic(Bytes bytes) {
  /// By which it is found in a block and in the pool.
  public Bytes hash() {
    return Blake2b.hash256(bytes);
  }

  /// As `author_submitExtrinsic` takes it.
  public String hex() {
    return "0x" + HexFormat.of().formatHex(bytes.toArray());
  }
}
