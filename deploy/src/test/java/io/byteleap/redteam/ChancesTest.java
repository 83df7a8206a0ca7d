package io.byteleap.redteam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class ChancesTest {
  @Test
  void hit_isThatOfDrawingWithoutPuttingBack() {
    assertThat(Chances.hit(4, 1, 2)).isEqualTo(0.5, offset(1e-12));
    assertThat(Chances.hit(4, 2, 2)).isEqualTo(1 - 1.0 / 6, offset(1e-12));
    assertThat(Chances.hit(128, 6, 4)).isEqualTo(0.17666, offset(1e-5));
    assertThat(Chances.hit(10, 10, 1)).isEqualTo(1);
    assertThat(Chances.hit(10, 8, 3)).isEqualTo(1);
  }

  @Test
  void hit_ofAnyNumberOfRows_isTheirMean() {
    assertThat(Chances.hit(4, 1, 1, 3)).isEqualTo((0.25 + 0.5 + 0.75) / 3, offset(1e-12));
  }

  @Test
  void atMost_isTheLowerTail() {
    assertThat(Chances.atMost(0, 10, 0.5)).isEqualTo(Math.pow(2, -10), offset(1e-15));
    assertThat(Chances.atMost(5, 10, 0.5)).isEqualTo(638.0 / 1024, offset(1e-12));
    assertThat(Chances.atMost(10, 10, 0.5)).isEqualTo(1);
    assertThat(Chances.atMost(9, 10, 1)).isZero();
    assertThat(Chances.atMost(10, 10, 1)).isEqualTo(1);
    assertThat(Chances.atMost(0, 10, 0)).isEqualTo(1);
  }
}
