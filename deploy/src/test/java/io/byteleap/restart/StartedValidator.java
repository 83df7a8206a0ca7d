package io.byteleap.restart;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.loadtest.Figures;
import io.byteleap.node.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A validator as a process of its own, from its start on.
final class StartedValidator implements AutoCloseable {
  static final String WALLET = "validator";

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Json JSON = Json.upTo(64 << 20);

  private final Process process;
  private final long begun = System.nanoTime();
  private final int statusPort;
  private final HttpClient http = HttpClient.newHttpClient();

  private StartedValidator(Process process, int statusPort) {
    this.process = process;
    this.statusPort = statusPort;
  }

  static StartedValidator start(Path program, Path folder, FreePorts ports) throws IOException {
    int statusPort = ports.next();
    var config = folder.resolve("validator.yaml");
    Files.writeString(
        config,
        """
        host: 127.0.0.1
        port: %d
        data_dir: '%s'
        subtensor: {network: simulated, simulated_dir: '%s'}
        metagraph: {sync_interval: 1s}
        wallet: {name: %s, path: '%s'}
        logging: {log_dir: ""}
        weight_management: {score_interval: 5s}
        status: {port: %d}
        """
            .formatted(
                ports.next(),
                folder.resolve("data"),
                folder.resolve("chain"),
                WALLET,
                folder.resolve("wallets"),
                statusPort));
    var log = folder.resolve("validator.log").toFile();
    var process =
        new ProcessBuilder(program.toString(), "--config", config.toString())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    return new StartedValidator(process, statusPort);
  }

  Duration untilReady() throws IOException {
    return until(() -> get("/ready").has("ready") && get("/ready").flag("ready"));
  }

  /// Until a round of this run has been scored, for which every ledger was asked.
  Duration untilScored() throws IOException {
    return until(this::hasScored);
  }

  private boolean hasScored() {
    return Figures.parse(text("/metrics")).scoreRounds() >= 1;
  }

  private Duration until(BooleanSupplier condition) throws IOException {
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || since().compareTo(PATIENCE) > 0) {
        throw new IOException("the validator does not get there; see validator.log");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return since();
  }

  private Duration since() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private JsonObject get(String path) {
    String text = text(path);
    return text.startsWith("{") ? JSON.parse(text) : JsonObject.EMPTY;
  }

  /// Empty when nobody answers yet.
  private String text(String path) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statusPort + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /// Memory of the Java process.
  long memoryMiB() throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElse(0)
          >> 10;
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
