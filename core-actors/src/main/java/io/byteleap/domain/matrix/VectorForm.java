package io.byteleap.domain.matrix;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Products in vector registers.
final class VectorForm implements ProductForm {
  /// Rows of the left factor that one run of the inner loop takes.
  static final int ROWS = 4;

  /// Vectors of columns that one run of the inner loop takes. With 4 x 3 sums, 3 vectors of B and
  /// one factor at hand it fits the 16 registers of the smaller processors, and 12 independent sums
  /// are enough to hide how long a multiply-add takes.
  static final int VECTORS = 3;

  /// Three of the longest vectors (512 bits, 16 floats); a multiple of three shorter ones.
  static final int PANEL_WIDTH = 48;

  private static final int BITS_MAX = 512;

  static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.vectorBitSize() > BITS_MAX
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /// Processors of x86 with vectors of 256 bits for every type have the multiply-add as well; those
  /// with shorter ones may not, and the Java library would make up for it a thousand times slower.
  private static final int BITS_MIN_X86 = 256;

  private static final int BITS_MIN_ARM = 128;

  /// Whether this processor has vectors with a multiply-add.
  static boolean suits() {
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> bits() >= BITS_MIN_X86;
      case "aarch64" -> bits() >= BITS_MIN_ARM;
      default -> false;
    };
  }

  static int bits() {
    return FLOATS.vectorBitSize();
  }

  @Override
  public int panelWidth(int size) {
    return PANEL_WIDTH;
  }

  /// Length of a row of sums: whole panels.
  static int strideOf(int size) {
    return Math.ceilDiv(size, PANEL_WIDTH) * PANEL_WIDTH;
  }

  @Override
  public Product ofEntries(List<short[]> rows, int size) {
    return new VectorEntryProduct(rows, size);
  }

  @Override
  public Product ofWide(List<long[]> rows, int size) {
    return new VectorWideProduct(rows, size);
  }
}
