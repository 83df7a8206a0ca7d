package io.byteleap.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TextTableTest {
  @Test
  void columns_areAsWideAsTheirWidestCell_andNumbersStandOnTheRight() {
    var table =
        TextTable.ofFigures("NAME", "SCORE", "STATE")
            .row("worker-1", "0.5", "ready")
            .row("w", "10.25", "-");

    assertThat(table.lines())
        .containsExactly("NAME      SCORE  STATE", "worker-1    0.5  ready", "w         10.25  -");
  }

  @Test
  void textsOfAnOrdinaryTable_allStandOnTheLeft() {
    var table = TextTable.of("UID", "NAME").row("7", "a").row("12", "b");

    assertThat(table.lines()).containsExactly("UID  NAME", "7    a", "12   b");
  }

  @Test
  void rowOfAnotherLength_isRefused() {
    var table = TextTable.ofFigures("A", "B");

    assertThatThrownBy(() -> table.row("1")).isInstanceOf(IllegalArgumentException.class);
  }
}
