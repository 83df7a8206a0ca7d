package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConsoleTextTest {
  private final ConsoleText text = new ConsoleText();

  @Test
  void lines_comeWhole_whateverThePieces_andOnce() {
    text.take("[    0.0] Lin");
    assertThat(text.news()).isEmpty();

    text.take("ux\r\n\r\nnext\nand");

    assertThat(text.news()).containsExactly("[    0.0] Linux", "next");
    assertThat(text.news()).isEmpty();
  }

  @Test
  void loginPrompt_countsWithoutAnEndOfLine_eachTimeOnce() {
    text.take("Debian 12 vm ttyS0\n\nvm lo");
    assertThat(text.logins()).isZero();

    text.take("gin: ");
    text.take("\r\n");

    assertThat(text.logins()).isOne();
    assertThat(text.news()).endsWith("vm login:");
    text.take("vm login: ");
    assertThat(text.logins()).isEqualTo(2);
  }

  @Test
  void escapes_areTakenOut_andNothingElseReachesTheTerminal() {
    text.take("\u001b[0;32m  OK  \u001b[0m started\u0007\n");

    assertThat(text.news())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("OK").doesNotContain("\u001b", "\u0007"));
  }

  @Test
  void machineThatWritesWithoutEnd_takesNoMoreThanItsBound() {
    text.take("x".repeat(1 << 20));
    text.take("y\n".repeat(2 * ConsoleText.LINES_MAX));

    assertThat(text.news()).hasSize(ConsoleText.LINES_MAX);
  }
}
