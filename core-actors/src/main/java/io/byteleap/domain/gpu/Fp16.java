package io.byteleap.domain.gpu;

/// Half-precision numbers (IEEE 754 binary16).
public final class Fp16 {
  /// From here on a number is rounded to infinity.
  private static final double OVERFLOW = 65_520;

  private static final double SMALLEST_NORMAL = 0x1p-14;
  private static final double SUBNORMALS_PER_ONE = 0x1p24;

  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7C00;
  private static final int NAN = 0x7E00;

  private static final int DROPPED_BITS = 42;
  private static final long EXPONENT_SHIFT = (1_023L - 15) << 52;

  private Fp16() {}

  /// Whether `value` is finite and stays so in half precision.
  public static boolean isFinite(double value) {
    return Math.abs(value) < OVERFLOW;
  }

  /// The 16 bits of the nearest half-precision number, ties to even.
  ///
  /// Rounded once, straight from the double: by way of a float it would be rounded twice, and a
  /// number just above a tie would fall to the wrong side. What is too large is an infinity.
  public static int bitsOf(double value) {
    double size = Math.abs(value);
    int sign = Double.doubleToRawLongBits(value) < 0 ? SIGN : 0;
    if (Double.isNaN(value)) {
      return NAN;
    }
    if (size >= OVERFLOW) {
      return sign | INFINITY;
    }
    return sign | (size < SMALLEST_NORMAL ? subnormal(size) : normal(size));
  }

  /// Up to 1,024 steps of 2^-24; the last one is the smallest normal number, as its bits are.
  private static int subnormal(double size) {
    return (int) Math.rint(size * SUBNORMALS_PER_ONE);
  }

  /// Drops the mantissa's lower bits, half to even; a carry into the exponent is the right one.
  private static int normal(double size) {
    long bits = Double.doubleToRawLongBits(size) - EXPONENT_SHIFT;
    long lowest = (bits >>> DROPPED_BITS) & 1;
    return (int) ((bits + (1L << (DROPPED_BITS - 1)) - 1 + lowest) >>> DROPPED_BITS);
  }
}
