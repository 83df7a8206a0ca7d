package io.byteleap.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// ASCII that stands in a JSON string as it is: neither quotes, backslashes nor control characters.
final class PlainText {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TOPS = 0x8080_8080_8080_8080L;
  private static final long SPACES = ' ' * ONES;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;

  /// 2^64 divided by the golden ratio.
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private PlainText() {}

  /// Index of the first byte from `from` on that is not plain, or `end`.
  static int end(byte[] bytes, int from, int end) {
    int at = from;
    while (at <= end - Long.BYTES) {
      long hits = special((long) LONGS.get(bytes, at));
      if (hits != 0) {
        return at + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
      at += Long.BYTES;
    }
    while (at < end && isPlain(bytes[at])) {
      at++;
    }
    return at;
  }

  static boolean isPlain(int character) {
    return character >= ' ' && character < 0x80 && character != '"' && character != '\\';
  }

  /// The characters of the plain bytes from `from` to `end`.
  static String string(byte[] bytes, int from, int end) {
    return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
  }

  /// A hash of the bytes from `from` to `end`: of their number, the first eight and the last eight.
  static int hash(byte[] bytes, int from, int end) {
    int length = end - from;
    long hash = length;
    if (length >= Long.BYTES) {
      hash += (long) LONGS.get(bytes, from) + 31 * (long) LONGS.get(bytes, end - Long.BYTES);
    } else {
      for (int i = from; i < end; i++) {
        hash = 31 * hash + bytes[i];
      }
    }
    hash *= MIX;
    return (int) (hash >>> Integer.SIZE);
  }

  /// Eight bytes at a time: the top bit of each byte that is not plain. Subtracting borrows from
  /// the bytes above, so only the lowest of the bits is certain, which is the one that counts.
  private static long special(long bytes) {
    long quotes = bytes ^ QUOTES;
    long backslashes = bytes ^ BACKSLASHES;
    long low = (bytes - SPACES) | (quotes - ONES) | (backslashes - ONES) | bytes;
    return low & TOPS;
  }
}
