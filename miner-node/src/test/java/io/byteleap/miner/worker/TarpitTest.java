package io.byteleap.miner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.miner.fixture.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TarpitTest {
  private static final int FREE = 10;
  private static final Duration HELD = Duration.ofSeconds(1);

  private final TestClock clock = new TestClock();
  private final SimpleMeterRegistry figures = new SimpleMeterRegistry();
  private final Tarpit tarpit = new Tarpit(clock, new WorkerMeters(figures));

  @Test
  void tenVisitsAtOnce_areFree_thenEachIsHeldUpAndCounted() {
    assertThat(freeVisits("a")).isEqualTo(FREE);
    assertThat(tarpit.holdUp("a")).isEqualTo(HELD);
    assertThat(tarpit.holdUp("b")).isEqualTo(Duration.ZERO);
    assertThat(figures.counter("byteleap.worker.connections.held.up").count()).isEqualTo(2);
  }

  @Test
  void visits_becomeFreeAgain_tenAMinute() {
    freeVisits("a");

    clock.pass(Duration.ofSeconds(13));
    assertThat(freeVisits("a")).isEqualTo(2);
    clock.pass(Duration.ofHours(1));
    assertThat(freeVisits("a")).isEqualTo(FREE);
  }

  @Test
  void manyVisitors_doNotFillTheMemory_theOldestAreForgotten() {
    freeVisits("a");
    for (int i = 0; i < 4_096; i++) {
      tarpit.holdUp("visitor " + i);
    }

    assertThat(tarpit.holdUp("a")).isEqualTo(Duration.ZERO);
  }

  private int freeVisits(String visitor) {
    int free = 0;
    while (tarpit.holdUp(visitor).isZero()) {
      free++;
    }
    return free;
  }
}
