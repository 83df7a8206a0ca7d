package io.byteleap.domain.exact;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/// B in memory, for who computes a whole product: made part by part by any threads, then shared by
/// all.
public final class HeldMatrix implements RightFactor {
  private final MatrixKey key;
  private final int size;
  private final int width;
  private final AtomicReferenceArray<ExactSlab> slabs;

  private HeldMatrix(MatrixKey key, int size, int width) {
    this.key = key;
    this.size = size;
    this.width = width;
    this.slabs = new AtomicReferenceArray<>(size / ExactSlab.ROWS);
  }

  /// The matrix of `key`, of `size` x `size`; nothing is made yet.
  public static HeldMatrix of(MatrixKey key, int size) {
    return of(key, size, ExactForms.form());
  }

  static HeldMatrix of(MatrixKey key, int size, ExactForm form) {
    return new HeldMatrix(key, size, form.panelWidth(size));
  }

  /// Memory of a whole one.
  static long bytesFor(int size) {
    int width = ExactForms.form().panelWidth(size);
    return (long) ExactSlab.bytesFor(size, width) * (size / ExactSlab.ROWS);
  }

  public int partCount() {
    return slabs.length();
  }

  /// Makes part `part`, 0 to `partCount - 1`.
  public void make(int part) {
    slabs.set(part, ExactSlab.made(key, size, part, width));
  }

  @Override
  public void forEachSlab(Consumer<ExactSlab> taker) {
    for (int i = 0; i < slabs.length(); i++) {
      var slab = slabs.get(i);
      if (slab == null) {
        throw new IllegalStateException("BUG: multiplied before part " + i + " was made");
      }
      taker.accept(slab);
    }
  }
}
