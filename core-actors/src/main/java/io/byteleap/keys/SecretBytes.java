package io.byteleap.keys;

import java.util.Arrays;

/// Bytes that must not be shown: they print as `***`, no serialiser sees them, and two of them are
/// never compared but by identity. Closing overwrites them with zeros.
///
/// What the JVM or a library has copied meanwhile is beyond reach; a wipe shortens the time in
/// which a dump of the memory shows the secret, no more.
public final class SecretBytes implements AutoCloseable {
  /// Transient, so that serialisers which read fields pass it by.
  private final transient byte[] bytes;

  private transient volatile boolean closed;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Takes `bytes` over: they are wiped when this is closed.
  public static SecretBytes taking(byte[] bytes) {
    return new SecretBytes(bytes);
  }

  public int length() {
    return bytes.length;
  }

  /// The bytes themselves, not a copy; only for the code that computes with them or writes them.
  public byte[] reveal() {
    if (closed) {
      throw new IllegalStateException("BUG: a secret is used after it was wiped");
    }
    return bytes;
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "***";
  }
}
