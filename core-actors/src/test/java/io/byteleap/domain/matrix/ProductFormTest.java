package io.byteleap.domain.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All forms of a product give the same bytes.
final class ProductFormTest {
  private static final ProductForm PLAIN = new PlainForm();
  private static final ProductForm VECTOR = new VectorForm();

  static Stream<ProductForm> forms() {
    return Stream.of(PLAIN, VECTOR);
  }

  /// Sizes around every length of a vector, a panel and a slab, a few rows of each, one to four
  /// products.
  @Test
  void vectors_giveTheRowsOfPlainLoops() {
    var random = Seeds.generator(11);
    for (int size : sizes()) {
      for (int iterations = 1; iterations <= 4; iterations++) {
        var work = new MatrixSpec(MatrixSeed.draw(random), size, iterations);
        var rows = someRows(size, random);

        assertThat(RowRecomputation.hashes(work, rows, VECTOR))
            .as(work.toString())
            .isEqualTo(RowRecomputation.hashes(work, rows, PLAIN));
      }
    }
  }

  /// Twelve products leave 64 bits far behind.
  @Test
  void vectors_giveTheRowsOfPlainLoops_afterWrapping() {
    Seeds.check(
        40,
        random -> {
          int size = random.nextInt(2, 60);
          var work = new MatrixSpec(MatrixSeed.draw(random), size, random.nextInt(5, 13));
          var rows = someRows(size, random);

          assertThat(RowRecomputation.hashes(work, rows, VECTOR))
              .isEqualTo(RowRecomputation.hashes(work, rows, PLAIN));
        });
  }

  /// As many terms as the largest matrices have, of the largest entries: more than 32 bits hold.
  @ParameterizedTest
  @MethodSource("forms")
  void sums_ofLargestEntries_areExact(ProductForm form) {
    int size = Slab.ROWS_MAX;
    var product = form.ofEntries(List.of(filled(size, 500), filled(size, -500)), size);
    var slab = Slab.taken(row -> Arrays.fill(row, (short) 500), size, 0, form);

    int terms = 0;
    while (terms < MatrixSpec.SIZE_MAX) {
      product.add(slab);
      terms += slab.rowCount();
    }

    var sums = product.finished();
    assertThat(sums.getFirst()).containsOnly(terms * 250_000L);
    assertThat(sums.getLast()).containsOnly(terms * -250_000L);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void laterProducts_wrapModulo2To64(ProductForm form) {
    var left = List.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -1});
    var product = form.ofWide(left, 3);

    product.add(Slab.taken(row -> Arrays.fill(row, (short) -499), 3, 0, form));

    long expected = -499 * (Long.MIN_VALUE + Long.MAX_VALUE - 1);
    assertThat(product.finished().getFirst()).containsOnly(expected);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noRows_giveNone(ProductForm form) {
    var work = new MatrixSpec(new MatrixSeed("00".repeat(16)), 10, 3);

    assertThat(RowRecomputation.hashes(work, List.of(), form)).isEmpty();
  }

  private static List<Integer> sizes() {
    return Stream.of(IntStream.rangeClosed(1, 130), IntStream.of(191, 193, 255, 256, 257))
        .flatMap(IntStream::boxed)
        .toList();
  }

  private static List<Integer> someRows(int size, RandomGenerator random) {
    return random.ints(random.nextInt(1, 6), 0, size).distinct().sorted().boxed().toList();
  }

  private static short[] filled(int size, int entry) {
    var row = new short[size];
    Arrays.fill(row, (short) entry);
    return row;
  }
}
