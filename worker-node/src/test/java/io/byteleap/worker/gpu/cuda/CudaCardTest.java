package io.byteleap.worker.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactTree;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.units.Ratio;
import io.byteleap.fixture.TimedWork;
import io.byteleap.worker.compute.ExactCpuEngine;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A real card against the processors, bit for bit. `deploy/gpu-test` runs these where a card is.
@Tag("gpu")
final class CudaCardTest {
  private static final Ratio SHARE = new Ratio(0.9);

  @Test
  void goldenWorks_haveTheirRoots_inEveryForm() {
    for (var card : RealCards.inEveryForm()) {
      try (var engine = CardEngine.of(card, SHARE)) {
        for (var work : GoldenWork.ALL) {
          assertThat(rootOf(engine, work.task())).as("%s", work.task()).isEqualTo(work.root());
        }
      }
    }
  }

  /// Sizes of whole tiles of 256 columns, and sizes that leave half a tile over.
  @Test
  void cardAndProcessors_agree_onRootsAndRows() {
    for (var card : RealCards.inEveryForm()) {
      try (var cpu = ExactCpuEngine.of(Runtime.getRuntime().availableProcessors());
          var engine = CardEngine.of(card, SHARE)) {
        for (var shape : shapes()) {
          var task = task(shape);
          var rows = List.of(0, 1, shape.size() / 2, shape.size() - 1);
          try (var ofCard = engine.compute(task, CudaCardTest::goOn);
              var ofCpu = cpu.compute(task, CudaCardTest::goOn)) {
            assertThat(ofCard.root()).as("%s", shape).isEqualTo(ofCpu.root());
            assertThat(ofCard.open(rows, CudaCardTest::goOn))
                .isEqualTo(ofCpu.open(rows, CudaCardTest::goOn));
          }
        }
      }
    }
  }

  private static List<ExactShape> shapes() {
    return List.of(
        new ExactShape(128, 1),
        new ExactShape(640, 5),
        new ExactShape(1_024, 2),
        new ExactShape(2_176, 1),
        new ExactShape(4_096, 2));
  }

  @Test
  void littleMemory_makesManyBlocks_ofTheSameRoot() {
    var task = task(new ExactShape(2_176, 2));
    for (var card : RealCards.inEveryForm()) {
      try (var engine = CardEngine.of(card, SHARE)) {
        var least =
            ProductPlan.within(
                task.shape(), task.stint(), ProductPlan.bytesLeast(task.shape()), 132);
        byte[] leaves;
        try (var session = card.session()) {
          leaves = ProductRun.leaves(session, least.orElseThrow(), task, CudaCardTest::goOn);
        }
        assertThat(ExactTree.adopting(leaves).root().hex()).isEqualTo(rootOf(engine, task));
      }
    }
  }

  /// Half of what the whole takes, so that some blocks are made and some are not.
  @Test
  void stint_endsTheWork_withTheFirstLeavesOfTheWhole() {
    var whole = task(new ExactShape(49_152, 1));
    for (var card : RealCards.inEveryForm()) {
      try (var engine = CardEngine.of(card, SHARE)) {
        engine.compute(whole, CudaCardTest::goOn).close(); // the driver has its kernels now
        long began = System.nanoTime();
        byte[] leaves = leavesOf(card, whole);
        var half = Duration.ofNanos((System.nanoTime() - began) / 2);

        try (var product = engine.compute(TimedWork.within(half, whole), CudaCardTest::goOn)) {
          int rows = product.made().rows();
          var first = Arrays.copyOf(leaves, rows * TreeHash.LENGTH);

          assertThat(rows).isBetween(128, 49_152 - 128);
          assertThat(product.root()).isEqualTo(ExactTree.adopting(first).root());
          assertThat(product.open(List.of(0, rows - 1), CudaCardTest::goOn)).hasSize(2);
        }
      }
    }
  }

  private static byte[] leavesOf(CudaCard card, ExactTask task) {
    try (var session = card.session()) {
      var plan =
          ProductPlan.within(
              task.shape(), task.stint(), session.freeBytes() / 2, card.facts().processors());
      return ProductRun.leaves(session, plan.orElseThrow(), task, CudaCardTest::goOn);
    }
  }

