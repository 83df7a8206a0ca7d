package io.byteleap.domain.units;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An immutable string of bytes; equal when its bytes are. Prints its length only, since it may
/// hold what is nobody's business.
public final class Bytes {
  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes copyOf(byte[] bytes) {
    return new Bytes(Arrays.copyOf(bytes, bytes.length));
  }

  /// `length` bytes from `from` on.
  public static Bytes copyOf(byte[] bytes, int from, int length) {
    return new Bytes(Arrays.copyOfRange(bytes, from, from + length));
  }

  /// `bytes` themselves, without a copy: for who has just made them and keeps no other way to them.
  public static Bytes adopting(byte[] bytes) {
    return new Bytes(bytes);
  }

  /// The UTF-8 bytes of `text`.
  public static Bytes ofText(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return bytes.length;
  }

  public byte[] toArray() {
    return Arrays.copyOf(bytes, bytes.length);
  }

  /// Copies all bytes to `target`, from its index 0 on.
  public void copyTo(byte[] target) {
    System.arraycopy(bytes, 0, target, 0, bytes.length);
  }

  /// A read-only view.
  public ByteBuffer asBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Bytes[" + bytes.length + "]";
  }
}
