package io.byteleap.worker.gpu.cuda;

/// What runs on a card one after another; the two lanes run side by side.
enum Lane {
  /// Entries and products.
  PRODUCT,

  /// Rows that are hashed while the next are multiplied: the tensor cores do the one, the integer
  /// units the other.
  HASHING
}