  @Test
  void manyRows_areThoseThatFewAre() {
    var task = task(new ExactShape(1_152, 2));
    for (var card : RealCards.inEveryForm()) {
      try (var engine = CardEngine.of(card, SHARE);
          var product = engine.compute(task, CudaCardTest::goOn)) {
        var many = product.open(IntStream.range(100, 300).boxed().toList(), CudaCardTest::goOn);

        for (OpenedRow row : product.open(List.of(100, 227, 228, 299), CudaCardTest::goOn)) {
          assertThat(many.get(row.index() - 100)).isEqualTo(row);
        }
      }
    }
  }

  @Test
  void cardsAtOnce_andWorksAtOnceOnACard_doNotDisturbEachOther() throws Exception {
    var task = task(new ExactShape(1_920, 3));
    for (var card : RealCards.all()) {
      try (var engine = CardEngine.of(card, new Ratio(0.2));
          var threads = Executors.newFixedThreadPool(3)) {
        String alone = rootOf(engine, task);
        List<Future<String>> together =
            IntStream.range(0, 6)
                .mapToObj(_ -> threads.submit(() -> rootOf(engine, task)))
                .toList();

        for (var one : together) {
          assertThat(one.get()).isEqualTo(alone);
        }
      }
    }
  }

  @Test
  void workGivenUp_freesTheMemory() {
    for (var card : RealCards.inEveryForm()) {
      try (var engine = CardEngine.of(card, SHARE)) {
        long free = freeBytes(card);
        var left = new AtomicInteger(5);

        assertThatThrownBy(
                () -> engine.compute(task(new ExactShape(16_384, 8)), () -> countDown(left)))
            .isInstanceOf(CancellationException.class);
        assertThat(freeBytes(card)).isEqualTo(free);
      }
    }
  }

  private static void countDown(AtomicInteger left) {
    if (left.decrementAndGet() == 0) {
      throw new CancellationException("given up");
    }
  }

  private static long freeBytes(CudaCard card) {
    try (var session = card.session()) {
      return session.freeBytes();
    }
  }

  @Test
  void workThatDoesNotFit_isRefused_andMemoryThatIsNotThere_isNamed() {
    var shape = new ExactShape(16_384, 1);
    for (var card : RealCards.inEveryForm()) {
      try (var engine = CardEngine.of(card, new Ratio(0.000_1))) {
        assertThat(engine.refusal(shape))
            .hasValueSatisfying(why -> assertThat(why).contains("are free for them"));
        assertThatThrownBy(() -> engine.compute(task(shape), CudaCardTest::goOn))
            .isInstanceOf(ExactFailure.class);
        try (var session = card.session()) {
          assertThatThrownBy(() -> session.allocate(2 * card.facts().memoryBytes()))
              .isInstanceOfSatisfying(
                  CudaFault.class,
                  fault -> {
                    assertThat(fault.kind()).isEqualTo(CudaFault.Kind.OUT_OF_MEMORY);
                    assertThat(fault).hasMessageContaining("CUDA_ERROR_OUT_OF_MEMORY (2)");
                  });
        }
      }
    }
  }

  @Test
  void damagedKernels_areNamed() {
    var driver = RealCards.driver();
    int device = driver.device(0);
    driver.enter(driver.retainContext(device));
    try {
      String damaged = KernelText.EXACT.ptx().replace("mma.sync", "mma.snyc");

      assertThatThrownBy(() -> driver.loadModule(damaged))
          .isInstanceOfSatisfying(
              CudaFault.class,
              fault -> {
                assertThat(fault.kind()).isEqualTo(CudaFault.Kind.BAD_KERNELS);
                assertThat(fault).hasMessageContaining("CUDA_ERROR_INVALID_PTX (218): ");
              });
    } finally {
      driver.leave();
      driver.releaseContext(device);
    }
  }

  private static ExactTask task(ExactShape shape) {
    var golden = GoldenWork.OF_GPU.task();
    return new ExactTask(
        new ChallengeId("of-" + shape.size() + "-and-" + shape.steps()),
        golden.unit(),
        shape,
        golden.keyOfA(),
        MatrixKey.ofHex("ff".repeat(31) + "01"));
  }

  private static String rootOf(CardEngine engine, ExactTask task) {
    try (var product = engine.compute(task, CudaCardTest::goOn)) {
      return product.root().hex();
    }
  }

  private static void goOn() {}
}
