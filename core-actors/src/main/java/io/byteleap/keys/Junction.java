package io.byteleap.keys;

import io.byteleap.domain.units.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/// One step of a derivation: hard or soft, and a chain code of 32 bytes.
///
/// The code of a name that is a decimal number of 64 bits is that number; of every other name its
/// SCALE encoding (its length, its UTF-8 bytes), or the BLAKE2b-256 of the encoding when that is
/// longer than 32 bytes. Both are little-endian and filled up with zeros. Source: Substrate,
/// `sp-core`, `crypto.rs`.
record Junction(Kind kind, Bytes chainCode) {
  private static final int CODE_BYTES = 32;
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{1,40}");
  private static final int ONE_BYTE_LENGTH_MAX = 63;
  private static final int TWO_BYTES_MODE = 0b01;

  /// Whether the step needs the secret key.
  enum Kind {
    HARD,
    SOFT
  }

  static Junction of(Kind kind, String name) {
    return new Junction(kind, Bytes.copyOf(chainCode(name)));
  }

  private static byte[] chainCode(String name) {
    if (isNumber(name)) {
      long number = new BigInteger(name).longValue();
      return filledUp(
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array());
    }
    byte[] encoded = scale(name.getBytes(StandardCharsets.UTF_8));
    return encoded.length > CODE_BYTES ? blake2b256(encoded) : filledUp(encoded);
  }

  private static boolean isNumber(String name) {
    return NUMBER.matcher(name).matches() && new BigInteger(name).bitLength() <= Long.SIZE;
  }

  private static byte[] filledUp(byte[] code) {
    return Arrays.copyOf(code, CODE_BYTES);
  }

  /// A byte string with its length before it, which has one byte up to 63 and two up to 16,383.
  private static byte[] scale(byte[] name) {
    var encoded = new ByteArrayOutputStream(2 + name.length);
    int length = name.length << 2;
    if (name.length <= ONE_BYTE_LENGTH_MAX) {
      encoded.write(length);
    } else {
      encoded.write(length | TWO_BYTES_MODE);
      encoded.write(length >> Byte.SIZE);
    }
    encoded.writeBytes(name);
    return encoded.toByteArray();
  }

  private static byte[] blake2b256(byte[] bytes) {
    var digest = new Blake2bDigest(256);
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[CODE_BYTES];
    digest.doFinal(hash, 0);
    return hash;
  }
}
