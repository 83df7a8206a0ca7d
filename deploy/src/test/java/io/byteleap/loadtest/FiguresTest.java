package io.byteleap.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FiguresTest {
  private static final String METRICS =
      """
      # HELP byteleap_workers_connected
      # TYPE byteleap_workers_connected gauge
      byteleap_workers_connected{hotkey="a"} 100.0
      byteleap_workers_connected{hotkey="b"} 20.0
      byteleap_workers_connected_max 7.0
      byteleap_challenges_total{cause="none",outcome="delivered"} 1.5E3
      byteleap_challenges_total{cause="worker_lost",outcome="abandoned"} 2.0
      """;

  @Test
  void series_areAddedUp_byNameAndLabel() {
    var figures = Figures.parse(METRICS);

    assertThat(figures.sum("byteleap_workers_connected", "")).isEqualTo(120);
    assertThat(figures.sum("byteleap_challenges_total", "delivered")).isEqualTo(1_500);
    assertThat(figures.sum("byteleap_challenges_total", "")).isEqualTo(1_502);
    assertThat(figures.sum("byteleap_nothing", "")).isZero();
  }
}
