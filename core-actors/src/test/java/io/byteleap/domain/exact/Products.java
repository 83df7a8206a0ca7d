package io.byteleap.domain.exact;

/// Products on the calling thread, of as many rows as their shapes have.
final class Products {
  static final ExactForm PLAIN = new PlainExactForm();

  /// A checkpoint that lets everything go on.
  static final Runnable ON = () -> {};

  private Products() {}

  static ExactTree computed(ExactTask task, ExactForm form) {
    int size = task.shape().size();
    var matrix = HeldMatrix.of(task.keyOfB(), size, form);
    for (int part = 0; part < matrix.partCount(); part++) {
      matrix.make(part);
    }
    int rowsAtOnce = LeafMaker.rowsAtOnce(size, 1);
    var maker = LeafMaker.of(task, matrix, rowsAtOnce, form);
    int rows = task.shape().rows();
    var leaves = new byte[rows * TreeHash.LENGTH];
    for (int first = 0; first < rows; first += rowsAtOnce) {
      maker.make(first, rowsAtOnce, leaves, ON);
    }
    return ExactTree.adopting(leaves);
  }
}
