package io.byteleap.domain.matrix;

import java.util.List;

/// Some rows times B while they grow: fed with the slabs of B in order, each once.
interface Product {
  void add(Slab slab);

  /// The rows, after the last slab.
  List<long[]> finished();
}
