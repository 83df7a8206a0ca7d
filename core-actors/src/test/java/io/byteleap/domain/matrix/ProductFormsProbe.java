package io.byteleap.domain.matrix;

import java.util.stream.IntStream;

/// A program that says how it multiplies, and what comes out: for virtual machines that a test
/// starts with other options than its own.
final class ProductFormsProbe {
  static final MatrixSpec WORK =
      new MatrixSpec(new MatrixSeed("00112233445566778899aabbccddeeff"), 70, 3);

  private ProductFormsProbe() {}

  public static void main(String[] arguments) {
    System.out.println(ProductForms.chosen());
    System.out.println(product(ProductForms.form()));
  }

  static String product(ProductForm form) {
    var rows = IntStream.range(0, WORK.size()).boxed().toList();
    return RowRecomputation.hashes(WORK, rows, form).toString();
  }
}
