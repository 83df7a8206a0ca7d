package io.byteleap.worker.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.units.Ratio;
import io.byteleap.worker.gpu.cuda.Session.Extent;
import io.byteleap.worker.gpu.cuda.Session.Operands;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Breaks a real card's context. The driver then refuses this process everything, so that it must
/// be a process of this test's own: `deploy/gpu-test` sees to it.
@Tag("gpu-breakdown")
@EnabledIfSystemProperty(
    named = "gpu.breakdown",
    matches = "own-process",
    disabledReason = "it leaves the process without GPUs; deploy/gpu-test runs it")
final class CudaBreakdownTest {
  @Test
  void brokenContext_isNamed_thenAndLater() {
    var card = RealCards.all().getFirst();
    try (var engine = CardEngine.of(card, new Ratio(0.9))) {
      assertThatThrownBy(() -> readNobodysMemory(card))
          .isInstanceOfSatisfying(
              CudaFault.class,
              fault -> {
                assertThat(fault.kind()).isEqualTo(CudaFault.Kind.CARD_LOST);
                assertThat(fault).hasMessageContaining("CUDA_ERROR_ILLEGAL_ADDRESS (700)");
              });
      assertThatThrownBy(() -> engine.compute(GoldenWork.ONE_STEP.task(), () -> {}))
          .isInstanceOf(ExactFailure.class)
          .hasMessageContaining("broke down, the worker has to be started anew: ")
          .hasMessageContaining("CUDA_ERROR_ILLEGAL_ADDRESS (700)");
      assertThat(engine.refusal(GoldenWork.ONE_STEP.task().shape())).isPresent();
    }
  }

  private static void readNobodysMemory(CudaCard card) {
    try (var session = card.session()) {
      var nowhere = new Region(1L << 45, 1L << 20);
      session.multiply(new Operands(nowhere, nowhere, nowhere), new Extent(128, 128, 128, 128));
      var mark = session.mark();
      session.set(mark, Lane.PRODUCT);
      session.await(mark);
    }
  }
}
