package io.byteleap.validator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StandstillTest {
  private static final Duration MAX = Duration.ofSeconds(6);

  private final AtomicLong nanos = new AtomicLong(1_000);
  private final Standstill standstill = new Standstill(nanos::get, MAX);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void processThatTicks_mayWrite() {
    for (int i = 0; i < 100; i++) {
      pass(MAX);
      standstill.tick();
    }

    assertThat(standstill.refusal()).isEmpty();
  }

  @Test
  void writerThatLooksBeforeTheTick_isRefused() {
    pass(MAX.plusMillis(1));

    assertThat(standstill.refusal())
        .contains("this process stood still for 6001 ms, and others may have taken its place");
  }

  @Test
  void tickThatComesBeforeTheWriter_doesNotHideTheStandstill() {
    pass(Duration.ofSeconds(23));
    standstill.tick();
    pass(Duration.ofMillis(1));
    standstill.tick();

    assertThat(standstill.found()).contains(Duration.ofSeconds(23));
  }
}
