package io.byteleap.chain.live;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Bytes;
import java.util.HexFormat;

/// Bytes and numbers as nodes write them: `0x` and hexadecimal digits.
final class HexText {
  private static final String PREFIX = "0x";
  private static final int NUMBER_DIGITS_MAX = 15;

  private HexText() {}

  static String of(Bytes bytes) {
    return PREFIX + HexFormat.of().formatHex(bytes.toArray());
  }

  static Bytes bytes(String text) {
    try {
      return Bytes.copyOf(HexFormat.of().parseHex(digits(text)));
    } catch (IllegalArgumentException e) {
      throw new ChainProblem("the node's bytes are not hexadecimal");
    }
  }

  static BlockNumber number(String text) {
    String digits = digits(text);
    try {
      if (digits.length() <= NUMBER_DIGITS_MAX) {
        return new BlockNumber(Long.parseLong(digits, 16));
      }
    } catch (IllegalArgumentException notHexadecimal) {
      // as too long
    }
    throw new ChainProblem("the node's block number is not one");
  }

  private static String digits(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new ChainProblem("the node's bytes do not begin with 0x");
    }
    return text.substring(PREFIX.length());
  }
}
