package io.byteleap.domain.exact;

import io.byteleap.domain.matrix.VectorMicroKernel;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Sums in vectors of 32-bit floats ([VectorMicroKernel]).
///
/// Exactness: entries are at most 2^7 in absolute value, so a sum over the 128 rows of a slab is a
/// whole number of at most 2^21, and floats hold every one up to 2^24. The slab's sums then go into
/// 32-bit integers, which hold them all.
final class VectorBlockSums implements BlockSums {
  static final int PANEL_WIDTH = VectorMicroKernel.PANEL_WIDTH;

  private static final int BITS_MIN_OF_BYTES = 64;
  private static final VectorSpecies<Float> FLOATS = VectorMicroKernel.FLOATS;

  /// A quarter of the floats' bits, or what is the least: then a vector of bytes makes two of
  /// floats.
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(
          byte.class,
          VectorShape.forBitSize(
              Math.max(BITS_MIN_OF_BYTES, FLOATS.vectorBitSize() * Byte.BYTES / Float.BYTES)));

  private final VectorMicroKernel kernel;
  private byte[][] left = new byte[0][];
  private int rowCount;

  VectorBlockSums(int rowsMax, int size) {
    this.kernel = new VectorMicroKernel(rowsMax, size, ExactSlab.ROWS);
  }

  @Override
  public void begin(byte[][] left, int rowCount) {
    this.left = left;
    this.rowCount = rowCount;
    kernel.clear();
  }

  @Override
  public void add(ExactSlab slab) {
    takeFactors(slab.firstRow());
    for (int p = 0; p < slab.panelCount(); p++) {
      takePanel(slab, p);
      kernel.add(p, rowCount, ExactSlab.ROWS);
    }
  }

  private void takeFactors(int firstRow) {
    float[] factors = kernel.factors();
    for (int i = 0; i < rowCount; i++) {
      byte[] row = left[i];
      int at = kernel.factorAt(i);
      for (int k = 0; k < ExactSlab.ROWS; k++) {
        factors[at + k * kernel.factorStep()] = row[firstRow + k];
      }
    }
  }

  private void takePanel(ExactSlab slab, int p) {
    byte[] entries = slab.entries();
    float[] panel = kernel.panel();
    int from = slab.at(p, 0);
    for (int i = 0; i < panel.length; i += BYTES.length()) {
      var bytes = ByteVector.fromArray(BYTES, entries, from + i);
      for (int part = 0; part * FLOATS.length() < BYTES.length(); part++) {
        bytes
            .convertShape(VectorOperators.B2F, FLOATS, part)
            .reinterpretAsFloats()
            .intoArray(panel, i + part * FLOATS.length());
      }
    }
  }

  @Override
  public int[] values() {
    return kernel.sums();
  }

  @Override
  public int stride() {
    return kernel.stride();
  }
}
