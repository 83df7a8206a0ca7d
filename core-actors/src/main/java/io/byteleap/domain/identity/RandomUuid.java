package io.byteleap.domain.identity;

import java.util.UUID;
import java.util.random.RandomGenerator;

/// UUIDs of version 4 (RFC 9562) from a given source of chance.
public final class RandomUuid {
  private static final long VERSION_4 = 0x4000L;
  private static final long VERSION_BITS = 0xf000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long VARIANT_BITS = 0xc000_0000_0000_0000L;

  private RandomUuid() {}

  public static UUID draw(RandomGenerator random) {
    return new UUID(
        (random.nextLong() & ~VERSION_BITS) | VERSION_4,
        (random.nextLong() & ~VARIANT_BITS) | VARIANT);
  }
}
