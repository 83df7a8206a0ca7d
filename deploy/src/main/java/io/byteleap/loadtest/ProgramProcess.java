package io.byteleap.loadtest;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// An installed program as a process of its own, which is put under load and looked at over its
/// status address.
final class ProgramProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration STOP_MAX = Duration.ofSeconds(20);

  private final Path log;
  private final int statusPort;
  private final Process process;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ProgramProcess(Process process, Path log, int statusPort) {
    this.process = process;
    this.log = log;
    this.statusPort = statusPort;
  }

  /// `environment` is what the process has unless the caller's environment says otherwise.
  static ProgramProcess start(
      List<String> command, Map<String, String> environment, Path log, int statusPort)
      throws IOException {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile());
    environment.forEach(builder.environment()::putIfAbsent);
    return new ProgramProcess(builder.start(), log, statusPort);
  }

  void awaitReady() throws LoadProblem {
    long end = System.nanoTime() + START_MAX.toNanos();
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw new LoadProblem(
            "the program stopped with code " + process.exitValue() + "; its log: " + log);
      }
      if (status("/ready") == 200) {
        return;
      }
      Patience.pause(LOOK);
    }
    throw new LoadProblem("the program is not ready after " + START_MAX + "; its log: " + log);
  }

  private int status(String path) {
    try {
      return http.send(request(path), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0; // not listening yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + Door.HOST + ":" + statusPort + path))
        .timeout(Duration.ofSeconds(10))
        .build();
  }

  /// Its figures as they are now.
  Figures figures() throws IOException, LoadProblem {
    try {
      return Figures.parse(
          http.send(request("/metrics"), HttpResponse.BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      throw Patience.interrupted();
    }
  }

  /// What it has had of the processors so far.
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  long residentMib() throws IOException {
    return Memory.residentMib(process.pid());
  }

  long pid() {
    return process.pid();
  }

  /// Lines of its log so far.
  long logLines() throws IOException {
    try (var lines = Files.lines(log)) {
      return lines.count();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    http.shutdownNow();
    process.destroy();
    try {
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
