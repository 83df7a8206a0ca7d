package io.byteleap.domain.admission;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Names a join token without giving anything of it away: 8 bytes as 16 hex digits.
public record TokenId(String hex) implements Comparable<TokenId> {
  static final int BYTES = 8;

  public TokenId {
    HexBytes.checked("token id", hex, BYTES);
  }

  public static TokenId draw(RandomGenerator random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new TokenId(HexFormat.of().formatHex(bytes));
  }

  @Override
  public int compareTo(TokenId other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
