package io.byteleap.localnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.json.JsonObject;
import io.byteleap.node.FreePorts;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole network as processes of their own, some of which are killed.
final class NetworkIT {
  private static final Path HOME = Path.of("").toAbsolutePath().resolveSibling("");
  private static final Path CONFIGS = HOME.resolve("deploy/config/localnet");

  /// Longer than a challenge that was lost keeps its worker from the next one.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path folder;

  private final StatusClient client = new StatusClient();
  private Site site;
  private Plan plan;
  private Localnet network;
  private CompletableFuture<Localnet.Outcome> outcome;

  @BeforeEach
  void start() throws IOException {
    site = Site.of(HOME, CONFIGS, folder.resolve("data"));
    site.open();
    startNetwork();
  }

  private void startNetwork() throws IOException {
    plan =
        Plan.of(
            2,
            Wallets.in(site.wallets(), 1),
            site,
            FreePorts.startingAnywhere(RandomGenerator.getDefault()),
            config().javaOptions());
    var display =
        Display.plain(new PrintStream(PrintStream.nullOutputStream()), Instant.now(), PATIENCE);
    network =
        new Localnet(
            plan,
            site,
            config(),
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

  private static LocalnetConfig config() {
    var loaded =
        RecordConfig.load(LocalnetConfig.class, CONFIGS.resolve("network.yaml"), Overrides.NONE);
    return ((RecordConfig.Good<LocalnetConfig>) loaded).config();
  }

  @AfterEach
  void stopWhatIsLeft() throws Exception {
    network.stop();
    outcome.handle((_, _) -> "over").join();
    NodeProcess.stop(NodeProcess.allOn(site.data()), Duration.ofSeconds(10));
    site.stopDatabase();
    client.close();
  }

  @Test
  void nodesThatAreKilled_comeBack_andNothingIsLost() throws Exception {
    awaitScored();
    var lease = api("leases").objects("leases").getFirst();
    long verified = verified();
    long available = available("worker-1");

    restart(plan.validator());
    awaitReady(plan.validator());
    assertThat(api("leases").objects("leases"))
        .anySatisfy(
            held -> {
              assertThat(held.text("lease_id")).isEqualTo(lease.text("lease_id"));
              assertThat(held.flag("active")).isTrue();
            });
    assertThat(available("worker-1")).isGreaterThanOrEqualTo(available);
    assertThat(verified()).isGreaterThanOrEqualTo(verified);
    awaitMoreVerified();

    restart(plan.miners().getFirst());
    awaitReady(plan.miners().getFirst());
    awaitMoreVerified();

    restart(plan.workers().get(1));
    awaitReady(plan.workers().get(1));
    awaitMoreVerified();

    network.stop();
    assertThat(outcome.join().missing()).allMatch(NetworkIT::isPriceOfAKill);
    assertThat(NodeProcess.allOn(site.data())).isEmpty();

    long before = verified;
    startNetwork();
    await().atMost(PATIENCE).until(() -> verified() > before);
    assertThat(api("leases").objects("leases"))
        .anySatisfy(held -> assertThat(held.text("lease_id")).isEqualTo(lease.text("lease_id")));
  }

  /// What a challenge may come to that was open when somebody was killed: nobody is charged for it,
  /// or it was the killed worker's.
  private static boolean isPriceOfAKill(String missing) {
    return missing.matches(
        "challenge \\S+ of (worker-2 failed: .+|\\S+ failed: (not_collected|validator_away))");
  }

  /// Kills the node's process, then starts the node as the log says.
  private void restart(Member member) throws IOException {
    var processes =
        NodeProcess.allOn(site.data()).stream().filter(process -> isOf(member, process)).toList();
    assertThat(processes).hasSize(1);
    processes.getFirst().destroyForcibly();
    processes.getFirst().onExit().join();
    NodeProcess.start(member);
  }

  private static boolean isOf(Member member, ProcessHandle process) {
    return process
        .info()
        .commandLine()
        .filter(line -> line.contains("status.port=" + member.statusPort()))
        .isPresent();
  }

  private void awaitReady(Member member) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client.get(member.url("/ready")).join()
                        instanceof StatusClient.Answer(var status, _)
                    && status == 200);
  }

  private void awaitScored() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                api("workers").objectsOrNone("workers").stream()
                    .anyMatch(worker -> worker.number("score") > 0));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                api("weights").objectOrEmpty("submission").textOr("status", "").equals("included"));
  }

  private void awaitMoreVerified() {
    long before = verified();
    await().atMost(PATIENCE).until(() -> verified() > before);
  }

  private long verified() {
    return api("challenges").objectOrEmpty("totals").integerOr("verified", 0);
  }

  private long available(String worker) {
    return api("workers").objectsOrNone("workers").stream()
        .filter(row -> row.text("name").equals(worker))
        .mapToLong(row -> row.integer("available_buckets"))
        .sum();
  }

  private JsonObject api(String resource) {
    return client.get(plan.validator().url("/api/v1/" + resource)).join().bodyOrEmpty();
  }
}
