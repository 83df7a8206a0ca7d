package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactShape;
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
    long size = MusterWork.of(LARGE, memoryMiB, 5).shape().size();
    return 6.0 * size * size / (memoryMiB * 1_048_576.0);
  }

  @Test
  void sizes_areFew_whateverIsClaimed() {
    var sizes = new TreeSet<Integer>();
    for (long mib = 0; mib < 300_000; mib += 7) {
      sizes.add(MusterWork.of(LARGE, mib, 5).shape().size());
    }

    assertThat(sizes).hasSizeLessThanOrEqualTo(40).contains(ExactShape.SIZE_MAX);
  }

  @Test
  void work_isAsLongAsTheWaitAllows_andAsOneOpenedRowHolds() {
    for (int worksMax : new int[] {1, 2, 5, 60, 300}) {
      for (ExactShape ordinary :
          new ExactShape[] {
            new ExactShape(49_152, 1), new ExactShape(81_920, 1), LARGE, new ExactShape(256, 1)
          }) {
        for (long mib = 0; mib < 200_000; mib += 1_001) {
          var work = MusterWork.of(ordinary, mib, worksMax);
          var shape = work.shape();

          assertThat(work.works()).isBetween(1, worksMax);
          assertThat(shape.multiplyAdds())
              .isLessThanOrEqualTo(ordinary.multiplyAdds() * work.works());
          boolean holdsOneMore =
              shape.steps() < ExactShape.STEPS_MAX
                  && (shape.steps() + 1L) * shape.size() * 4 <= ExactShape.ROW_BYTES_MAX;
          long withOneMore = shape.multiplyAdds() / shape.steps() * (shape.steps() + 1);
          assertThat(holdsOneMore && withOneMore <= ordinary.multiplyAdds() * worksMax).isFalse();
        }
      }
    }
  }

  @Test
  void processors_keepTheirSize_withMoreSteps() {
    assertThat(MusterWork.of(PROCESSORS, 0, 5))
        .isEqualTo(new MusterWork(new ExactShape(2_048, 20), 5));
    assertThat(MusterWork.of(PROCESSORS, 0, 300))
        .isEqualTo(new MusterWork(new ExactShape(2_048, 64), 16));
  }

  @Test
  void matricesThatTheWaitDoesNotAllow_areNotAsked() {
    var small = new ExactShape(1_024, 1);

    assertThat(MusterWork.of(small, 81_559, 5))
        .isEqualTo(new MusterWork(new ExactShape(1_024, 5), 5));
  }
}
