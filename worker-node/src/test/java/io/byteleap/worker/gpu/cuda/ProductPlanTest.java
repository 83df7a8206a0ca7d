package io.byteleap.worker.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.fixture.Seeds;
import org.junit.jupiter.api.Test;

final class ProductPlanTest {
  private static final int H100_PROCESSORS = 132;
  private static final long GIB = 1L << 30;

  @Test
  void largeCard_hashesARowForEveryLane() {
    var plan = plan(new ExactShape(65_536, 1), 70 * GIB);

    assertThat(plan.blockRows()).isEqualTo(16_384);
    assertThat(plan.blocks()).hasSize(4);
  }

  @Test
  void smallMatrix_isOneBlock() {
    var plan = plan(new ExactShape(4_096, 4), 70 * GIB);

    assertThat(plan.blocks()).containsExactly(Span.all(4_096));
    assertThat(plan.slices(4_096)).containsExactly(Span.all(4_096));
  }

  @Test
  void largestMatrix_needsSeventeenGibibytesAndABlock() {
    var shape = new ExactShape(ExactShape.SIZE_MAX, 8);

    assertThat(ProductPlan.bytesLeast(shape)).isBetween(16 * GIB, 17 * GIB);
    assertThat(ProductPlan.within(shape, ProductPlan.bytesLeast(shape) - 1, 132)).isEmpty();
    assertThat(plan(shape, ProductPlan.bytesLeast(shape)).blockRows()).isEqualTo(128);
  }

  @Test
  void launches_areShort() {
    var shape = new ExactShape(ExactShape.SIZE_MAX, 1);
    var plan = plan(shape, 70 * GIB);

    assertThat(plan.slices(plan.blockRows()))
        .allSatisfy(
            slice ->
                assertThat((long) slice.count() * shape.size() * shape.size())
                    .isLessThanOrEqualTo(1L << 43));
  }

  @Test
  void everyPlan_fits_andLeavesNoRowOut() {
    Seeds.check(
        1_000,
        random -> {
          var shape = new ExactShape(128 * random.nextInt(1, 1_024), random.nextInt(1, 9));
          long bytes = random.nextLong(1L << 20, 80 * GIB);
          var plan = ProductPlan.within(shape, bytes, random.nextInt(1, 200));

          assertThat(plan.isPresent()).isEqualTo(bytes >= ProductPlan.bytesLeast(shape));
          plan.ifPresent(found -> isWhole(found, bytes));
        });
  }

  private static void isWhole(ProductPlan plan, long bytes) {
    assertThat(plan.bytes()).isLessThanOrEqualTo(bytes);
    int next = 0;
    for (Span block : plan.blocks()) {
      assertThat(block.first()).isEqualTo(next);
      assertThat(block.count() % 128).isZero();
      assertThat(block.count()).isLessThanOrEqualTo(plan.blockRows());
      int nextInBlock = 0;
      for (Span slice : plan.slices(block.count())) {
        assertThat(slice.first()).isEqualTo(nextInBlock);
        assertThat(slice.count() % 128).isZero();
        nextInBlock += slice.count();
      }
      assertThat(nextInBlock).isEqualTo(block.count());
      next += block.count();
    }
    assertThat(next).isEqualTo(plan.shape().size());
  }

  private static ProductPlan plan(ExactShape shape, long bytes) {
    return ProductPlan.within(shape, bytes, H100_PROCESSORS).orElseThrow();
  }
}
