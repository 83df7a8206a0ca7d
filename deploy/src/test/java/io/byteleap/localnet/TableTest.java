package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void columns_areAsWideAsTheirWidestCell_andNumbersStandOnTheRight() {
    var table =
        Table.of("NAME", "SCORE", "STATE").row("worker-1", "0.5", "ready").row("w", "10.25", "-");

    assertThat(table.lines())
        .containsExactly("NAME      SCORE  STATE", "worker-1    0.5  ready", "w         10.25  -");
  }

  @Test
  void rowOfAnotherLength_isRefused() {
    var table = Table.of("A", "B");

    assertThatThrownBy(() -> table.row("1")).isInstanceOf(IllegalArgumentException.class);
  }
}
