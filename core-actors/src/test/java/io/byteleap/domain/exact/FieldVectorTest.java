package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.Seeds;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The lazily reduced sums are those of big integers.
final class FieldVectorTest {
  private static final BigInteger P = BigInteger.TWO.pow(61).subtract(BigInteger.ONE);

  @Test
  void productsWithEntries_areThoseOfBigIntegers() {
    Seeds.check(
        100,
        random -> {
          int size = random.nextInt(1, 400);
          var vector = someNumbers(size, random);
          var entries = new byte[size];
          random.nextBytes(entries);

          assertThat(vector.times(entries, 0)).isEqualTo(sum(vector, i -> entries[i]));
        });
  }

  @Test
  void productsWithValues_areThoseOfBigIntegers() {
    Seeds.check(
        100,
        random -> {
          int size = random.nextInt(1, 400);
          var vector = someNumbers(size, random);
          int[] values = random.ints(size + 3L).toArray();

          assertThat(vector.times(values, 3)).isEqualTo(sum(vector, i -> values[i + 3]));
        });
  }

  /// As many terms as the largest matrix has, of the largest numbers: nothing overflows.
  @Test
  void sumsOfLargestTerms_areExact() {
    int size = ExactShape.SIZE_MAX;
    var vector = FieldVector.zero(size);
    for (int i = 0; i < size; i++) {
      vector.set(i, Field61.P - 1);
    }
    var entries = new byte[size];
    Arrays.fill(entries, Byte.MIN_VALUE);
    int[] least = new int[size];
    Arrays.fill(least, Integer.MIN_VALUE);
    int[] most = new int[size];
    Arrays.fill(most, Integer.MAX_VALUE);

    assertThat(vector.times(entries, 0)).isEqualTo(sum(vector, _ -> Byte.MIN_VALUE));
    assertThat(vector.times(least, 0)).isEqualTo(sum(vector, _ -> Integer.MIN_VALUE));
    assertThat(vector.times(most, 0)).isEqualTo(sum(vector, _ -> Integer.MAX_VALUE));
  }

  /// 2^61 - 1 itself is drawn again: it would be a second zero.
  @Test
  void drawnNumbers_areOfTheField_andAllOfThemAreThere() {
    var vector = FieldVector.draw(1_000, Seeds.generator(4));
    long all = 0;
    for (int i = 0; i < vector.size(); i++) {
      assertThat(vector.get(i)).isBetween(0L, Field61.P - 1);
      all |= vector.get(i);
    }
    assertThat(all).isEqualTo(Field61.P);
    assertThat(FieldVector.draw(1, new Scripted(-1L, 5L << 3)).get(0)).isEqualTo(5);
  }

  private static final class Scripted implements RandomGenerator {
    private final long[] numbers;
    private int at;

    Scripted(long... numbers) {
      this.numbers = numbers;
    }

    @Override
    public long nextLong() {
      return numbers[at++];
    }
  }

  private static FieldVector someNumbers(int size, RandomGenerator random) {
    var vector = FieldVector.draw(size, random);
    vector.set(random.nextInt(size), 0);
    vector.set(random.nextInt(size), Field61.P - 1);
    return vector;
  }

  private static long sum(FieldVector vector, IntUnaryOperator terms) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < vector.size(); i++) {
      var number = BigInteger.valueOf(vector.get(i));
      sum = sum.add(number.multiply(BigInteger.valueOf(terms.applyAsInt(i))));
    }
    return sum.mod(P).longValueExact();
  }
}
