package io.byteleap.domain.admission;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// What a miner draws for one connection, so that a signature over it is good there and nowhere
/// else: 32 bytes as 64 hex digits.
public record Nonce32(String hex) {
  private static final int BYTES = 32;

  public Nonce32 {
    HexBytes.checked("nonce", hex, BYTES);
  }

  public static Nonce32 draw(RandomGenerator random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Nonce32(HexFormat.of().formatHex(bytes));
  }
}
