package io.byteleap.chain.metadata;

import io.byteleap.domain.units.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How a part of a storage key is hashed; in the order of their codes.
public enum Hasher {
  BLAKE2_128,
  BLAKE2_256,
  BLAKE2_128_CONCAT,
  TWOX_128,
  TWOX_256,
  TWOX_64_CONCAT,
  IDENTITY;

  /// The part of the key that stands for `value`.
  public Bytes hash(Bytes value) {
    byte[] bytes = value.toArray();
    return Bytes.copyOf(
        switch (this) {
          case BLAKE2_128 -> Blake2b.hash(bytes, 128);
          case BLAKE2_256 -> Blake2b.hash(bytes, 256);
          case BLAKE2_128_CONCAT -> joined(Blake2b.hash(bytes, 128), bytes);
          case TWOX_128 -> twox(bytes, 2);
          case TWOX_256 -> twox(bytes, 4);
          case TWOX_64_CONCAT -> joined(twox(bytes, 1), bytes);
          case IDENTITY -> bytes;
        });
  }

  /// XXH64 with the seeds 0, 1, 2, …, little-endian.
  private static byte[] twox(byte[] bytes, int words) {
    var hash = ByteBuffer.allocate(words * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int seed = 0; seed < words; seed++) {
      hash.putLong(XxHash64.of(bytes, seed));
    }
    return hash.array();
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    return ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array();
  }
}
