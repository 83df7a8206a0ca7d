package io.byteleap.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.RecordConfig.Bad;
import io.byteleap.config.RecordConfig.Good;
import io.byteleap.node.NodeLog.LogLevel;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

final class WorkerConfigTest {
  private static final Path SAMPLE = Path.of("../deploy/config/worker.yaml");

  @TempDir private Path folder;

  @Test
  void sampleFile_holdsTheDefaults() throws IOException {
    assertThat(good(SAMPLE)).isEqualTo(good(file("")));
  }

  @Test
  void sampleFile_namesEveryKey() throws IOException {
    Map<String, Object> sample = new Yaml().load(Files.readString(SAMPLE));

    assertThat(keys(WorkerConfig.class, sample))
        .allSatisfy(key -> assertThat(key).doesNotEndWith("?"));
    assertThat(keys(WorkerConfig.class, sample)).contains("gpu.socket_path", "logging.format");
  }

  @Test
  void existingOperatorsFile_loadsUnchanged() throws IOException {
    var config =
        good(
            file(
                """
                worker_name: worker-01
                miner_url: ws://10.0.0.5:8080/ws
                reconnect_interval: 5
                ping_interval: 15
                ping_timeout: 30
                max_concurrent_tasks: 4
                default_task_timeout: 300
                heartbeat_interval: 30
                gpu:
                  enable: true
                  auto_start: true
                  binary_path: ./bin/subnet-miner_static
                  socket_path: /tmp/gpu_tensor.sock
                vmgw:
                  enable: true
                logging:
                  level: DEBUG
                  filepath: logs/worker.log
                  rotation: "1 day"
                  retention: "5 days"
                  format: "<green>{time}</green> | {message}"
                """));

    assertThat(config.minerUrl().toString()).isEqualTo("ws://10.0.0.5:8080/ws");
    assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.logging().level()).isEqualTo(LogLevel.DEBUG);
    assertThat(config.logging().retention().days()).isEqualTo(5);
    assertThat(config.notDone())
        .containsExactly(
            "vmgw.enable is set, but vmgw.enrolment_hosts names no host: this worker enrols"
                + " nowhere, and is only where it has enrolled before");
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "short"})
  void existingOperatorsFiles_areTakenByTheProgram(String form) {
    Path file = Path.of("src/test/resources/configs", form + ".yaml");

    assertThat(WorkerMain.run("check-config", "--config", file.toString())).isZero();
  }

  @Test
  void shortForm_hasTheSamplesValuesForTheRest() {
    var config = good(Path.of("src/test/resources/configs/short.yaml"));

    assertThat(config.workerName()).isEqualTo("gpu-worker-01");
    assertThat(config.maxConcurrentTasks()).isEqualTo(4);
    assertThat(config.reconnectInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.pingInterval()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.pingTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.defaultTaskTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.vmgw().enable()).isFalse();
    assertThat(config.update().isConfigured()).isFalse();
    assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void missingSections_meanOff() throws IOException {
    var config = good(file("miner_url: wss://miner.example\n"));

    assertThat(config.gpu().enable()).isFalse();
    assertThat(config.vmgw().enable()).isFalse();
    assertThat(config.notDone()).isEmpty();
    assertThat(config.compute().threadCount())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          miner_url: http://h:1             | miner_url must begin with ws:// or wss://
          miner_url: 10.0.0.5:7799          | miner_url must be an address such as ws://127.0.0.1:7799
          miner_url: ws:///path             | miner_url must name a host, and a port of 1 to 65535 if any
          miner_url: ws://h:99999           | miner_url must name a host, and a port of 1 to 65535 if any
          miner_url: ws://u:p@h             | miner_url must have no user, password or fragment
          heartbeat_interval: 0             | heartbeat_interval must be positive
          heartbeat_interval: 30kb          | heartbeat_interval must be a duration such as 500ms, 30s, 5m, 2h or 7d, is '30kb'
          ping_interval: 0                  | ping_interval must be positive
          ping_timeout: 0s                  | ping_timeout must be positive
          reconnect_interval: 0ms           | reconnect_interval must be positive
          default_task_timeout: 0           | default_task_timeout must be positive
          max_concurrent_tasks: 0           | max_concurrent_tasks must be 1 to 100, is 0
          drain_timeout: 6m                 | drain_timeout must be 300s or less
          vm: {base_image_gib_max: 0}       | vm base_image_gib_max must be 1 to 4096, is 0
          update: {source: "https://h/v"}   | update public_key and source are needed both, or neither
          update: {public_key: "AAAA"}      | update public_key must be an Ed25519 public key: the base64 of its 32 bytes
          update: {check_interval: 5s}      | update check_interval must be 1m or more
          update: {health_timeout: 5s}      | update health_timeout must be 10s or more
          update: {source: "http://h/v"}    | update source must be an address that begins with https://, or a folder such as file:///srv/byteleap, without user, query or fragment
          max_concurrent_tasks: true        | max_concurrent_tasks must be an integer, is 'true'
          compute: {threads: -1}            | compute threads must be 0 to 1024, is -1
          instance: "a\\u0007b"             | instance must be at most 128 characters that can be shown, without space around them
          hartbeat_interval: 5              | hartbeat_interval is not a known key; did you mean heartbeat_interval?
          status: {port: 0}                 | status port outside 1..65535: 0
          logging: {rotation: 10 MB}        | logging.rotation must be '1 day': log files are rolled over at midnight only, is '10 MB'
          logging: {retention: for ever}    | logging.retention must be a number of days such as '3 days', is 'for ever'
          logging: {retention: 0 days}      | logging.retention retention must be 1 to 3650, is 0
          public_ip: {services: ["ftp://h/x"]} | public_ip services must be addresses such as https://HOST/PATH, is 'ftp://h/x'
          public_ip: {services: ["http://h/x"]} | public_ip services must be addresses such as https://HOST/PATH, is 'http://h/x'
          public_ip: {interval: 0}          | public_ip interval must be positive
          gpu: {check_interval: 0}          | gpu check_interval must be positive
          gpu: {start_timeout: 0}           | gpu start_timeout must be positive
          gpu: {info_interval: 0}           | gpu info_interval must be positive
          gpu: {restart_pause_max: 0}       | gpu restart_pause_max must be positive
          logging: {level: LOUD}            | logging.level must be one of debug, info, warning, error, is 'LOUD'
          """)
  void badValue_isNamed(String yaml, String line) throws IOException {
    Path file = file(yaml + "\n");

    assertThat(problems(file)).containsExactly(file + ":1: " + line);
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("worker.yaml"), yaml);
  }

  private static WorkerConfig good(Path file) {
    return switch (RecordConfig.load(WorkerConfig.class, file, Overrides.NONE)) {
      case Good<WorkerConfig>(var config) -> config;
      case Bad<WorkerConfig>(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static List<String> problems(Path file) {
    return switch (RecordConfig.load(WorkerConfig.class, file, Overrides.NONE)) {
      case Good<WorkerConfig> good -> throw new AssertionError("taken: " + good);
      case Bad<WorkerConfig>(var problems) -> problems.stream().map(ConfigProblem::line).toList();
    };
  }

  /// The keys of a record, with a question mark after each that the file does not hold.
  private static Stream<String> keysOf(Class<?> type, Object written) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(
            component -> {
              String key = keyOf(component);
              if (!(written instanceof Map<?, ?> section) || !section.containsKey(key)) {
                return Stream.of(key + "?");
              }
              boolean isSection = section.get(key) instanceof Map;
              return isSection
                  ? keysOf(component.getType(), section.get(key)).map(inner -> key + "." + inner)
                  : Stream.of(key);
            });
  }

  private static List<String> keys(Class<?> type, Object written) {
    return keysOf(type, written).toList();
  }

  private static String keyOf(RecordComponent component) {
    return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
