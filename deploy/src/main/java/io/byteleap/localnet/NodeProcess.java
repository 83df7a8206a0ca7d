package io.byteleap.localnet;

import io.byteleap.domain.units.Label;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// One node as a process of the system, in a session of its own, so that Ctrl-C reaches the
/// localnet alone and the nodes are stopped in order.
public final class NodeProcess {
  private static final File NOTHING = new File("/dev/null");

  private final Member member;
  private final Process process;

  private NodeProcess(Member member, Process process) {
    this.member = member;
    this.process = process;
  }

  /// Starts the node; what it prints goes to its log file.
  public static NodeProcess start(Member member) throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(member.command());
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(NOTHING)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(member.log().toFile()))
            .start();
    return new NodeProcess(member, process);
  }

  public Member member() {
    return member;
  }

  public long pid() {
    return process.pid();
  }

  /// The exit code; empty while the process runs.
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /// The node's last word, for a person who wonders why it stopped: what the program itself says,
  /// else the last line of its log.
  public String lastLine() {
    try (Stream<String> lines = Files.lines(member.log(), StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> !line.isBlank())
          .reduce((best, line) -> isSaid(best) && !isSaid(line) ? best : line)
          .map(line -> Label.of(line).value())
          .orElse("no word");
    } catch (IOException | UncheckedIOException e) {
      return "its log cannot be read";
    }
  }

  private static boolean isSaid(String line) {
    return line.startsWith("byteleap-");
  }

  /// Processes of nodes that work on the data in `data`, whoever started them.
  public static List<ProcessHandle> allOn(Path data) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> isNodeOn(data, process))
        .toList();
  }

  private static boolean isNodeOn(Path data, ProcessHandle process) {
    String line = commandLine(process).orElse("");
    return line.contains("=" + data + "/")
        && line.matches("(?s).*\\bio\\.byteleap\\.(validator|miner|worker)\\.[A-Za-z]+Main\\b.*");
  }

  /// Read whole from /proc, since the handle's own text may be cut.
  private static Optional<String> commandLine(ProcessHandle process) {
    try {
      return Optional.of(
          Files.readString(
                  Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                  StandardCharsets.ISO_8859_1)
              .replace('\0', ' '));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Asks the processes to stop and waits; those that take longer than `patience` are killed.
  /// Returns how many had to be.
  public static int stop(List<ProcessHandle> processes, Duration patience) {
    processes.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + patience.toNanos();
    int killed = 0;
    for (ProcessHandle process : processes) {
      if (!hasStopped(process, deadline - System.nanoTime())) {
        process.destroyForcibly();
        killed++;
      }
    }
    return killed;
  }

  private static boolean hasStopped(ProcessHandle process, long nanos) {
    try {
      process.onExit().get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return !process.isAlive();
    }
  }
}
