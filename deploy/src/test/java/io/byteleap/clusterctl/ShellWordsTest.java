package io.byteleap.clusterctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellWordsTest {
  private static final List<String> NASTY =
      List.of(
          "plain",
          "",
          " ",
          "it's",
          "'; touch /tmp/never; '",
          "$(id) `id` $HOME",
          "a\nb",
          "\\",
          "\\'",
          "*?[a]",
          "~",
          "#x",
          "-n",
          "!x",
          "a\"b",
          "ä");

  /// What a shell makes of the line, each word with a sign after it. It reads the line and does not
  /// get it as an argument, which Java writes in the encoding of whoever runs the tests.
  @Test
  void words_throughARealShell_comeOutUnchanged() throws Exception {
    String line = ShellWords.joined(NASTY);

    var process = new ProcessBuilder("sh").start();
    try (var shell = process.outputWriter(StandardCharsets.UTF_8)) {
      shell.write("show() { printf '%s\\001' \"$@\"; }; show " + line + "\n");
    }
    String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(shown).isEqualTo(String.join("\001", NASTY) + "\001");
  }

  @Test
  void plainWord_staysReadable() {
    assertThat(ShellWords.joined(List.of("--set", "a=b c"))).isEqualTo("--set 'a=b c'");
  }

  @Test
  void nul_isRefused() {
    assertThatThrownBy(() -> ShellWords.quoted("a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
