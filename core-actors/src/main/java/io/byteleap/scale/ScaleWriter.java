package io.byteleap.scale;

import io.byteleap.domain.units.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.List;
import java.util.function.BiConsumer;

/// Writes SCALE values one after another. A value that does not fit its place is a bug of the
/// caller and an [IllegalArgumentException].
public final class ScaleWriter {
  private static final int COMPACT_BYTES_MAX = 16;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public ScaleWriter u8(int value) {
    return number(value, 1);
  }

  public ScaleWriter u16(int value) {
    return number(value, 2);
  }

  public ScaleWriter u32(long value) {
    return number(value, 4);
  }

  /// The 64 bits of an unsigned number.
  public ScaleWriter u64(long bits) {
    for (int i = 0; i < Long.BYTES; i++) {
      out.write((int) (bits >>> (8 * i)));
    }
    return this;
  }

  public ScaleWriter u128(BigInteger value) {
    return littleEndian(value, 16);
  }

  public ScaleWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  public ScaleWriter compact(long value) {
    return compact(BigInteger.valueOf(value));
  }

  /// A number of at most 128 bits in its shortest form.
  public ScaleWriter compact(BigInteger value) {
    int bits = value.bitLength();
    if (value.signum() < 0 || bits > 8 * COMPACT_BYTES_MAX) {
      throw new IllegalArgumentException("not a compact number: " + value);
    }
    if (bits <= 30) {
      int number = value.intValueExact();
      int mode = bits <= 6 ? 0 : bits <= 14 ? 1 : 2;
      return number((number & 0xffff_ffffL) << 2 | mode, 1 << mode);
    }
    int size = Math.max(4, (bits + 7) / 8);
    return u8((size - 4) << 2 | 3).littleEndian(value, size);
  }

  /// Bytes as they are, without a count.
  public ScaleWriter raw(Bytes bytes) {
    return raw(bytes.toArray());
  }

  public ScaleWriter raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /// A list of bytes.
  public ScaleWriter bytes(Bytes bytes) {
    return compact(bytes.length()).raw(bytes);
  }

  public ScaleWriter text(String text) {
    return bytes(Bytes.ofText(text));
  }

  public <T> ScaleWriter list(List<T> items, BiConsumer<ScaleWriter, T> item) {
    compact(items.size());
    items.forEach(value -> item.accept(this, value));
    return this;
  }

  public Bytes toBytes() {
    return Bytes.copyOf(out.toByteArray());
  }

  private ScaleWriter number(long value, int size) {
    if (value < 0 || (value >>> (8 * size)) != 0) {
      throw new IllegalArgumentException(value + " does not fit " + size + " bytes");
    }
    for (int i = 0; i < size; i++) {
      out.write((int) (value >>> (8 * i)));
    }
    return this;
  }

  private ScaleWriter littleEndian(BigInteger value, int size) {
    if (value.signum() < 0 || value.bitLength() > 8 * size) {
      throw new IllegalArgumentException(value + " does not fit " + size + " bytes");
    }
    for (int i = 0; i < size; i++) {
      out.write(value.shiftRight(8 * i).byteValue());
    }
    return this;
  }
}
