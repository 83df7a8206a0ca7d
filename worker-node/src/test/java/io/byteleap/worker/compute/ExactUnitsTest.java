package io.byteleap.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactEngine;
import io.byteleap.domain.exact.ExactFailure;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
import io.byteleap.worker.compute.ExactUnits.Computed;
import io.byteleap.worker.compute.ExactUnits.Failed;
import io.byteleap.worker.compute.ExactUnits.UnitResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ExactUnitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ChallengeId CHALLENGE = new ChallengeId("c");
  private static final UnitId SLOW = new UnitId("GPU-slow");
  private static final UnitId BROKEN = new UnitId("GPU-broken");
  private static final UnitId SMALL = new UnitId("GPU-small");
  private static final UnitId ABSENT = new UnitId("GPU-absent");
  private static final MatrixKey KEY = MatrixKey.ofHex("0a".repeat(32));

  private final CountDownLatch begun = new CountDownLatch(1);
  private final ExactCpuEngine cpu = ExactCpuEngine.of(2);
  private final ExactUnits units =
      ExactUnits.of(
          new TreeMap<>(
              Map.of(
                  UnitId.CPU,
                  cpu,
                  SLOW,
                  new Endless(begun),
                  BROKEN,
                  new Broken(),
                  SMALL,
                  ExactCpuEngine.within(1_000, 1))));

  @AfterEach
  void stop() {
    units.close();
    cpu.close();
  }

  /// Goes on until it is stopped.
  private record Endless(CountDownLatch begun) implements ExactEngine {
    @Override
    public Optional<String> refusal(ExactShape shape) {
      return Optional.empty();
    }

    @Override
    @SuppressWarnings("InfiniteLoop") // the checkpoint ends it
    public ExactProduct compute(ExactTask task, Runnable checkpoint) {
      begun.countDown();
      while (true) {
        checkpoint.run();
        Thread.onSpinWait();
      }
    }
  }

  private static final class Broken implements ExactEngine {
    @Override
    public Optional<String> refusal(ExactShape shape) {
      return Optional.empty();
    }

    @Override
    public ExactProduct compute(ExactTask task, Runnable checkpoint) {
      throw new ExactFailure("the card fell off the bus");
    }
  }

  private static ExactOrder order(UnitId... asked) {
    var keys = new TreeMap<UnitId, MatrixKey>();
    for (var unit : asked) {
      keys.put(unit, KEY);
    }
    return new ExactOrder(new ExactShape(128, 1), KEY, keys);
  }

  private static CompletableFuture<UnitResult> stageOf(ExactUnits.Job job, UnitId unit) {
    return Optional.ofNullable(job.results().get(unit)).orElseThrow().toCompletableFuture();
  }

  private static UnitResult resultOf(ExactUnits.Job job, UnitId unit) {
    return stageOf(job, unit).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Test
  void everyUnit_endsForItself() throws Exception {
    var job = units.start(order(UnitId.CPU, SLOW, BROKEN, SMALL, ABSENT), CHALLENGE);

    assertThat(resultOf(job, UnitId.CPU))
        .isInstanceOfSatisfying(
            Computed.class, computed -> assertThat(opened(computed)).hasSize(2));
    assertThat(resultOf(job, BROKEN)).isEqualTo(new Failed(Label.of("the card fell off the bus")));
    assertThat(resultOf(job, ABSENT))
        .isEqualTo(new Failed(Label.of("this worker has no such unit")));
    assertThat(resultOf(job, SMALL))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why().value()).contains("need"));
    assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(stageOf(job, SLOW)).isNotDone();

    job.cancel();

    assertThat(resultOf(job, SLOW)).isEqualTo(new Failed(Label.of("the work was given up")));
  }

  private static List<OpenedRow> opened(Computed computed) {
    try (var product = computed.product()) {
      return product.open(List.of(5, 9), ExactUnitsTest::goOn);
    }
  }

  private static void goOn() {
    // nothing stops the work
  }

  @Test
  void unitAtWork_takesNothingElse_untilItIsFree() throws Exception {
    var first = units.start(order(SLOW), CHALLENGE);
    assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    assertThat(resultOf(units.start(order(SLOW), new ChallengeId("d")), SLOW))
        .isEqualTo(new Failed(Label.of("this unit is at another work")));

    first.cancel();
    assertThat(resultOf(first, SLOW)).isInstanceOf(Failed.class);
    var next = units.start(order(SLOW), new ChallengeId("e"));
    assertThat(stageOf(next, SLOW)).isNotDone();
    next.cancel();
    assertThat(resultOf(next, SLOW)).isEqualTo(new Failed(Label.of("the work was given up")));
  }

  @Test
  void closedUnits_takeNothing() {
    units.close();

    assertThat(resultOf(units.start(order(UnitId.CPU), CHALLENGE), UnitId.CPU))
        .isEqualTo(new Failed(Label.of("the worker stops")));
  }

  @Test
  void roots_areThoseOfTheEngine() {
    var job = units.start(order(UnitId.CPU), CHALLENGE);
    TreeHash root;
    try (var alone =
        cpu.compute(order(UnitId.CPU).tasks(CHALLENGE).getFirst(), ExactUnitsTest::goOn)) {
      root = alone.root();
    }

    assertThat(((Computed) resultOf(job, UnitId.CPU)).product().root()).isEqualTo(root);
    assertThat(units.units()).containsExactly(UnitId.CPU, BROKEN, SLOW, SMALL);
  }
}
