package io.byteleap.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.fixture.JavaProbe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The program as people call it.
final class SimulateTest {
  private static final List<String> FILES =
      List.of("miners.csv", "workers.csv", "samples.csv", "counts.csv", "report.html");

  @TempDir private Path folder = Path.of("");

  private record Ended(int code, String out, String err) {}

  private static Ended run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    PrintStream usualOut = System.out;
    PrintStream usualErr = System.err;
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code = SimulateMain.run(arguments);
      return new Ended(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(usualOut);
      System.setErr(usualErr);
    }
  }

  private Ended small(Path out, String... more) {
    var arguments =
        new java.util.ArrayList<>(
            List.of(
                "--miners",
                "3",
                "--workers",
                "2",
                "--hours",
                "6",
                "--seed",
                "7",
                "--faults",
                "harsh",
                "--out",
                out.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void sameSeed_isTheSameReport_toTheByte() throws IOException {
    var first = small(folder.resolve("first"));
    var second = small(folder.resolve("second"));

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(second.out()).isEqualTo(first.out());
    for (String file : FILES) {
      assertThat(Files.readAllBytes(folder.resolve("second").resolve(file)))
          .isEqualTo(Files.readAllBytes(folder.resolve("first").resolve(file)));
    }
    assertThat(first.out()).contains("availability of workers", "challenges", "validator crashes");
    assertThat(first.err()).contains("100 %", "MiB of heap");
  }

  /// Whatever differs from one virtual machine to the next, the report does not.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--miners 32 --workers 20 --hours 24 --seed 7 --faults mild --challenges-max 5000",
        "--actors --miners 2 --workers 2 --hours 1 --seed 7 --faults harsh"
      })
  void sameSeed_inAnotherProcess_isTheSameReport(String world)
      throws IOException, InterruptedException {
    var ended = run(to("here", world).toArray(String[]::new));
    var printed =
        JavaProbe.called("-XX:TieredStopAtLevel=1", SimulateMain.class, to("there", world));

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(printed).isEqualTo(ended.out().lines().toList());
    for (String file : FILES) {
      assertThat(folder.resolve("there").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("here").resolve(file));
    }
  }

  private List<String> to(String name, String world) {
    return List.of((world + " --out " + folder.resolve(name)).split(" "));
  }

  @Test
  void otherPolicy_isComparedOnTheSameWorld() throws IOException {
    Path policy = folder.resolve("<both>.yaml");
    Files.writeString(
        policy,
        """
        weight_management:
          score_weights:
            lease_weight: 0.5
            challenge_weight: 0.5
        """);

    var ended = small(folder, "--compare", policy.toString());

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("all that moves");
    assertThat(Files.readString(folder.resolve("miners.csv")))
        .contains("\"usual\",miner-0", "\"<both>.yaml\",miner-0");
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("&lt;both&gt;.yaml", "<polyline")
        .doesNotContain("<both>", "http://", "https://", "<script");
  }

  @Test
  void wrongPolicy_isRefusedAtOnce_andNothingIsWritten() throws IOException {
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(
        policy,
        """
        weight_management:
          score_weights:
            lease_wait: 0.5
          availability:
            window_hours: 170
        """);
    Path out = folder.resolve("out");

    var ended = small(out, "--policy", policy.toString());

    assertThat(ended.code()).isEqualTo(78);
    assertThat(ended.err())
        .contains("weight_management.score_weights.lease_wait", "did you mean lease_weight?")
        .contains("window_hours must be 1 to 169");
    assertThat(ended.out()).isEmpty();
    assertThat(out).doesNotExist();
  }

  @Test
  void missingPolicy_isRefused() {
    var ended = small(folder.resolve("out"), "--compare", folder.resolve("no.yaml").toString());

    assertThat(ended.code()).isEqualTo(78);
    assertThat(ended.err()).contains("no.yaml");
  }

  @Test
  void wrongNumbers_areRefused() {
    assertThat(run("--workers", "101").code()).isEqualTo(2);
    assertThat(run("--hours", "0").err()).contains("--hours must be 1 to 1440, is 0");
    assertThat(run("--miners", "0").code()).isEqualTo(2);
    assertThat(run("--faults", "some").code()).isEqualTo(2);
    assertThat(run("--challenges-max", "0").code()).isEqualTo(2);
  }

  @Test
  void nameOfAFile_isNoFormula() {
    assertThat(CsvReport.quoted("=1+1\".yaml")).isEqualTo("\"'=1+1\"\".yaml\"");
  }

  @Test
  void quantiles_areOfTheSortedValues() {
    double[] sorted = {1, 2, 3, 4, 5};

    assertThat(TextReport.quantile(sorted, 0)).isEqualTo(1);
    assertThat(TextReport.quantile(sorted, 0.5)).isEqualTo(3);
    assertThat(TextReport.quantile(sorted, 1)).isEqualTo(5);
    assertThat(TextReport.quantile(new double[0], 0.5)).isZero();
  }

  @Test
  void progress_isABar() {
    assertThat(ProgressBar.line("usual", 50))
        .isEqualTo("usual [" + "#".repeat(20) + ".".repeat(20) + "] 50 %");
  }
}
