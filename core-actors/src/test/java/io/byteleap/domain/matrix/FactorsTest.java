package io.byteleap.domain.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.fixture.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FactorsTest {
  @Test
  void blocks_giveTheRowsOfTheRecomputation_inEveryForm() {
    Seeds.check(
        24,
        random -> {
          int size = random.nextInt(1, 140);
          var work = new MatrixSpec(MatrixSeed.draw(random), size, random.nextInt(1, 5));
          var all = IntStream.range(0, size).boxed().toList();

          var expected = RowRecomputation.hashes(work, all, new PlainForm());

          var plain = Factors.generated(work, new PlainForm(), FactorsTest::goOn);
          assertThat(inBlocks(plain, size, random.nextInt(1, 70))).isEqualTo(expected);
          if (random.nextInt(4) == 0) {
            var vector = Factors.generated(work, new VectorForm(), FactorsTest::goOn);
            assertThat(inBlocks(vector, size, random.nextInt(1, 70))).isEqualTo(expected);
          }
        });
  }

  @Test
  void block_isSmallEnoughForEveryThreadAndForTheCache() {
    Seeds.check(
        2_000,
        random -> {
          int size = random.nextInt(1, MatrixSpec.SIZE_MAX + 1);
          int threads = random.nextInt(1, 257);

          int rows = Factors.rowsAtOnce(size, threads);

          assertThat(rows).isBetween(4, 64).matches(count -> count % 4 == 0);
          assertThat(rows == 4 || (long) rows * size <= 1 << 17).isTrue();
          assertThat(rows == 4 || rows * threads <= size).isTrue();
        });
  }

  @Test
  void memory_isTwoMatricesAndABlockAThread() {
    assertThat(Factors.bytesFor(10_000, 1)).isBetween(400_000_000L, 404_000_000L);
    assertThat(Factors.bytesFor(10_000, 16) - Factors.bytesFor(10_000, 15)).isLessThan(4 << 20);
  }

  @Test
  void checkpoint_endsTheWork() {
    var work = new MatrixSpec(new MatrixSeed("00".repeat(16)), 10, 1);
    Runnable giveUp =
        () -> {
          throw new CancellationException("enough");
        };

    var factors = Factors.generated(work, FactorsTest::goOn);

    assertThatThrownBy(() -> Factors.generated(work, giveUp))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> factors.hashes(0, 4, giveUp))
        .isInstanceOf(CancellationException.class);
  }

  private static List<RowHash> inBlocks(Factors factors, int size, int rowsAtOnce) {
    List<RowHash> hashes = new ArrayList<>();
    for (int first = 0; first < size; first += rowsAtOnce) {
      hashes.addAll(factors.hashes(first, rowsAtOnce, FactorsTest::goOn));
    }
    return hashes;
  }

  private static void goOn() {}
}
