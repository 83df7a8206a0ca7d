package io.byteleap.domain.exact;

/// Products in vector registers.
final class VectorExactForm implements ExactForm {
  @Override
  public int panelWidth(int size) {
    return VectorBlockSums.PANEL_WIDTH;
  }

  @Override
  public BlockSums sums(int rowsMax, int size) {
    return new VectorBlockSums(rowsMax, size);
  }
}
