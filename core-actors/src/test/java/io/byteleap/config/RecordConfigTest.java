package io.byteleap.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.RecordConfig.Bad;
import io.byteleap.config.RecordConfig.Good;
import io.byteleap.config.RecordConfig.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordConfigTest {
  public record Sample(
      int port,
      @Fallback("30s") Duration heartbeatInterval,
      Nested nested,
      @Fallback("[a, b]") List<String> capabilities,
      @Fallback("{}") Map<String, String> whitelist,
      @Fallback("null") String externalIp,
      @Fallback("fast") Mode mode,
      @Fallback("false") boolean enabled) {
    public Sample {
      if (port < 1_024) {
        throw new IllegalArgumentException("port must be 1024 or above");
      }
    }
  }

  public record Doors(@Fallback("[]") List<Door> doors) {}

  public record Door(@Fallback("7799") int port, Nested inner) {
    public Door {
      if (port < 1_024) {
        throw new IllegalArgumentException("port must be 1024 or above");
      }
    }
  }

  public record Directory(Map<String, Reach> peers) {}

  public sealed interface Reach {
    record OnChain() implements Reach {}

    record At(int port) implements Reach {}

    static Reach parse(String text) {
      return text.isEmpty() ? new OnChain() : new At(Integer.parseInt(text));
    }
  }

  public record Nested(@Fallback("0.5") double variance, @Fallback("2000") int matrixSize) {}

  public enum Mode {
    FAST,
    SAFE
  }

  @TempDir private Path folder;

  @Test
  void listOfSections_isRead_eachWithItsFallbacks() throws IOException {
    var loaded =
        RecordConfig.load(
            Doors.class,
            Files.writeString(
                folder.resolve("doors.yaml"),
                "doors:\n  - {port: 8001}\n  - inner: {matrix_size: 5}\n"),
            Overrides.NONE);

    assertThat(loaded)
        .isEqualTo(
            new Good<>(
                new Doors(
                    List.of(
                        new Door(8_001, new Nested(0.5, 2_000)),
                        new Door(7_799, new Nested(0.5, 5))))));
  }

  @Test
  void listOfSections_namesWhatIsWrong_withItsPlaceInTheList() throws IOException {
    var loaded =
        RecordConfig.load(
            Doors.class,
            Files.writeString(
                folder.resolve("doors.yaml"),
                "doors:\n  - {port: 8001}\n  - {prot: 1}\n  - port: 80\n  - 7\n"),
            Overrides.NONE);

    assertThat(((Bad<Doors>) loaded).problems())
        .extracting(ConfigProblem::line)
        .map(line -> line.replace(folder.toString(), ""))
        .containsExactly(
            "/doors.yaml:3: doors[1].prot is not a known key; did you mean port?",
            "/doors.yaml:4: doors[2] port must be 1024 or above",
            "/doors.yaml:5: doors[3] must hold keys and values");
  }

  @Test
  void file_givesItsValues_andFallbacksForTheRest() throws IOException {
    var loaded =
        load(
            """
            port: 9091
            nested:
              variance: 1
            whitelist:
              5Grw: null
              5FHn: 10.0.0.1:9091
            """);

    assertThat(loaded)
        .isEqualTo(
            new Good<>(
                new Sample(
                    9_091,
                    Duration.ofSeconds(30),
                    new Nested(1, 2_000),
                    List.of("a", "b"),
                    Map.of("5Grw", "", "5FHn", "10.0.0.1:9091"),
                    "",
                    Mode.FAST,
                    false)));
  }

  @Test
  void durations_areSecondsUnlessTheySayOtherwise() throws IOException {
    assertThat(interval("heartbeat_interval: 45")).isEqualTo(Duration.ofSeconds(45));
    assertThat(interval("heartbeat_interval: 500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(interval("heartbeat_interval: 2h")).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void everyProblem_isNamedWithItsPlace() throws IOException {
    var loaded =
        load(
            """
            port: yes
            heartbeat_intervall: 30
            nested:
              variance: much
              matrix_size: 3.5
            mode: quick
            enabled: 1
            """);

    assertThat(lines(loaded))
        .containsExactlyInAnyOrder(
            file() + ":1: port must be an integer, is 'yes'",
            file() + ":2: heartbeat_intervall is not a known key; did you mean heartbeat_interval?",
            file() + ":4: nested.variance must be a number, is 'much'",
            file() + ":5: nested.matrix_size must be an integer, is '3.5'",
            file() + ":6: mode must be one of fast, safe, is 'quick'",
            file() + ":7: enabled must be true or false, is '1'");
  }

  @Test
  void wrongUnit_isNamed() throws IOException {
    assertThat(lines(load("port: 9091\nheartbeat_interval: 5kb\n")))
        .containsExactly(
            file()
                + ":2: heartbeat_interval must be a duration such as 500ms, 30s, 5m, 2h or 7d,"
                + " is '5kb'");
  }

  @Test
  void missingKey_andARecordsOwnCheck_areNamed() throws IOException {
    assertThat(lines(load("mode: safe\n"))).containsExactly(file() + ":1: port is required");
    assertThat(lines(load("\n"))).containsExactly(file() + ": port is required");
    assertThat(lines(load("port: 80\n")))
        .containsExactly(file() + ":1: port must be 1024 or above");
  }

  @Test
  void fileThatIsNoneOrNotYaml_isNamed() throws IOException {
    var missing = RecordConfig.load(Sample.class, folder.resolve("none.yaml"), Overrides.NONE);

    assertThat(lines(missing))
        .containsExactly(folder.resolve("none.yaml") + ": there is no such file");
    assertThat(lines(load("port: [9091\n"))).singleElement().asString().contains("is not YAML");
    assertThat(lines(load("- 1\n"))).containsExactly(file() + ":1: must hold keys and values");
    assertThat(lines(load("port: 9091\nport: 9092\n")))
        .containsExactly(file() + ":2: port is written twice");
    assertThat(lines(load("port: 9091\nnested: 5\n")))
        .containsExactly(file() + ":2: nested must hold keys and values");
  }

  @Test
  void mapOfOurOwnType_takesEmptyValues_andNamesTheKeyOfAWrongOne() throws IOException {
    Files.writeString(file(), "peers:\n  a: null\n  b:\n  c: 7\n");
    assertThat(RecordConfig.load(Directory.class, file(), Overrides.NONE))
        .isEqualTo(
            new Good<>(
                new Directory(
                    Map.of(
                        "a",
                        new Reach.OnChain(),
                        "b",
                        new Reach.OnChain(),
                        "c",
                        new Reach.At(7)))));

    Files.writeString(file(), "peers:\n  a: null\n  b: x\n");
    assertThat(
            ((Bad<Directory>) RecordConfig.load(Directory.class, file(), Overrides.NONE))
                .problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.line()).startsWith(file() + ":3: peers.b "));
  }

  @Test
  void overrides_winOverTheFile_theCommandLineOverTheEnvironment() throws IOException {
    Files.writeString(file(), "port: 9091\nnested:\n  variance: 0.1\n");
    var overrides =
        new Overrides(
            List.of("port=9999", "nested.matrix_size=512"),
            Map.of("BYTELEAP_MODE", "safe", "BYTELEAP_NESTED__VARIANCE", "0.2"));

    var loaded = RecordConfig.load(Sample.class, file(), overrides);

    assertThat(loaded)
        .isInstanceOfSatisfying(
            Good.class,
            good -> {
              var sample = (Sample) good.config();
              assertThat(sample.port()).isEqualTo(9_999);
              assertThat(sample.nested()).isEqualTo(new Nested(0.2, 512));
              assertThat(sample.mode()).isEqualTo(Mode.SAFE);
            });
  }

  @Test
  void override_thatIsWrong_isNamedAsSuch() throws IOException {
    Files.writeString(file(), "port: 9091\n");

    assertThat(lines(RecordConfig.load(Sample.class, file(), set("porrt=1"))))
        .containsExactly("--set porrt: porrt is not a known key; did you mean port?");
    assertThat(lines(RecordConfig.load(Sample.class, file(), set("port"))))
        .containsExactly("--set port: must be key=value");
    assertThat(lines(RecordConfig.load(Sample.class, file(), set("port=x"))))
        .containsExactly("--set port: port must be an integer, is 'x'");
  }

  @Test
  void commandLine_winsOverTheEnvironment() throws IOException {
    Files.writeString(file(), "port: 9091\n");
    var overrides = new Overrides(List.of("port=7000"), Map.of("BYTELEAP_PORT", "8000"));

    assertThat(((Good<Sample>) RecordConfig.load(Sample.class, file(), overrides)).config().port())
        .isEqualTo(7_000);
  }

  @Test
  void secret_neverPrints() {
    var secret = Secret.of("open sesame");

    assertThat(secret.toString()).isEqualTo("***");
    assertThat(secret.matches("open sesame")).isTrue();
    assertThat(secret.matches("open")).isFalse();
    assertThat(Secret.of("").matches("")).isFalse();
  }

  private static Overrides set(String assignment) {
    return new Overrides(List.of(assignment), Map.of());
  }

  private Path file() {
    return folder.resolve("node.yaml");
  }

  private Loaded<Sample> load(String yaml) throws IOException {
    Files.writeString(file(), yaml);
    return RecordConfig.load(Sample.class, file(), Overrides.NONE);
  }

  private Duration interval(String line) throws IOException {
    return ((Good<Sample>) load("port: 9091\n" + line + "\n")).config().heartbeatInterval();
  }

  private static List<String> lines(Loaded<Sample> loaded) {
    return ((Bad<Sample>) loaded).problems().stream().map(ConfigProblem::line).toList();
  }
}
