package io.byteleap.domain.matrix;

/// The work of one CPU challenge: C = A·B over 64-bit integers that wrap, then C = C·B another
/// `iterations - 1` times; A and B are `size` x `size` with entries of -500 to 500 drawn from the
/// seed.
///
/// `size` is 1 to 10,000, `iterations` 1 to 1,000 (the existing network sends 1; the bound keeps a
/// hostile peer from ordering endless work). Source: matrix challenge v1.
public record MatrixSpec(MatrixSeed seed, int size, int iterations) {
  public static final int SIZE_MAX = 10_000;
  public static final int ITERATIONS_MAX = 1_000;

  public MatrixSpec {
    if (size < 1 || size > SIZE_MAX) {
      throw new IllegalArgumentException("matrix size outside 1.." + SIZE_MAX + ": " + size);
    }
    if (iterations < 1 || iterations > ITERATIONS_MAX) {
      throw new IllegalArgumentException(
          "iterations outside 1.." + ITERATIONS_MAX + ": " + iterations);
    }
  }
}
