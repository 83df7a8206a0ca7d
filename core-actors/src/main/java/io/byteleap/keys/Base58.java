package io.byteleap.keys;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// Base58 in Bitcoin's alphabet, of the one size that addresses have: 35 bytes as 48 characters. A
/// subnet's thousand addresses are written anew with every metagraph, hence the arithmetic on
/// words: five characters at a time.
final class Base58 {
  /// Bytes of a number.
  static final int BYTES = 35;

  /// Characters of a number. A number of fewer begins with `1`, the digit zero.
  static final int CHARACTERS = 48;

  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final int BASE = ALPHABET.length();
  private static final int GROUP = 5;
  private static final long BASE_TO_GROUP = 656_356_768L; // 58^5, less than 2^30
  private static final int WORDS = 9;
  private static final byte[] VALUES = values();

  private Base58() {}

  static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c < VALUES.length && VALUES[c] >= 0);
  }

  /// The characters of a number of 35 bytes.
  static String text(byte[] number) {
    int[] words = new int[WORDS];
    ByteBuffer.allocate(WORDS * Integer.BYTES).put(1, number, 0, BYTES).asIntBuffer().get(words);
    var text = new char[CHARACTERS];
    for (int end = CHARACTERS; end > 0; end -= GROUP) {
      long group = dividedByGroup(words);
      for (int i = end - 1; i >= Math.max(0, end - GROUP); i--) {
        text[i] = ALPHABET.charAt((int) (group % BASE));
        group /= BASE;
      }
    }
    return new String(text);
  }

  /// Leaves the quotient in `words` and returns the remainder.
  private static long dividedByGroup(int[] words) {
    long rest = 0;
    for (int i = 0; i < WORDS; i++) {
      long dividend = rest << Integer.SIZE | Integer.toUnsignedLong(words[i]);
      words[i] = (int) (dividend / BASE_TO_GROUP);
      rest = dividend % BASE_TO_GROUP;
    }
    return rest;
  }

  /// The number that 48 digits write; empty when it has more than 35 bytes.
  static Optional<byte[]> number(String digits) {
    int[] words = new int[WORDS];
    for (int at = 0; at < CHARACTERS; at++) {
      long carry = VALUES[digits.charAt(at)];
      for (int i = WORDS - 1; i >= 0; i--) {
        long sum = Integer.toUnsignedLong(words[i]) * BASE + carry;
        words[i] = (int) sum;
        carry = sum >>> Integer.SIZE;
      }
    }
    var bytes = ByteBuffer.allocate(WORDS * Integer.BYTES);
    bytes.asIntBuffer().put(words);
    return bytes.get(0) == 0
        ? Optional.of(Arrays.copyOfRange(bytes.array(), 1, bytes.capacity()))
        : Optional.empty();
  }

  private static byte[] values() {
    var values = new byte[Byte.MAX_VALUE + 1];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < BASE; i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    return values;
  }
}
