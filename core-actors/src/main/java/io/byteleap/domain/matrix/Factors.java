package io.byteleap.domain.matrix;

import java.util.ArrayList;
import java.util.List;

/// A and B, kept by who computes the whole product: block after block of rows of C, each on any
/// thread, of which only the hashes are kept.
public final class Factors {
  /// A block of more entries leaves the cache that a core has for itself; more rows read B seldom
  /// enough.
  private static final int BLOCK_ENTRIES_MAX = 1 << 17;

  private static final int BLOCK_ROWS_MAX = 64;
  private static final int BLOCK_ROWS_MIN = 4;

  /// Left factor, sums and finished rows of a later product, in 64 bits.
  private static final long BYTES_PER_BLOCK_ENTRY = 3 * Long.BYTES;

  private final MatrixSpec work;
  private final ProductForm form;
  private final List<short[]> rowsOfA;
  private final List<Slab> slabsOfB;

  private Factors(MatrixSpec work, ProductForm form, List<short[]> rowsOfA, List<Slab> slabsOfB) {
    this.work = work;
    this.form = form;
    this.rowsOfA = rowsOfA;
    this.slabsOfB = slabsOfB;
  }

  /// The most memory that a whole product takes: two matrices of 16-bit entries, and a block a
  /// thread.
  public static long bytesFor(int size, int threadCount) {
    long matrixOfA = (long) Short.BYTES * size * size;
    long width = ProductForms.form().panelWidth(size);
    long matrixOfB = Short.BYTES * Math.ceilDiv(size, width) * width * size;
    return matrixOfA
        + matrixOfB
        + BYTES_PER_BLOCK_ENTRY * rowsAtOnce(size, threadCount) * size * threadCount;
  }

  /// How many rows a block should have when `threadCount` threads share the product: enough for B
  /// to be read seldom, few enough for the caches and for every thread to get some.
  public static int rowsAtOnce(int size, int threadCount) {
    int fitting = Math.min(BLOCK_ROWS_MAX, BLOCK_ENTRIES_MAX / size);
    int shared = Math.ceilDiv(size, 2 * threadCount);
    return Math.max(BLOCK_ROWS_MIN, Math.min(fitting, shared) / BLOCK_ROWS_MIN * BLOCK_ROWS_MIN);
  }

  /// Generates both. `checkpoint` runs every few rows; what it throws ends the work.
  public static Factors generated(MatrixSpec work, Runnable checkpoint) {
    return generated(work, ProductForms.form(), checkpoint);
  }

  static Factors generated(MatrixSpec work, ProductForm form, Runnable checkpoint) {
    var generator = RowGenerator.of(work);
    List<short[]> rowsOfA = new ArrayList<>(work.size());
    for (int i = 0; i < work.size(); i++) {
      checkpoint.run();
      rowsOfA.add(generator.next());
    }
    List<Slab> slabsOfB = new ArrayList<>();
    for (int first = 0; first < work.size(); first += Slab.ROWS_MAX) {
      checkpoint.run();
      slabsOfB.add(Slab.taken(generator::next, work.size(), first, form));
    }
    return new Factors(work, form, rowsOfA, slabsOfB);
  }

  /// Hashes of `rowCount` rows of C from row `first` on, or of those there are. `checkpoint` runs
  /// every few milliseconds; what it throws ends the work.
  public List<RowHash> hashes(int first, int rowCount, Runnable checkpoint) {
    var rows = rowsOfA.subList(first, Math.min(first + rowCount, work.size()));
    return new RowBlock(rows, work, form)
        .hashes(
            taker ->
                slabsOfB.forEach(
                    slab -> {
                      checkpoint.run();
                      taker.accept(slab);
                    }));
  }
}
