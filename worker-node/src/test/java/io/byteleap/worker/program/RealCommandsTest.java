package io.byteleap.worker.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RealCommandsTest {
  private final Commands commands = new RealCommands();

  @Test
  void program_tellsCodeAndOutput() {
    assertThat(run("echo out; echo err >&2; exit 3"))
        .isEqualTo(new Commands.Exited(3, "out\nerr\n"));
  }

  @Test
  void wordsAreNoShellLine() {
    assertThat(commands.run(List.of("echo", "$HOME; `id`"), Duration.ofSeconds(20)))
        .isEqualTo(new Commands.Exited(0, "$HOME; `id`\n"));
  }

  @Test
  void programThatIsNotThere_isNamed() {
    assertThat(commands.run(List.of("/no/such/program"), Duration.ofSeconds(20)))
        .isEqualTo(new Commands.NotRun("/no/such/program cannot be run on this machine"));
  }

  @Test
  void programThatHangs_isGivenUp() {
    assertThat(commands.run(List.of("sleep", "600"), Duration.ofMillis(200)))
        .isEqualTo(new Commands.NotRun("it did not end within 200 ms"));
  }

  @Test
  void outputWithoutEnd_isCut() {
    var result = run("head -c 3000000 /dev/zero");

    assertThat(result)
        .isInstanceOfSatisfying(
            Commands.Exited.class, exited -> assertThat(exited.output()).hasSize(1 << 18));
  }

  private Commands.Result run(String script) {
    return commands.run(List.of("sh", "-c", script), Duration.ofSeconds(20));
  }
}
