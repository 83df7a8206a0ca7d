package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.OpeningRequest;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class MusterWorkTest {
  private static final ExactShape PROCESSORS = new ExactShape(2_048, 4);
  private static final ExactShape LARGE = new ExactShape(ExactShape.SIZE_MAX, 1);

  /// 0.9 of it is what the largest matrices take.
  private static final long FILLED_MIB_MAX = 109_013;

  @Test
  void matrices_takeNineTenthsOfTheClaimedMemory_andNoMoreThanAllOfIt() {
    for (long mib = MusterWork.MEMORY_MIN_MIB; mib <= FILLED_MIB_MAX; mib += 61) {
      assertThat(share(mib)).as("%d MiB", mib).isBetween(0.9, 1.0);
    }
    assertThat(share(FILLED_MIB_MAX)).isGreaterThanOrEqualTo(0.9);
    assertThat(share(FILLED_MIB_MAX + 1)).isLessThan(0.9);
  }

  private static double share(long memoryMiB) {
    long size = MusterWork.of(LARGE, memoryMiB).size();
    return 6.0 * size * size / (memoryMiB * 1_048_576.0);
  }

  @Test
  void sizes_areFew_whateverIsClaimed() {
    var sizes = new TreeSet<Integer>();
    for (long mib = 0; mib < 300_000; mib += 7) {
      sizes.add(MusterWork.of(LARGE, mib).size());
    }

    assertThat(sizes).hasSizeLessThanOrEqualTo(40).contains(ExactShape.SIZE_MAX);
  }

  @Test
  void steps_areAsManyAsLetAnOpeningHoldTwoRows() {
    for (long mib = MusterWork.MEMORY_MIN_MIB; mib < 200_000; mib += 1_001) {
      var shape = MusterWork.of(LARGE, mib);

      assertThat(OpeningRequest.rowsMax(shape)).as("%d MiB", mib).isGreaterThanOrEqualTo(2);
      boolean holdsOneMore =
          shape.steps() < ExactShape.STEPS_MAX
              && (shape.steps() + 1L) * shape.size() * Integer.BYTES <= ExactShape.ROW_BYTES_MAX
              && OpeningRequest.rowsMax(new ExactShape(shape.size(), shape.steps() + 1)) >= 2;
      assertThat(holdsOneMore).isFalse();
    }
  }

  /// Published rates of dense 8-bit products are of operations; two are a multiply-add.
  @Test
  void cardsAtTheirPublishedRate_haveMoreWorkThanTwelveSeconds() {
    Map<Long, Double> teraOperations =
        Map.of(
            81_559L, 1_979.0, // H100
            143_771L, 1_979.0, // H200
            40_960L, 624.0, // A100
            49_140L, 733.0, // L40S
            24_564L, 660.6, // RTX 4090
            16_376L, 390.0, // RTX 4080
            12_282L, 233.0); // RTX 4070
    teraOperations.forEach(
        (memoryMiB, rate) ->
            assertThat((double) MusterWork.of(LARGE, memoryMiB).multiplyAdds())
                .as("%d MiB", memoryMiB)
                .isGreaterThan(rate / 2 * 1e12 * 12));
  }

  @Test
  void processors_getFourTimesTheirSize_upToWhatTakesLittleMemory() {
    assertThat(MusterWork.of(PROCESSORS, 0)).isEqualTo(new ExactShape(8_192, 64));
    assertThat(MusterWork.of(new ExactShape(8_192, 1), 0)).isEqualTo(new ExactShape(16_384, 64));
    assertThat(MusterWork.of(LARGE, MusterWork.MEMORY_MIN_MIB - 1).size())
        .isEqualTo(ExactShape.SIZE_MAX);
  }
}
