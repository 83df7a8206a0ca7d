package io.byteleap.domain.matrix;

import java.util.List;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The first product in vectors of 32-bit floats ([VectorMicroKernel]).
///
/// Exactness: both factors are integers of at most 500 in absolute value, so a sum over the at most
/// 64 rows of a slab is an integer of at most 64 x 250,000 = 16,000,000 < 2^24, and floats hold
/// every integer up to 2^24. The slab's sums then go into 32-bit integers, which hold 8,192 terms
/// (2,048,000,000 < 2^31), and these into 64 bits.
final class VectorEntryProduct implements Product {
  private static final int TERMS_MAX = 8_192;

  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(
          short.class, VectorShape.forBitSize(VectorMicroKernel.FLOATS.vectorBitSize() / 2));

  private final List<short[]> left;
  private final VectorMicroKernel kernel;
  private final long[][] sums;
  private int terms;

  VectorEntryProduct(List<short[]> left, int size) {
    this.left = left;
    this.kernel = new VectorMicroKernel(left.size(), size, Slab.ROWS_MAX);
    this.sums = new long[left.size()][size];
  }

  @Override
  public void add(Slab slab) {
    if (terms + slab.rowCount() > TERMS_MAX) {
      carry();
    }
    terms += slab.rowCount();
    takeFactors(slab);
    for (int p = 0; p < slab.panelCount(); p++) {
      takePanel(slab, p);
      kernel.add(p, left.size(), slab.rowCount());
    }
  }

  @Override
  public List<long[]> finished() {
    carry();
    return List.of(sums);
  }

  private void takeFactors(Slab slab) {
    float[] factors = kernel.factors();
    for (int i = 0; i < left.size(); i++) {
      short[] row = left.get(i);
      int at = kernel.factorAt(i);
      for (int k = 0; k < slab.rowCount(); k++) {
        factors[at + k * kernel.factorStep()] = row[slab.firstRow() + k];
      }
    }
  }

  private void takePanel(Slab slab, int p) {
    short[] entries = slab.entries();
    float[] panel = kernel.panel();
    int from = slab.at(p, 0);
    int count = slab.rowCount() * VectorMicroKernel.PANEL_WIDTH;
    for (int i = 0; i < count; i += SHORTS.length()) {
      ShortVector.fromArray(SHORTS, entries, from + i)
          .convertShape(VectorOperators.S2F, VectorMicroKernel.FLOATS, 0)
          .reinterpretAsFloats()
          .intoArray(panel, i);
    }
  }

  private void carry() {
    for (int i = 0; i < sums.length; i++) {
      carry(kernel.sums(), i * kernel.stride(), sums[i]);
    }
    terms = 0;
  }

  private static void carry(int[] partial, int from, long[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += partial[from + j];
      partial[from + j] = 0;
    }
  }
}
