package io.byteleap.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PatientSensorTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void value_isKnown_andReadAnewEachTime() {
    var count = new AtomicInteger();
    var sensor = new PatientSensor<>("t", count::incrementAndGet, LONG);

    assertThat(sensor.read()).isEqualTo(new PatientSensor.Known<>(1));
    assertThat(sensor.read()).isEqualTo(new PatientSensor.Known<>(2));
  }

  @Test
  void failure_isUnknown_withItsReason_andTriedAgain() {
    var count = new AtomicInteger();
    var sensor =
        new PatientSensor<>(
            "t",
            () -> {
              if (count.incrementAndGet() == 1) {
                throw new IOException("no such bus");
              }
              return count.get();
            },
            LONG);

    assertThat(sensor.read()).isEqualTo(new PatientSensor.Unknown<Integer>("no such bus"));
    assertThat(sensor.read()).isEqualTo(new PatientSensor.Known<>(2));
  }

  @Test
  void readingThatDoesNotComeBack_isUnknown_andNoSecondOneIsBegun() {
    var begun = new AtomicInteger();
    var hangs = new CountDownLatch(1);
    var sensor =
        new PatientSensor<>(
            "t",
            () -> {
              int number = begun.incrementAndGet();
              awaited(hangs);
              return number;
            },
            Duration.ofMillis(50));
    var unknown = new PatientSensor.Unknown<Integer>("not read within 50 ms");

    assertThat(sensor.read()).isEqualTo(unknown);
    assertThat(sensor.read()).isEqualTo(unknown);
    assertThat(begun.get()).isEqualTo(1);
    hangs.countDown();

    PatientSensor.Reading<Integer> late = unknown;
    while (late.equals(unknown)) {
      late = sensor.read();
    }
    assertThat(late).isEqualTo(new PatientSensor.Known<>(1));
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
