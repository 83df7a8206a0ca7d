package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.fixture.Seeds;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All forms of a product give the same sums.
final class ExactFormTest {
  private static final ExactForm VECTOR = new VectorExactForm();
  private static final ChallengeId CHALLENGE = new ChallengeId("c");
  private static final MatrixKey A = MatrixKey.ofHex("a1".repeat(32));
  private static final MatrixKey B = MatrixKey.ofHex("b2".repeat(32));

  static Stream<ExactForm> forms() {
    return Stream.of(Products.PLAIN, VECTOR);
  }

  /// Without the optimizing compiler, which tests run without, vectors are slow: few rows.
  @Test
  void vectors_giveTheRowsOfPlainLoops_throughAllSteps() {
    Seeds.check(
        3,
        random -> {
          int size = 128 * random.nextInt(1, 3);
          var task = new ExactTask(CHALLENGE, UnitId.CPU, new ExactShape(size, 2), A, B);
          int[] rows = random.ints(random.nextInt(1, 7), 0, size).distinct().sorted().toArray();

          assertThat(values(task, rows, VECTOR)).isDeepEqualTo(values(task, rows, Products.PLAIN));
        });
  }

  /// The largest sums of one slab, 128 times 2^14, and of as many slabs as the largest matrix has;
  /// of vectors fewer, which are slow here.
  @ParameterizedTest
  @MethodSource("forms")
  void sumsOfLargestEntries_areExact(ExactForm form) {
    int size = 128;
    int slabs = form instanceof PlainExactForm ? ExactShape.SIZE_MAX / ExactSlab.ROWS : 20;
    var left = new byte[2][size];
    Arrays.fill(left[0], Byte.MIN_VALUE);
    Arrays.fill(left[1], Byte.MAX_VALUE);
    var slab = ExactSlab.made(B, size, 0, form.panelWidth(size));
    Arrays.fill(slab.entries(), Byte.MIN_VALUE);
    var sums = form.sums(2, size);

    sums.begin(left, 2);
    for (int i = 0; i < slabs; i++) {
      sums.add(slab);
    }

    for (int column = 0; column < size; column++) {
      assertThat(sums.values()[column]).isEqualTo(slabs * 128 * 128 * 128);
      assertThat(sums.values()[sums.stride() + column]).isEqualTo(-slabs * 128 * 128 * 127);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void nextBlock_forgetsTheOneBefore(ExactForm form) {
    int size = 128;
    var left = new byte[5][size];
    Seeds.generator(3).nextBytes(left[0]);
    var slab = ExactSlab.made(B, size, 0, form.panelWidth(size));
    var fresh = form.sums(5, size);
    var used = form.sums(5, size);
    used.begin(new byte[][] {left[0], left[0], left[0], left[0], left[0]}, 5);
    used.add(slab);

    fresh.begin(left, 1);
    fresh.add(slab);
    used.begin(left, 1);
    used.add(slab);

    assertThat(Arrays.copyOf(used.values(), size)).isEqualTo(Arrays.copyOf(fresh.values(), size));
  }

  private static int[][] values(ExactTask task, int[] rows, ExactForm form) {
    int size = task.shape().size();
    var values = new int[rows.length][task.shape().rowValues()];
    RowBlock.of(task, RightFactor.made(task.keyOfB(), size, form), form, rows.length)
        .compute(
            rows,
            Products.ON,
            (row, step, sums, from) ->
                System.arraycopy(sums, from, values[row], (step - 1) * size, size));
    return values;
  }
}
