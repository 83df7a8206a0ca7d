package io.byteleap.chain.subtensor;

import io.byteleap.chain.metadata.Hasher;
import io.byteleap.domain.units.Bytes;
import io.byteleap.scale.ScaleWriter;
import java.util.HexFormat;

/// Where a value stands in the chain's storage: twox-128 of the pallet's name, twox-128 of the
/// item's name, then the hashed keys.
public record StorageKey(Bytes bytes) {
  /// The prefix of an item, which is the whole key of an item with one value.
  public static StorageKey of(String pallet, String item) {
    return new StorageKey(
        new ScaleWriter()
            .raw(Hasher.TWOX_128.hash(Bytes.ofText(pallet)))
            .raw(Hasher.TWOX_128.hash(Bytes.ofText(item)))
            .toBytes());
  }

  StorageKey then(Hasher hasher, Bytes key) {
    return new StorageKey(new ScaleWriter().raw(bytes).raw(hasher.hash(key)).toBytes());
  }

  /// As RPC calls take it: `0x` and lower-case digits.
  public String hex() {
    return "0x" + HexFormat.of().formatHex(bytes.toArray());
  }

  @Override
  public String toString() {
    return hex();
  }
}
