package io.byteleap.domain.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.fixture.Seeds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RowRecomputationTest {
  @Test
  void hashes_ofSomeRows_areThoseOfTheWholeProductInWrappingArithmetic() {
    Seeds.check(
        20,
        random -> {
          var spec =
              new MatrixSpec(
                  MatrixSeed.draw(random), 1 + random.nextInt(24), 1 + random.nextInt(9));
          var rows = random.ints(0, spec.size()).limit(5).distinct().sorted().boxed().toList();

          var expected = plainly(spec, rows);
          assertThat(RowRecomputation.hashes(spec, rows)).isEqualTo(expected);
          assertThat(RowRecomputation.hashes(spec, rows, new VectorForm())).isEqualTo(expected);
        });
  }

  @Test
  void hashes_ofRowsOutOfOrderOrOutside_areRefused() {
    var spec = new MatrixSpec(new MatrixSeed("00".repeat(16)), 4, 1);

    assertThatThrownBy(() -> RowRecomputation.hashes(spec, List.of(2, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RowRecomputation.hashes(spec, List.of(4)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Schoolbook products of big integers, cut to 64 bits at the end of each.
  private static List<RowHash> plainly(MatrixSpec spec, List<Integer> rows) {
    var generator = RowGenerator.of(spec);
    long[][] a = matrix(generator, spec.size());
    long[][] b = matrix(generator, spec.size());
    long[][] c = a;
    for (int product = 0; product < spec.iterations(); product++) {
      c = times(c, b);
    }
    long[][] result = c;
    return rows.stream().map(row -> RowHash.of(result[row])).toList();
  }

  private static long[][] times(long[][] left, long[][] right) {
    int size = left.length;
    var product = new long[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        var sum = BigInteger.ZERO;
        for (int k = 0; k < size; k++) {
          sum = sum.add(BigInteger.valueOf(left[i][k]).multiply(BigInteger.valueOf(right[k][j])));
        }
        product[i][j] = sum.longValue();
      }
    }
    return product;
  }

  private static long[][] matrix(RowGenerator generator, int size) {
    List<long[]> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      var row = new short[size];
      generator.next(row);
      rows.add(IntStream.range(0, size).mapToLong(j -> row[j]).toArray());
    }
    return rows.toArray(long[][]::new);
  }
}
