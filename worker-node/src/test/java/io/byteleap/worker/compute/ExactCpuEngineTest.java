package io.byteleap.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpeningCheck;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.RoundCheck;
import io.byteleap.domain.exact.Stint;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.TimedWork;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.exact.OpeningFrame;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExactCpuEngineTest {
  private final ExactCpuEngine engine = ExactCpuEngine.of(3);

  @AfterEach
  void stop() {
    engine.close();
  }

  static Stream<JsonNode> products() {
    return Vectors.cases("exact", "products");
  }

  @ParameterizedTest
  @MethodSource("products")
  void engine_givesRootAndOpeningOfTheVectors(JsonNode vector) {
    var task = taskOf(vector);
    var rows = Vectors.integers(vector.path("rows"));
    var request = new OpeningRequest(task.challenge(), task.unit(), task.shape(), rows);

    try (var product = engine.compute(task, ExactCpuEngineTest::goOn)) {
      assertThat(product.root().hex()).isEqualTo(vector.path("root").asText());
      assertThat(OpeningFrame.encode(request, product.open(rows, ExactCpuEngineTest::goOn)))
          .isEqualTo(Bytes.adopting(HexFormat.of().parseHex(vector.path("opening").asText())));
    }
  }

  @Test
  void warmUp_leavesTheEngineAsItWas_andEndsWhenItIsClosed() {
    engine.warmUp();
    var vector = products().findFirst().orElseThrow();

    try (var product = engine.compute(taskOf(vector), ExactCpuEngineTest::goOn)) {
      assertThat(product.root().hex()).isEqualTo(vector.path("root").asText());
    }
    var closed = ExactCpuEngine.of(1);
    closed.close();
    assertThatCode(closed::warmUp).doesNotThrowAnyException();
  }

  @Test
  void engine_givesTheSameWithAnyNumberOfThreads_andIsSound() {
    Seeds.check(
        6,
        random -> {
          var task = task(128 * random.nextInt(1, 4), random.nextInt(1, 4));
          var rows = List.of(random.nextInt(64), 64 + random.nextInt(64));
          var check = RoundCheck.computed(task.keyOfB(), task.shape().size(), random);
          try (var other = ExactCpuEngine.of(random.nextInt(1, 7));
              var product = engine.compute(task, ExactCpuEngineTest::goOn);
              var otherProduct = other.compute(task, ExactCpuEngineTest::goOn)) {
            assertThat(otherProduct.root()).isEqualTo(product.root());
            assertThat(
                    OpeningCheck.judge(
                        task,
                        product.root(),
                        rows,
                        otherProduct.open(rows, ExactCpuEngineTest::goOn),
                        check))
                .isEqualTo(new ExactVerdict.Sound());
          }
        });
  }

  @Test
  void stint_endsTheWork_withTheFirstRows_whichAreSound() {
    var task = TimedWork.within(Duration.ofMillis(1), task(512, 64)); // a block takes longer
    var check = RoundCheck.computed(task.keyOfB(), 512, Seeds.generator(1));

    try (var product = engine.compute(task, ExactCpuEngineTest::goOn)) {
      int rows = product.made().rows();
      var asked = List.of(0, rows - 1);
      var made = task.of(new Extent.First(rows));

      assertThat(rows).isBetween(8, 3 * 8).matches(count -> count % 8 == 0);
      assertThat(task.extent(product.made())).isEqualTo(new Extent.First(rows));
      assertThat(
              OpeningCheck.judge(
                  made,
                  product.root(),
                  asked,
                  product.open(asked, ExactCpuEngineTest::goOn),
                  check))
          .isEqualTo(new ExactVerdict.Sound());
    }
  }

  @Test
  void stintLongerThanTheWork_makesAllOfIt() {
    var task = task(256, 2);

    try (var whole = engine.compute(task, ExactCpuEngineTest::goOn);
        var timed = engine.compute(TimedWork.within(Stint.MAX, task), ExactCpuEngineTest::goOn)) {
      assertThat(timed.made()).isEqualTo(whole.made()).isEqualTo(task.shape());
      assertThat(timed.root()).isEqualTo(whole.root());
    }
  }

  @Test
  void whatTheCheckpointThrows_endsTheWork_andTheThreadsAreThereForTheNext() {
    var passed = new AtomicInteger();
    Runnable third =
        () -> {
          if (passed.incrementAndGet() == 3) {
            throw new CancellationException("enough");
          }
        };

    assertThatThrownBy(() -> engine.compute(task(512, 64), third))
        .isInstanceOf(CancellationException.class)
        .hasMessage("enough");

    assertThat(engine.compute(task(128, 1), ExactCpuEngineTest::goOn).root()).isNotNull();
  }

  @Test
  void openingsEnd_byTheirCheckpointToo() {
    try (var product = engine.compute(task(256, 2), ExactCpuEngineTest::goOn)) {
      assertThatThrownBy(
              () ->
                  product.open(
                      List.of(1),
                      () -> {
                        throw new CancellationException("enough");
                      }))
          .isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void closedEngine_givesUpWhatItIsAt() throws Exception {
    var begun = new CountDownLatch(1);
    try (var caller = Executors.newSingleThreadExecutor()) {
      var endless = caller.submit(() -> engine.compute(task(2_048, 64), begun::countDown));
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

      engine.close();

      assertThat(endless)
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withCauseInstanceOf(CancellationException.class);
    }
  }

  @Test
  void workBeyondTheMemory_isRefusedWithNumbers_andNotAttempted() {
    try (var small = ExactCpuEngine.within(4 << 20, 1)) {
      assertThat(small.refusal(new ExactShape(1_024, 1))).isEmpty();
      assertThat(small.refusal(new ExactShape(16_384, 1)).orElseThrow())
          .matches(
              "matrices of size 16384 need \\d+ MiB of memory, this worker has 4 MiB for them");
      assertThatThrownBy(() -> small.compute(task(16_384, 1), ExactCpuEngineTest::goOn))
          .isInstanceOf(ExactFailure.class)
          .hasMessageContaining("16384");
    }
  }

  private static void goOn() {
    // nothing stops the work
  }

  private static ExactTask taskOf(JsonNode vector) {
    return new ExactTask(
        new ChallengeId(Vectors.load("exact").path("challenge").asText()),
        new UnitId(vector.path("unit").asText()),
        new ExactShape(vector.path("n").asInt(), vector.path("t").asInt()),
        MatrixKey.ofHex(vector.path("key_a").asText()),
        MatrixKey.ofHex(vector.path("key_b").asText()));
  }

  private static ExactTask task(int size, int steps) {
    return new ExactTask(
        new ChallengeId("c"),
        UnitId.CPU,
        new ExactShape(size, steps),
        MatrixKey.ofHex("0a".repeat(32)),
        MatrixKey.ofHex("0b".repeat(32)));
  }
}
