package io.byteleap.domain.exact;

/// How large a work is: matrices of `size` x `size`, multiplied `steps` times, of which the first
/// `rows` rows are made, 1 to `size`.
///
/// `size` is a multiple of 128 (rows are whole blocks of the key stream and whole tiles of a GPU),
/// 128 to 130,944, the last for which every sum fits 32 bits; `steps` is 1 to 64; one row of all
/// steps is at most 4 MiB. Anything else is refused.
public record ExactShape(int size, int steps, int rows) {
  public static final int SIZE_MULTIPLE = 128;

  /// 130,944 products of at most 128 x 128 add up to at most 2,145,386,496 < 2^31.
  public static final int SIZE_MAX = 130_944;

  public static final int STEPS_MAX = 64;
  public static final int ROW_BYTES_MAX = 4 << 20;

  public ExactShape {
    if (size < SIZE_MULTIPLE || size > SIZE_MAX || size % SIZE_MULTIPLE != 0) {
      throw new IllegalArgumentException(
          "size must be a multiple of %d up to %d: %d".formatted(SIZE_MULTIPLE, SIZE_MAX, size));
    }
    if (steps < 1 || steps > STEPS_MAX) {
      throw new IllegalArgumentException("steps outside 1.." + STEPS_MAX + ": " + steps);
    }
    if ((long) size * steps * Integer.BYTES > ROW_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a row of %d entries and %d steps is longer than %d bytes"
              .formatted(size, steps, ROW_BYTES_MAX));
    }
    if (rows < 1 || rows > size) {
      throw new IllegalArgumentException("rows outside 1.." + size + ": " + rows);
    }
  }

  /// All rows.
  public ExactShape(int size, int steps) {
    this(size, steps, size);
  }

  /// The same matrices, of whose product the first `count` rows are made.
  public ExactShape first(int count) {
    return new ExactShape(size, steps, count);
  }

  /// Values of one row, all steps together.
  public int rowValues() {
    return size * steps;
  }

  /// The same in bytes.
  public int rowBytes() {
    return rowValues() * Integer.BYTES;
  }

  /// Multiply-adds of these rows.
  public long multiplyAdds() {
    return (long) rows * size * size * steps;
  }
}
