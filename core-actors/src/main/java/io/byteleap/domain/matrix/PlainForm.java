package io.byteleap.domain.matrix;

import java.util.List;

/// Products in loops over whole rows, which the compiler turns into vector instructions by itself.
final class PlainForm implements ProductForm {
  @Override
  public int panelWidth(int size) {
    return size;
  }

  @Override
  public Product ofEntries(List<short[]> rows, int size) {
    return new PlainEntryProduct(rows, size);
  }

  @Override
  public Product ofWide(List<long[]> rows, int size) {
    return new PlainWideProduct(rows, size);
  }
}
