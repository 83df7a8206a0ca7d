package io.byteleap.worker.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.LeafHasher;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.Stint;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Ratio;
import io.byteleap.fixture.TimedWork;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CardEngineTest {

  private final SoftwareCard card = SoftwareCard.large();
  private final CardEngine engine = CardEngine.of(card, Ratio.WHOLE);

  @Test
  void works_haveTheGoldenRoots() {
    for (var work : GoldenWork.ALL) {
      assertThat(rootOf(engine, work.task())).as("%s", work.task()).isEqualTo(work.root());
    }
  }

  @Test
  void workOfManyBlocks_hasTheSameRoot() {
    var shape = GoldenWork.THREE_BLOCKS.task().shape();
    var small = SoftwareCard.of(ProductPlan.bytesLeast(shape), 4);

    assertThat(rootOf(CardEngine.of(small, Ratio.WHOLE), GoldenWork.THREE_BLOCKS.task()))
        .isEqualTo(GoldenWork.THREE_BLOCKS.root());
    assertThat(small.takenMost()).isEqualTo(ProductPlan.bytesLeast(shape));
  }

  @Test
  void fewProcessors_makeManyBlocks_ofTheSameRoot() {
    var narrow = SoftwareCard.of(1L << 30, 1);

    assertThat(rootOf(CardEngine.of(narrow, Ratio.WHOLE), GoldenWork.THREE_BLOCKS.task()))
        .isEqualTo(GoldenWork.THREE_BLOCKS.root());
  }

  /// A block of the software card takes longer than the stint.
  @Test
  void stint_endsTheWork_afterItsFirstBlock() {
    var narrow = CardEngine.of(SoftwareCard.of(1L << 30, 1), Ratio.WHOLE);
    var task = TimedWork.within(Duration.ofMillis(1), GoldenWork.THREE_BLOCKS.task());

    try (var product = narrow.compute(task, CardEngineTest::goOn)) {
      var rows = product.open(List.of(0, 127), CardEngineTest::goOn);

      assertThat(product.made()).isEqualTo(task.shape().first(128));
      assertThat(rows)
          .allSatisfy(
              row -> assertThat(leadsTo(product, task.of(new Extent.First(128)), row)).isTrue());
    }
  }

  @Test
  void stintLongerThanTheWork_makesAllOfIt() {
    var task = TimedWork.within(Stint.MAX, GoldenWork.THREE_BLOCKS.task());

    try (var product = engine.compute(task, CardEngineTest::goOn)) {
      assertThat(product.made()).isEqualTo(task.shape());
      assertThat(product.root().hex()).isEqualTo(GoldenWork.THREE_BLOCKS.root());
    }
  }

  @Test
  void openedRows_leadToTheRoot() {
    var task = GoldenWork.THREE_BLOCKS.task();
    try (var product = engine.compute(task, CardEngineTest::goOn)) {
      var rows = product.open(List.of(0, 5, 127, 128, 383), CardEngineTest::goOn);

      assertThat(rows).extracting(OpenedRow::index).containsExactly(0, 5, 127, 128, 383);
      assertThat(rows).allSatisfy(row -> assertThat(leadsTo(product, task, row)).isTrue());
    }
  }

  @Test
  void moreRowsThanATile_areOpenedInTurns() {
    var task = GoldenWork.OF_GPU.task();
    var every = IntStream.range(0, 256).boxed().toList();
    try (var product = engine.compute(task, CardEngineTest::goOn)) {
      var rows = product.open(every, CardEngineTest::goOn);

      assertThat(rows).hasSize(256);
      assertThat(rows).allSatisfy(row -> assertThat(leadsTo(product, task, row)).isTrue());
      assertThat(product.open(List.of(), CardEngineTest::goOn)).isEmpty();
    }
  }

  private static boolean leadsTo(ExactProduct product, ExactTask task, OpenedRow row) {
    var values = ByteBuffer.allocate(task.shape().rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
    values.asIntBuffer().put(row.values().toArray());
    var digest = Sha256.create();
    digest.update(
        LeafHasher.header(task.challenge(), task.unit(), task.shape(), row.index()).asBuffer());
    digest.update(values);
    var leaf = new TreeHash(Bytes.adopting(digest.digest()));
    return row.path().leadsTo(product.root(), leaf, row.index(), task.shape().rows());
  }

  @Test
  void work_leavesNothingOnTheCard() {
    try (var product = engine.compute(GoldenWork.OF_GPU.task(), CardEngineTest::goOn)) {
      assertThat(product.root().hex()).isEqualTo(GoldenWork.OF_GPU.root());
      assertThat(card.taken()).isZero();
      assertThat(card.sessions()).isZero();
    }
  }

  @Test
  void workThatDoesNotFit_isRefused_andNotAttempted() {
    var shape = new ExactShape(256, 1);
    long least = ProductPlan.bytesLeast(shape);
    var small = CardEngine.of(SoftwareCard.of(least - 1, 4), Ratio.WHOLE);
    var shared = SoftwareCard.of(2 * least - 2, 4);

    assertThat(small.refusal(shape))
        .hasValueSatisfying(why -> assertThat(why).contains("matrices of size 256 need 0 MiB"));
    assertThat(CardEngine.of(shared, new Ratio(0.5)).refusal(shape)).isPresent();
    assertThat(CardEngine.of(shared, Ratio.WHOLE).refusal(shape)).isEmpty();
    assertThatThrownBy(() -> small.compute(GoldenWork.OF_GPU.task(), CardEngineTest::goOn))
        .isInstanceOf(ExactFailure.class)
        .hasMessageContaining("are free for them");
    assertThat(shared.takenMost()).isZero();
  }

  /// At whichever call the card fails, the failure is named and nothing stays taken; and a work
  /// after it is done as if nothing had been.
  @Test
  void everyFault_isNamed_andLeavesNothing() {
    for (var kind : CudaFault.Kind.values()) {
      int call = 1;
      while (!completesWithFaultAt(call, kind)) {
        assertThat(card.taken()).isZero();
        assertThat(card.sessions()).isZero();
        call++;
      }
      assertThat(call).isGreaterThan(30);
    }
  }

  private boolean completesWithFaultAt(int call, CudaFault.Kind kind) {
    card.failAt(call, kind);
    try (var product = engine.compute(GoldenWork.THREE_STEPS.task(), CardEngineTest::goOn)) {
      card.failNoMore();
      assertThat(rootOf(engine, GoldenWork.THREE_STEPS.task()))
          .isEqualTo(GoldenWork.THREE_STEPS.root())
          .isEqualTo(product.root().hex());
      return true;
    } catch (ExactFailure failure) {
      assertThat(failure)
          .hasMessageStartingWith(SoftwareCard.ID + " ")
          .hasMessageContaining("CUDA_ERROR_MADE_UP (1)")
          .hasMessageContaining(
              switch (kind) {
                case OUT_OF_MEMORY -> "has not enough memory";
                case BAD_KERNELS -> "has a driver that does not take our kernels";
                case CARD_LOST -> "broke down";
                case REFUSED -> "does not do the work";
              });
      return false;
    }
  }

  @Test
  void faultWhileLooking_isARefusal() {
    card.failAt(1, CudaFault.Kind.CARD_LOST);

    assertThat(engine.refusal(new ExactShape(128, 1)))
        .hasValueSatisfying(why -> assertThat(why).contains("broke down"));
  }

  @Test
  void faultWhileOpening_isNamed_andCanBeTriedAgain() {
    var task = GoldenWork.OF_GPU.task();
    try (var product = engine.compute(task, CardEngineTest::goOn)) {
      card.failAt(3, CudaFault.Kind.OUT_OF_MEMORY);

      assertThatThrownBy(() -> product.open(List.of(7), CardEngineTest::goOn))
          .isInstanceOf(ExactFailure.class)
          .hasMessageContaining("has not enough memory");
      assertThat(card.taken()).isZero();
      assertThat(product.open(List.of(7), CardEngineTest::goOn)).hasSize(1);
    }
  }

  @Test
  void workGivenUp_atAnyCheckpoint_leavesNothing() {
    var task = GoldenWork.THREE_BLOCKS.task();
    var narrow = SoftwareCard.of(1L << 30, 1);
    var checkpoints = new AtomicInteger();
    CardEngine.of(narrow, Ratio.WHOLE).compute(task, checkpoints::incrementAndGet).close();

    assertThat(checkpoints.get()).isGreaterThan(5);
    for (int last = 1; last <= checkpoints.get(); last++) {
      var left = new AtomicInteger(last);
      assertThatThrownBy(
              () -> CardEngine.of(narrow, Ratio.WHOLE).compute(task, () -> countDown(left)))
          .isInstanceOf(CancellationException.class);
      assertThat(narrow.taken()).isZero();
      assertThat(narrow.sessions()).isZero();
    }
  }

  @Test
  void openingGivenUp_leavesNothing() {
    try (var product = engine.compute(GoldenWork.OF_GPU.task(), CardEngineTest::goOn)) {
      assertThatThrownBy(() -> product.open(List.of(1), () -> countDown(new AtomicInteger(1))))
          .isInstanceOf(CancellationException.class);
      assertThat(card.taken()).isZero();
    }
  }

  @Test
  void closingTheEngine_givesUpTheWork_andWaitsForIt() throws InterruptedException {
    var closing = new Thread(engine::close);

    assertThatThrownBy(
            () -> engine.compute(GoldenWork.THREE_STEPS.task(), () -> onceClosed(closing)))
        .isInstanceOf(CancellationException.class)
        .hasMessageEndingWith(" is given back");
    closing.join();
    assertThat(card.isClosed()).isTrue();
    assertThat(card.taken()).isZero();
  }

  /// Returns when the engine is being closed, which waits for the work whose checkpoint this is.
  private void onceClosed(Thread closing) {
    if (closing.getState() == Thread.State.NEW) {
      closing.start();
    }
    while (!engine.isClosed()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void closedEngine_doesNothing_andTakesNothing() {
    var product = engine.compute(GoldenWork.ONE_STEP.task(), CardEngineTest::goOn);
    engine.close();

    assertThat(engine.refusal(new ExactShape(128, 1)))
        .contains(SoftwareCard.ID + " was given back");
    assertThatThrownBy(() -> engine.compute(GoldenWork.ONE_STEP.task(), CardEngineTest::goOn))
        .isInstanceOf(ExactFailure.class)
        .hasMessageContaining("was given back");
    assertThatThrownBy(() -> product.open(List.of(0), CardEngineTest::goOn))
        .isInstanceOf(ExactFailure.class);
    assertThat(card.taken()).isZero();
  }

  private static void countDown(AtomicInteger left) {
    if (left.decrementAndGet() == 0) {
      throw new CancellationException("given up");
    }
  }

  @Test
  void closedProduct_opensNothing() {
    var product = engine.compute(GoldenWork.ONE_STEP.task(), CardEngineTest::goOn);
    product.close();
    product.close();

    assertThatThrownBy(() -> product.open(List.of(0), CardEngineTest::goOn))
        .isInstanceOf(IllegalStateException.class);
  }

  private static String rootOf(CardEngine engine, ExactTask task) {
    try (var product = engine.compute(task, CardEngineTest::goOn)) {
      return product.root().hex();
    }
  }

  private static void goOn() {}
}
