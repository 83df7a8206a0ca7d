package io.byteleap.domain.exact;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// What a validator checks all products of one round and size with: a secret vector s of random
/// numbers, and v = B·s, which is computed once.
///
/// For the right row of C, `C[r]·s = A[r]·v`, and for any other row that holds with a
/// chance of 2^-61 only, as long as nobody knows s (Freivalds, "Probabilistic machines can use less
/// running time", IFIP 1977; the bound is Schwartz and Zippel's for a polynomial of degree one). So
/// s is drawn by secure randomness, lives in memory only, and never leaves the validator.
///
/// The computation is cut into parts of 128 rows of B that any threads may take, each once; after
/// the last one ([#isComplete]) rows can be judged, by any threads at once.
public final class RoundCheck {
  private static final int PART_ROWS = ExactShape.SIZE_MULTIPLE;

  private final MatrixKey keyOfB;
  private final FieldVector secret;
  private final FieldVector product;
  private final AtomicInteger partsDone = new AtomicInteger();

  private RoundCheck(MatrixKey keyOfB, FieldVector secret) {
    this.keyOfB = keyOfB;
    this.secret = secret;
    this.product = FieldVector.zero(secret.size());
  }

  /// Draws s for matrices of `size` (as in [ExactShape]); nothing is computed yet.
  public static RoundCheck draw(MatrixKey keyOfB, int size, RandomGenerator random) {
    return new RoundCheck(keyOfB, FieldVector.draw(size, random));
  }

  /// The same, computed at once on the calling thread.
  public static RoundCheck computed(MatrixKey keyOfB, int size, RandomGenerator random) {
    var check = draw(keyOfB, size, random);
    for (int part = 0; part < check.partCount(); part++) {
      check.compute(part);
    }
    return check;
  }

  public int size() {
    return secret.size();
  }

  public int partCount() {
    return size() / PART_ROWS;
  }

  /// Computes part `part`, 0 to `partCount - 1`.
  public void compute(int part) {
    var rows = KeyStream.of(keyOfB, size(), part * PART_ROWS);
    var row = new byte[size()];
    for (int k = part * PART_ROWS; k < (part + 1) * PART_ROWS; k++) {
      rows.next(row, 0);
      product.set(k, secret.times(row, 0));
    }
    partsDone.incrementAndGet();
  }

  public boolean isComplete() {
    return partsDone.get() == partCount();
  }

  /// Whether `values` from `from` on can be the row of C that `left` is the row of A for.
  boolean holds(byte[] left, int[] values, int from) {
    if (!isComplete()) {
      throw new IllegalStateException("BUG: judged before B·s was computed");
    }
    return secret.times(values, from) == product.times(left, 0);
  }

  @Override
  public String toString() {
    return "RoundCheck[" + size() + "]";
  }
}
