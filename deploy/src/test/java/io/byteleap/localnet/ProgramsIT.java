package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.fixture.TestPorts;
import io.byteleap.node.NodeOptions;
import io.byteleap.persistence.journal.JournalSerializer;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the programs say and how they exit when something is wrong at their start.
final class ProgramsIT {
  /// Of a process that had time to put its things in order.
  private static final int ENDED_BY_SIGTERM = 143;

  private static final Path DEPLOY = Path.of("").toAbsolutePath();

  /// What the virtual machine says of a module before the program runs, and cannot be kept from.
  private static final String INCUBATING =
      "^WARNING: Using incubator modules: jdk\\.incubator\\.vector\n";

  @TempDir private Path folder;

  private record Ended(int code, String output) {}

  @ParameterizedTest
  @ValueSource(strings = {"validator", "miner", "worker"})
  void version_isPrinted(String node) throws Exception {
    var ended = run(node, "--version");

    assertThat(ended.code()).isZero();
    assertThat(ended.output()).matches("byteleap-" + node + " [0-9.]+\\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"validator", "miner", "worker"})
  void unknownOption_isNamed(String node) throws Exception {
    var ended = run(node, "--config", "x", "--confg");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("--confg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"validator", "miner", "worker"})
  void unknownKeyAndWrongUnit_areNamedWithTheirLines(String node) throws Exception {
    String text = Files.readString(DEPLOY.resolve("config/localnet/" + node + ".yaml"));
    Path config = folder.resolve(node + ".yaml");
    int lines = text.split("\n", -1).length;
    Files.writeString(config, text + "statsu:\n  port: 1\n");

    var ended = run(node, "--config", config.toString(), "--set", "status.port=many");

    assertThat(ended.code()).isEqualTo(78);
    assertThat(ended.output())
        .contains(config + ":" + lines + ": statsu is not a known key; did you mean status?")
        .contains("--set status.port: status.port must be an integer, is 'many'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"validator", "miner", "worker"})
  void missingFile_isNamed(String node) throws Exception {
    Path config = folder.resolve("nowhere.yaml");

    var ended = run(node, "--config", config.toString());

    assertThat(ended.code()).isEqualTo(78);
    assertThat(ended.output())
        .isEqualTo("byteleap-" + node + ": " + config + ": there is no such file\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"validator", "miner", "worker"})
  void occupiedStatusPort_isNamed(String node) throws Exception {
    try (var occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--config",
                  DEPLOY.resolve("config/localnet/" + node + ".yaml").toString(),
                  "--set",
                  "status.port=" + occupied.getLocalPort()));
      settings(node).forEach(setting -> arguments.addAll(List.of("--set", setting)));

      var ended = run(node, arguments.toArray(String[]::new));

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.output().lines().toList().getLast())
          .startsWith("byteleap-" + node + ": cannot listen for")
          .contains("127.0.0.1:" + occupied.getLocalPort())
          .contains("status.port");
    }
  }

  /// What each node needs besides its file.
  private List<String> settings(String node) throws IOException {
    String chain = "subtensor.simulated_dir=" + folder;
    Path wallets = folder.resolve("wallets");
    Wallets.in(wallets, 1);
    String path = "wallet.path=" + wallets;
    return switch (node) {
      case "validator" ->
          List.of(
              chain,
              path,
              "wallet.name=validator",
              "data_dir=" + folder.resolve("data"),
              "port=" + TestPorts.free());
      case "miner" ->
          List.of(
              chain,
              path,
              "wallet.name=miner-1",
              "data_dir=" + folder.resolve("miner"),
              "worker_management.port=" + TestPorts.free());
      default -> List.of("data_dir=" + folder, "miner_url=ws://127.0.0.1:" + TestPorts.free());
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"validator", "miner"})
  void missingHotkey_isNamed(String node) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("--config", DEPLOY.resolve("config/localnet/" + node + ".yaml").toString()));
    settings(node).forEach(setting -> arguments.addAll(List.of("--set", setting)));
    arguments.addAll(List.of("--set", "wallet.hotkey=other"));

    var ended = run(node, arguments.toArray(String[]::new));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output().lines().toList().getLast())
        .startsWith("byteleap-" + node + ": hotkey " + folder.resolve("wallets"))
        .endsWith("/hotkeys/other: there is no such file");
  }

  @Test
  void damagedDataFolder_isNamed() throws Exception {
    Path data = folder.resolve("data/postgres");
    Files.createDirectories(data);
    Files.writeString(data.resolve("PG_VERSION"), "18\n");
    List<String> arguments =
        new ArrayList<>(
            List.of("--config", DEPLOY.resolve("config/localnet/validator.yaml").toString()));
    settings("validator").forEach(setting -> arguments.addAll(List.of("--set", setting)));

    var ended = run("validator", arguments.toArray(String[]::new));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output().lines().toList().getLast())
        .isEqualTo(
            "byteleap-validator: the data directory "
                + data
                + " is damaged: global/pg_control is missing; restore it from a backup or move it"
                + " away to start empty");
  }

  /// After this code a service is not tried again: going on would need another version.
  @Test
  void journalOfALaterVersion_endsTheStart_andIsNamed() throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("--config", DEPLOY.resolve("config/localnet/validator.yaml").toString()));
    settings("validator").forEach(setting -> arguments.addAll(List.of("--set", setting)));
    writeAsALaterVersion(folder.resolve("data"));

