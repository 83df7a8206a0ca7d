package io.byteleap.wallet;

import io.byteleap.keys.SecretBytes;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The password of a key file: its UTF-8 bytes without white space around them, 1 to 1,024 of them.
public final class Password implements AutoCloseable {
  static final int BYTES_MAX = 1_024;

  private final SecretBytes utf8;

  private Password(byte[] utf8) {
    this.utf8 = SecretBytes.taking(utf8);
  }

  /// Takes what was typed, and wipes it. Refused: an empty one, one that is too long.
  static Password typed(char[] typed) {
    var encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
    Arrays.fill(typed, '\0');
    byte[] utf8 = new byte[encoded.remaining()];
    encoded.get(utf8);
    encoded.clear().put(new byte[encoded.capacity()]);
    return of(utf8);
  }

  /// Takes bytes over; they are wiped.
  static Password of(byte[] utf8) {
    int from = 0;
    int until = utf8.length;
    while (from < until && isSpace(utf8[from])) {
      from++;
    }
    while (until > from && isSpace(utf8[until - 1])) {
      until--;
    }
    byte[] trimmed = Arrays.copyOfRange(utf8, from, until);
    Arrays.fill(utf8, (byte) 0);
    if (trimmed.length == 0 || trimmed.length > BYTES_MAX) {
      throw new IllegalArgumentException("a password has 1 to " + BYTES_MAX + " bytes");
    }
    return new Password(trimmed);
  }

  private static boolean isSpace(byte next) {
    return next == ' ' || (next >= '\t' && next <= '\r');
  }

  byte[] reveal() {
    return utf8.reveal();
  }

  @Override
  public void close() {
    utf8.close();
  }

  @Override
  public String toString() {
    return "Password[***]";
  }
}
