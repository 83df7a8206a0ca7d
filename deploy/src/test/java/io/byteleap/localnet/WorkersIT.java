package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.admission.JoinToken;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.node.FreePorts;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `byteleap-miner workers …`, by its launcher, against the running miner of a localnet.
final class WorkersIT {
  private static final Path HOME = Path.of("").toAbsolutePath().resolveSibling("");
  private static final Path CONFIGS = HOME.resolve("deploy/config/localnet");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Json JSON = Json.upTo(1 << 20);

  @TempDir private Path folder;

  private final FreePorts ports = FreePorts.startingAnywhere(RandomGenerator.getDefault());
  private Site site;
  private Plan plan;
  private Localnet network;
  private CompletableFuture<Localnet.Outcome> outcome;

  private record Ended(int code, String output, String errors) {}

  @BeforeEach
  void start() throws IOException {
    site = Site.of(HOME, CONFIGS, folder.resolve("data"));
    site.open();
    var config =
        ((RecordConfig.Good<LocalnetConfig>)
                RecordConfig.load(
                    LocalnetConfig.class, CONFIGS.resolve("network.yaml"), Overrides.NONE))
            .config();
    plan = Plan.of(1, Wallets.in(site.wallets(), 1), site, ports, config.javaOptions());
    var display =
        Display.plain(new PrintStream(PrintStream.nullOutputStream()), Instant.now(), PATIENCE);
    network =
        new Localnet(
            plan,
            site,
            config,
            new Localnet.Settings(Optional.empty(), display, false, new Localnet.WholeWorker()),
            InstantSource.system());
    outcome =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return network.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @AfterEach
  void stopWhatIsLeft() throws Exception {
    network.stop();
    outcome.handle((_, _) -> "over").join();
    NodeProcess.stop(NodeProcess.allOn(site.data()), Duration.ofSeconds(10));
    site.stopDatabase();
  }

  @Test
  void operatorsCommands_workOnTheRunningMiner_andItsHundredPlacesAreThatMany() throws Exception {
    awaitWorkers(1);
    var first = workers().getFirst();
    String id = first.text("worker_id");
    assertThat(first.text("access")).isEqualTo("keyed");
    assertThat(first.text("transport")).isEqualTo("tls");
    assertThat(first.text("label")).isEqualTo("worker-1");
    assertThat(run("list").output()).contains(id).contains("keyed").contains("tls");

    assertThat(run("drain", id).output()).isEqualTo(id + " (worker-1): draining\n");
    assertThat(workers().getFirst().text("duty")).isEqualTo("draining");
    assertThat(run("resume", id).output()).isEqualTo(id + " (worker-1): on duty\n");

    revokedTokenLetsNobodyIn();

    assertThat(run("remove", id).code()).isZero();
    awaitLogged(plan.workers().getFirst(), "4013: This worker was removed");
    assertThat(workers()).isEmpty();

    fillAllPlaces();
    var oneTooMany = worker("worker-101", run("token", "new").output());
    awaitLogged(oneTooMany, "4003: Worker limit reached: all 100 places of this miner are taken");
    assertThat(workers()).hasSize(WorkerRegistry.WORKERS_MAX);
  }

  private void revokedTokenLetsNobodyIn() throws Exception {
    String token = run("token", "new", "--lifetime", "10m").output();
    assertThat(run("token", "revoke", JoinToken.parse(token).id().hex()).code()).isZero();

    var stranger = worker("worker-7", token);

    awaitLogged(stranger, "4009: The join token is not one of this miner, or was revoked");
    assertThat(workers()).hasSize(1);
  }

  private void fillAllPlaces() throws Exception {
    var token = JoinToken.parse(run("token", "new", "--uses", "100").output());
    var http = KeyedClient.trusting(token);
    for (int i = 0; i < WorkerRegistry.WORKERS_MAX; i++) {
      KeyedClient.join(http, "w-" + i, token);
    }
  }

  /// Starts a worker like the first, with a token of its own.
  private Member worker(String name, String token) throws IOException {
    var model = plan.workers().getFirst();
    Path data = Files.createDirectories(site.dataOf(name));
    var settings = new TreeMap<>(model.settings());
    settings.put("data_dir", data.toString());
    settings.put("instance", name);
    settings.put("worker_name", name);
    settings.put("join_token_file", Files.writeString(site.joinTokenOf(name), token).toString());
    int statusPort = ports.next();
    settings.put("status.port", Integer.toString(statusPort));
    var member =
        new Member(
            model.role(),
            name,
            model.javaOptions(),
            model.program(),
            model.config(),
            settings,
            site.logOf(name),
            statusPort);
    NodeProcess.start(member);
    return member;
  }

  private static void awaitLogged(Member member, String text) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(Files.readString(member.log())).contains(text));
  }

  private void awaitWorkers(int count) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              var ended = run("list", "--json");
              return ended.code() == 0
                  && JSON.parse(ended.output()).objects("workers").stream()
                          .filter(worker -> worker.text("status").equals("online"))
                          .count()
                      == count;
            });
  }

  private List<JsonObject> workers() throws Exception {
    return JSON.parse(run("list", "--json").output()).objects("workers");
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    var miner = plan.miners().getFirst();
    List<String> command = new ArrayList<>(List.of(miner.program().toString(), "workers"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config", miner.config().toString()));
    miner.settings().forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    var process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), text(output), text(errors));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
