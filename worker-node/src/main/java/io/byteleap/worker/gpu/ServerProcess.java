package io.byteleap.worker.gpu;

import io.byteleap.domain.units.Label;
import io.byteleap.durable.DurableFile;
import io.byteleap.durable.DurableFile.Readers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the server as a child process of the worker that never outlives it: in a session of its
/// own, so that a terminal's signals are the worker's alone; ended when the worker ends in good
/// order; ended by the kernel when the worker is killed (`setpriv --pdeathsig`, where there is
/// one); and if even that failed, ended by the next worker, which finds it in a file.
///
/// The kernel ends the child with the thread that started it, so one thread starts it, reads its
/// output and stays until its end. The child sees none of the worker's environment but what CUDA
/// needs.
public final class ServerProcess implements ServerLauncher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final Set<String> ENVIRONMENT = Set.of("PATH", "HOME", "LANG", "LD_LIBRARY_PATH");
  private static final List<String> ENVIRONMENT_PREFIXES = List.of("CUDA_", "NVIDIA_");
  private static final Duration START_MAX = Duration.ofSeconds(10);

  private final Path binary;
  private final Path program;
  private final SocketPlace place;
  private final Duration stopTimeout;
  private final Set<Running> children = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  /// `binary` as configured; `program` is the folder of this program.
  public ServerProcess(Path binary, Path program, SocketPlace place, Duration stopTimeout) {
    this.binary = binary;
    this.program = program;
    this.place = place;
    this.stopTimeout = stopTimeout;
  }

  @Override
  public Child launch() throws IOException {
    place.prepare();
    endOrphan();
    children.removeIf(child -> !child.process().isAlive());
    place.clear();
    List<String> command = command(ServerBinary.find(binary, program));
    var started = new CompletableFuture<Running>();
    var _ = Thread.ofPlatform().daemon().name("gpu-server").start(() -> own(command, started));
    var child = awaited(started);
    children.add(child);
    if (closed.get()) {
      child.stop();
      throw new IOException("the worker stops");
    }
    remember(child.process());
    return child;
  }

  private List<String> command(Path found) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    if (Files.isExecutable(SETPRIV)) {
      command.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
    }
    command.addAll(List.of(found.toString(), "--socket", place.socket().toString()));
    return command;
  }

  /// The whole life of one child, on its thread.
  private void own(List<String> command, CompletableFuture<Running> started) {
    try {
      var process = builder(command).start();
      var child = new Running(process, stopTimeout);
      started.complete(child);
      try (var output = process.getInputStream()) {
        log(output);
      } finally {
        process.waitFor();
      }
    } catch (IOException e) {
      started.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command).directory(place.folder().toFile());
    builder.environment().keySet().removeIf(name -> !isPassed(name));
    return builder
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
  }

  private static boolean isPassed(String name) {
    return ENVIRONMENT.contains(name) || ENVIRONMENT_PREFIXES.stream().anyMatch(name::startsWith);
  }

  private static Running awaited(CompletableFuture<Running> started) throws IOException {
    try {
      return started.get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the GPU server's process cannot be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// What the server writes, as far as it is worth a log; all of it is read.
  private static void log(InputStream output) throws IOException {
    var lines = new OutputLines(line -> LOG.info("gpu server says, line={}", Label.of(line)));
    var piece = new byte[4 << 10];
    for (int count = output.read(piece); count >= 0; count = output.read(piece)) {
      lines.take(new String(piece, 0, count, StandardCharsets.UTF_8));
    }
  }

  private Path pidFile() {
    return place.folder().resolve("server.pid");
  }

  private void remember(Process process) throws IOException {
    String text = process.pid() + " " + startedAt(process.toHandle());
    DurableFile.write(pidFile(), text + "\n", Readers.OWNER);
  }

  private static long startedAt(ProcessHandle process) {
    return process.info().startInstant().map(at -> at.toEpochMilli()).orElse(0L);
  }

  /// Ends a server that a worker of before left behind. Its number may be another process's by now,
  /// so the time of its start must fit too.
  @Override
  public void endOrphan() throws IOException {
    if (!Files.exists(pidFile())) {
      return;
    }
    var words = Files.readString(pidFile()).strip().split(" ", -1);
    if (words.length == 2 && words[0].matches("[0-9]{1,18}") && words[1].matches("[0-9]{1,18}")) {
      long startedAt = Long.parseLong(words[1]);
      ProcessHandle.of(Long.parseLong(words[0]))
          .filter(process -> process.isAlive() && startedAt(process) == startedAt)
          .filter(process -> process.pid() != ProcessHandle.current().pid())
          .ifPresent(
              process -> {
                LOG.warn("ending a gpu server that was left behind, pid={}", process.pid());
                end(process, stopTimeout).join();
              });
    }
    Files.deleteIfExists(pidFile());
  }

  /// Ends the child, if there is one, and waits for its end.
  @Override
  public void close() {
    closed.set(true);
    children.stream()
        .map(child -> child.process().toHandle())
        .filter(ProcessHandle::isAlive)
        .forEach(process -> end(process, stopTimeout).join());
  }

  /// SIGTERM, and SIGKILL for it and what it started when it is still there after `patience`.
  private static CompletableFuture<?> end(ProcessHandle process, Duration patience) {
    var kin = process.descendants().toList();
    process.destroy();
    return process
        .onExit()
        .copy()
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (_, failure) -> {
              if (failure != null) {
                process.destroyForcibly();
              }
              kin.forEach(ProcessHandle::destroyForcibly);
              return failure;
            })
        .thenCompose(_ -> process.onExit())
        .orTimeout(2 * patience.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(_ -> process);
  }

  /// A child that was started.
  private record Running(Process process, Duration stopTimeout) implements Child {
    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public CompletionStage<Integer> exit() {
      return process.onExit().thenApply(Process::exitValue);
    }

    @Override
    public void stop() {
      var _ = end(process.toHandle(), stopTimeout);
    }
  }
}
