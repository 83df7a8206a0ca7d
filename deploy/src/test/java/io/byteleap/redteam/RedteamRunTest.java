package io.byteleap.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.OpeningCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RedteamRunTest {
  private static final String[] SHORT = {"--runs", "2", "--honest-rounds", "10"};

  /// What a run printed, and its exit code.
  private record Ran(int code, String said) {}

  private static Ran run(ExactArena.Judge judge, String... arguments) {
    var options = new RedteamOptions();
    new CommandLine(options).parseArgs(arguments);
    var bytes = new ByteArrayOutputStream();
    int code =
        new RedteamRun(
                options,
                judge,
                RedteamRun.Door.NONE,
                new PrintStream(bytes, true, StandardCharsets.UTF_8))
            .run();
    return new Ran(code, bytes.toString(StandardCharsets.UTF_8));
  }

  private static String[] shortly(String... more) {
    var all = Arrays.copyOf(SHORT, SHORT.length + more.length);
    System.arraycopy(more, 0, all, SHORT.length, more.length);
    return all;
  }

  /// A validator that makes nothing of refusals of these kinds.
  private static ExactArena.Judge blindTo(Set<ExactRefusal> kinds) {
    return (task, root, asked, opened, check) ->
        OpeningCheck.judge(task, root, asked, opened, check)
                    instanceof ExactVerdict.Refused(var why, int row)
                && !kinds.contains(why)
            ? new ExactVerdict.Refused(why, row)
            : new ExactVerdict.Sound();
  }

  @Test
  void validatorAsItIs_everyStrategy_holds() {
    var ran = run(ExactArena.Judge.REAL, SHORT);

    assertThat(ran.said()).doesNotContain("BROKEN").contains("0 are broken");
    assertThat(ran.code()).isZero();
  }

  @Test
  void validatorThatTakesAnyPath_isFound() {
    var ran = run(blindTo(EnumSet.of(ExactRefusal.PATH_ASTRAY)), shortly("--v2"));

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.said())
        .contains("BROKEN: v2-tampered-path: caught in 0 of 2 runs")
        .contains("BROKEN: v2-other-path: caught in 0 of 2 runs")
        .doesNotContain("BROKEN: v2-skip-all");
  }

  @Test
  void validatorThatTakesAnyProduct_isFound() {
    var ran = run(blindTo(EnumSet.of(ExactRefusal.PRODUCT_WRONG)), shortly("--v2"));

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.said())
        .contains("BROKEN: v2-skip-all: caught in 0 of 2 runs")
        .contains("BROKEN: v2-transposed")
        .doesNotContain("BROKEN: v2-tampered-path");
  }

  @Test
  void validatorThatPunishesHonestWork_isFound() {
    var ran =
        run(
            (_, _, _, _, _) -> new ExactVerdict.Refused(ExactRefusal.PRODUCT_WRONG, 0),
            shortly("--v2"));

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.said())
        .contains("BROKEN: v2-honest-fast: honest, and punished in 2 of 2 runs")
        .contains("BROKEN: v2-honest-rounds, run 0: product-wrong")
        .contains("10 rounds of v2 by honest units of every speed: 10 punished");
  }

  @Test
  void sameSeed_saysTheSame() {
    var arguments = shortly("--only", "v2-skip-50,v1-skip-5", "--seed", "7");

    assertThat(run(ExactArena.Judge.REAL, arguments))
        .isEqualTo(run(ExactArena.Judge.REAL, arguments));
  }

  @Test
  void only_playsThatStrategyAlone() {
    var ran = run(ExactArena.Judge.REAL, shortly("--only", "v2-skip-all"));

    assertThat(ran.said()).contains("v2-skip-all").doesNotContain("v2-skip-50");
    assertThat(ran.code()).isZero();
  }

  @Test
  void unknownName_isRefused() {
    assertThat(run(ExactArena.Judge.REAL, shortly("--only", "v2-nothing")).code()).isEqualTo(2);
  }

  @Test
  void csv_hasALineForEachStrategy(@TempDir Path folder) throws IOException {
    var file = folder.resolve("table.csv");

    run(
        ExactArena.Judge.REAL,
        shortly("--only", "v2-skip-all,pay-clock-games", "--csv", "" + file));

    assertThat(Files.readAllLines(file))
        .hasSize(3)
        .anyMatch(
            line ->
                line.startsWith(
                    "simulated,v2-skip-all,\"makes every row up\",\"product-wrong\",2,2"))
        .first()
        .isEqualTo("where,strategy,tried,caught_by,caught,runs,predicted,pay,work,gain,verdict");
  }
}
