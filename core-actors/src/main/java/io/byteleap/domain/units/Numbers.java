package io.byteleap.domain.units;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.DoublePredicate;

/// An immutable list of doubles, eight bytes each; equal when each is the same double (a NaN is
/// like every NaN, -0.0 is not 0.0). Prints its count only.
public final class Numbers {
  public static final Numbers NONE = new Numbers(new double[0]);

  private final double[] values;

  private Numbers(double[] values) {
    this.values = values;
  }

  public static Numbers copyOf(double[] values) {
    return new Numbers(Arrays.copyOf(values, values.length));
  }

  public static Numbers of(double... values) {
    return copyOf(values);
  }

  public int count() {
    return values.length;
  }

  public boolean isEmpty() {
    return values.length == 0;
  }

  /// Number `index`, 0 to `count - 1`.
  public double at(int index) {
    return values[index];
  }

  /// Whether none is infinite or not a number.
  public boolean areFinite() {
    return all(Double::isFinite);
  }

  public double[] toArray() {
    return Arrays.copyOf(values, values.length);
  }

  /// The numbers in as few bytes as keep them: how many bytes each takes (2, 4 or 8, halves and
  /// floats where every number is one), then the numbers, little-endian.
  public Bytes packed() {
    int width = width();
    var bytes = ByteBuffer.allocate(1 + values.length * width).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) width);
    for (double value : values) {
      switch (width) {
        case Short.BYTES -> bytes.putShort(Float.floatToFloat16((float) value));
        case Float.BYTES -> bytes.putFloat((float) value);
        default -> bytes.putDouble(value);
      }
    }
    return Bytes.copyOf(bytes.array());
  }

  private int width() {
    if (all(value -> isSame(value, Float.float16ToFloat(Float.floatToFloat16((float) value))))) {
      return Short.BYTES;
    }
    return all(value -> isSame(value, (float) value)) ? Float.BYTES : Double.BYTES;
  }

  private boolean all(DoublePredicate predicate) {
    return Arrays.stream(values).allMatch(predicate);
  }

  private static boolean isSame(double value, double other) {
    return Double.doubleToLongBits(value) == Double.doubleToLongBits(other);
  }

  /// Reads what [#packed] wrote. Refused: any other width, a part of a number.
  public static Numbers unpacked(Bytes packed) {
    var bytes = packed.asBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int width = bytes.hasRemaining() ? bytes.get() : 0;
    boolean known = width == Short.BYTES || width == Float.BYTES || width == Double.BYTES;
    if (!known || bytes.remaining() % width != 0) {
      throw new IllegalArgumentException("not packed numbers: width " + width);
    }
    var values = new double[bytes.remaining() / width];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (width) {
            case Short.BYTES -> Float.float16ToFloat(bytes.getShort());
            case Float.BYTES -> bytes.getFloat();
            default -> bytes.getDouble();
          };
    }
    return new Numbers(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Numbers that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Numbers[" + values.length + "]";
  }
}
