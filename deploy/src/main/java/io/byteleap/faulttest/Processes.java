package io.byteleap.faulttest;

import io.byteleap.localnet.Member;
import io.byteleap.localnet.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// The nodes of a test as processes, and what is done to them. One thread.
final class Processes implements AutoCloseable {
  private static final Duration STOP_MAX = Duration.ofSeconds(40);

  private final Path data;
  private final Map<String, NodeProcess> started = new HashMap<>();

  /// Nodes whose data is under `data`.
  Processes(Path data) {
    this.data = data;
  }

  void start(Member member) {
    try {
      started.put(member.name(), NodeProcess.start(member));
    } catch (IOException e) {
      throw new Broken(member.name() + " cannot be started: " + e.getMessage());
    }
  }

  private NodeProcess of(Member member) {
    var process = started.get(member.name());
    if (process == null) {
      throw new IllegalStateException("BUG: " + member.name() + " was not started");
    }
    return process;
  }

  /// `kill -9`; returns when the process is gone.
  void kill(Member member) {
    signal("KILL", member);
    Waiting.until(member.name() + " is gone", STOP_MAX, () -> exitCode(member).isPresent());
  }

  void freeze(Member member) {
    signal("STOP", member);
  }

  void thaw(Member member) {
    signal("CONT", member);
  }

  /// Asks it to stop; returns how long it took.
  Duration stop(Member member) {
    signal("TERM", member);
    return Waiting.until(
        member.name() + " stops when it is told", STOP_MAX, () -> exitCode(member).isPresent());
  }

  /// The exit code; empty while the process runs.
  OptionalInt exitCode(Member member) {
    return of(member).exitCode();
  }

  String lastLine(Member member) {
    return of(member).lastLine();
  }

  private void signal(String name, Member member) {
    send(name, of(member).pid());
  }

  private static void send(String name, long pid) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
      if (!kill.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new Broken("kill -" + name + " does not end");
      }
    } catch (IOException e) {
      throw new Broken("kill -" + name + " cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Broken("interrupted");
    }
  }

  /// Stops whatever is left, frozen or not.
  @Override
  public void close() {
    List<ProcessHandle> left = NodeProcess.allOn(data);
    left.forEach(process -> send("CONT", process.pid()));
    NodeProcess.stop(left, STOP_MAX);
  }
}
