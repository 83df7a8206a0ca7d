package io.byteleap.domain.digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 (FIPS 180-4) of the JDK.
public final class Sha256 {
  private Sha256() {}

  public static byte[] of(ByteBuffer bytes) {
    var digest = create();
    digest.update(bytes);
    return digest.digest();
  }

  public static byte[] of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /// 64 lower-case hex digits over the text's UTF-8 bytes.
  public static String hexOf(String text) {
    return HexFormat.of().formatHex(of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// A digest to feed piece by piece; one thread at a time.
  public static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-256", e);
    }
  }
}
