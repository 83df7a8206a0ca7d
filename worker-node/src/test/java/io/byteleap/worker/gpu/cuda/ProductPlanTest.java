package io.byteleap.worker.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.Stint;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProductPlanTest {
  private static final int H100_PROCESSORS = 132;
  private static final long GIB = 1L << 30;
  private static final Stint WHOLE = new Stint.Whole();

  @Test
  void largeCard_hashesARowForEveryLane() {
    var plan = plan(new ExactShape(65_536, 1), 70 * GIB);

    assertThat(plan.blockRows()).isEqualTo(132 * 128);
    assertThat(plan.blocks()).hasSize(4);
    assertThat(plan.sums()).isEqualTo(2);
  }

  @Test
  void stint_hasSmallBlocks_thatKeepTheCardBusy() {
    var shape = new ExactShape(115_200, 9);
    var stint = new Stint.Within(Duration.ofSeconds(10));
    var plan = ProductPlan.within(shape, stint, 70 * GIB, H100_PROCESSORS).orElseThrow();

    assertThat(plan.blockRows()).isEqualTo(4_224); // 32 for each of 132, in whole tiles
    assertThat(plan.sums()).isEqualTo(2);
    isWhole(plan, 70 * GIB);
  }

  @Test
  void smallMatrix_isOneBlock() {
    var plan = plan(new ExactShape(4_096, 4), 70 * GIB);

    assertThat(plan.blocks()).containsExactly(Span.all(4_096));
    assertThat(plan.slices()).containsExactly(Span.all(4_096));
    assertThat(plan.sums()).isEqualTo(2);
    assertThat(plan(new ExactShape(4_096, 1), 70 * GIB).sums()).isEqualTo(1);
  }

  @Test
  void largestMatrix_needsSeventeenGibibytesAndABlock() {
    var shape = new ExactShape(ExactShape.SIZE_MAX, 8);

    assertThat(ProductPlan.bytesLeast(shape)).isBetween(16 * GIB, 17 * GIB);
    assertThat(ProductPlan.within(shape, WHOLE, ProductPlan.bytesLeast(shape) - 1, 132)).isEmpty();
    assertThat(plan(shape, ProductPlan.bytesLeast(shape)).blockRows()).isEqualTo(128);
  }

  @Test
  void launches_areShort() {
    var shape = new ExactShape(ExactShape.SIZE_MAX, 1);
    var plan = plan(shape, 70 * GIB);

    assertThat(plan.slices())
        .allSatisfy(
            columns ->
                assertThat((long) columns.count() * plan.blockRows() * shape.size())
                    .isLessThanOrEqualTo(132L << 36));
  }

  @Test
  void everyPlan_fits_andLeavesNoRowOut() {
    Seeds.check(
        1_000,
        random -> {
          var shape = new ExactShape(128 * random.nextInt(1, 1_024), random.nextInt(1, 9));
          long bytes = (long) (ProductPlan.bytesLeast(shape) * random.nextDouble(0.5, 12));
          var plan = ProductPlan.within(shape, WHOLE, bytes, random.nextInt(1, 200));

          assertThat(plan.isPresent()).isEqualTo(bytes >= ProductPlan.bytesLeast(shape));
          plan.ifPresent(found -> isWhole(found, bytes));
        });
  }

  private static void isWhole(ProductPlan plan, long bytes) {
    assertThat(plan.bytes()).isLessThanOrEqualTo(bytes);
    for (var parts : List.of(plan.blocks(), plan.slices())) {
      int next = 0;
      for (Span part : parts) {
        assertThat(part.first()).isEqualTo(next);
        assertThat(part.count() % 128).isZero();
        next += part.count();
      }
      assertThat(next).isEqualTo(plan.shape().size());
    }
    assertThat(plan.blocks()).allMatch(block -> block.count() <= plan.blockRows());
  }

  private static ProductPlan plan(ExactShape shape, long bytes) {
    return ProductPlan.within(shape, WHOLE, bytes, H100_PROCESSORS).orElseThrow();
  }
}
