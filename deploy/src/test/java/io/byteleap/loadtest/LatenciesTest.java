package io.byteleap.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LatenciesTest {
  @Test
  void shares_areThoseOfAllThatCameBack_inWhateverOrder() {
    var latencies = new Latencies();
    for (int millis = 10_000; millis > 0; millis--) {
      latencies.add(millis * 1_000_000L);
    }

    assertThat(latencies.count()).isEqualTo(10_000);
    assertThat(latencies.millis(0.5)).isEqualTo(5_000);
    assertThat(latencies.millis(0.99)).isEqualTo(9_900);
    assertThat(latencies.millis(1)).isEqualTo(10_000);
  }

  @Test
  void nothing_hasNoLatency() {
    assertThat(new Latencies().millis(0.99)).isZero();
  }
}
