package io.byteleap.domain.exact;

import java.util.Arrays;

/// One row of C, all steps one after another: `C_1[r]`, then `C_2[r]`, ... Equal when every value
/// is. Prints its count only.
public final class RowValues {
  private final int[] values;

  private RowValues(int[] values) {
    this.values = values;
  }

  public static RowValues copyOf(int[] values) {
    return new RowValues(values.clone());
  }

  /// `values` themselves, without a copy: for who has just made them and keeps no other way to
  /// them.
  public static RowValues adopting(int[] values) {
    return new RowValues(values);
  }

  public int count() {
    return values.length;
  }

  /// Value `index`, 0 to `count - 1`.
  public int at(int index) {
    return values[index];
  }

  public int[] toArray() {
    return values.clone();
  }

  /// The values themselves, for reading only.
  int[] shared() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowValues that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "RowValues[" + values.length + "]";
  }
}
