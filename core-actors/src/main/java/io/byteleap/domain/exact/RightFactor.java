package io.byteleap.domain.exact;

import java.util.function.Consumer;

/// B, slab after slab, as often as it is asked for.
interface RightFactor {
  void forEachSlab(Consumer<ExactSlab> taker);

  /// B as it follows from its key, made anew each time: for few rows at once, which take little
  /// longer with it than it takes to make.
  static RightFactor made(MatrixKey key, int size, ExactForm form) {
    int width = form.panelWidth(size);
    return taker -> {
      for (int index = 0; index < size / ExactSlab.ROWS; index++) {
        taker.accept(ExactSlab.made(key, size, index, width));
      }
    };
  }
}