    var ended = run("validator", arguments.toArray(String[]::new));

    assertThat(ended.code()).isEqualTo(NodeOptions.EXIT_CONFIG);
    assertThat(ended.output().lines().toList().getLast())
        .startsWith("byteleap-validator: the database at ")
        .endsWith(
            "the journal holds the event 'serving/bucket-served/7' (serving, sequence number 1),"
                + " which this version does not know: the newest that it knows is"
                + " 'serving/bucket-served/1'; start the version that wrote it, or a newer one");
  }

  private static void writeAsALaterVersion(Path data) throws Exception {
    var database = Database.open(new DatabaseUrl.Embedded(), data, 2);
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
              + " event_ser_manifest, event_payload) VALUES ('serving', 1, 'later', "
              + new JournalSerializer().identifier()
              + ", 'serving/bucket-served/7', '')");
    } finally {
      database.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/dist/systemd/byteleap-validator.service",
        "src/dist/systemd/byteleap-miner.service",
        "../worker-node/src/main/resources/service/byteleap-worker.service"
      })
  void unit_triesAgain_butNotAfterTheseCodes(String unit) throws Exception {
    assertThat(Files.readAllLines(DEPLOY.resolve(unit)))
        .contains("Restart=always", "RestartPreventExitStatus=2 " + NodeOptions.EXIT_CONFIG);
  }

  @Test
  void checkConfig_saysWhatIsWrong_andStartsNothing() throws Exception {
    Path config = DEPLOY.resolve("config/localnet/miner.yaml");

    String[] usual = {
      "check-config", "--config", config.toString(), "--set", "subtensor.simulated_dir=" + folder,
    };

    var good = run("miner", usual);
    var bad =
        run(
            "miner",
            Stream.concat(Stream.of(usual), Stream.of("--set", "netuid=x")).toArray(String[]::new));

    assertThat(good).isEqualTo(new Ended(0, "1 hotkey\n" + config + " is good\n"));
    assertThat(bad.code()).isEqualTo(78);
    assertThat(bad.output()).contains("--set netuid: netuid must be an integer, is 'x'");
  }

  @Test
  void minerAtWork_answersItsOperator_andEndsWellWhenItIsTold() throws Exception {
    int port = TestPorts.free();
    List<String> options =
        new ArrayList<>(
            List.of("--config", DEPLOY.resolve("config/localnet/miner.yaml").toString()));
    settings("miner").forEach(setting -> options.addAll(List.of("--set", setting)));
    options.addAll(List.of("--set", "status.port=" + port, "--set", "logging.format=json"));
    assertThat(command("status", options).output()).contains("no node answers at");
    var miner = start("run", options, folder.resolve("miner.output"));
    try {
      await().atMost(Duration.ofMinutes(1)).until(() -> command("status", options).code() == 0);

      var status = command("status", options);
      assertThat(status.output()).contains("miner-1/default").contains("0 of 100");
      assertThat(command("validators list", options).output()).contains("no validators");
      var doctor = command("doctor", options);
      assertThat(doctor.code()).isEqualTo(1);
      assertThat(doctor.output()).contains("ok    miner: runs").contains("fail  registered");

      miner.destroy();
      assertThat(miner.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(miner.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
      assertThat(Files.readString(folder.resolve("miner.output")))
          .contains("\"message\":\"no challenge is under way any more\"");
    } finally {
      miner.destroyForcibly();
    }
  }

  private Ended command(String verb, List<String> options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(verb.split(" ")));
    arguments.addAll(options);
    return run("miner", arguments.toArray(String[]::new));
  }

  private static Process start(String verb, List<String> options, Path output) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(DEPLOY.resolve("bin/byteleap-miner").toString(), verb));
    command.addAll(options);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private Ended run(String node, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(DEPLOY.resolve("bin/byteleap-" + node).toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(
        process.exitValue(),
        Files.readString(output, StandardCharsets.UTF_8).replaceFirst(INCUBATING, ""));
  }
}
