package io.byteleap.domain.exact;

/// The sums of a few rows of a left factor with B, slab by slab. Keeps its memory from block to
/// block. One thread at a time.
interface BlockSums {
  /// Forgets all sums; what follows is the product of the first `rowCount` of `left`.
  void begin(byte[][] left, int rowCount);

  /// Takes in a slab of B; every slab once.
  void add(ExactSlab slab);

  /// The sums of all rows, row after row, [#stride] apart; not to be written to.
  int[] values();

  int stride();
}
