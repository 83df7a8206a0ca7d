package io.byteleap.loadtest;

import io.byteleap.loadtest.LoadOptions.Part;
import io.byteleap.node.TextTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The measurements of `deploy/load-miner`, one after the other, and what they came to.
final class LoadRun {
  /// So that what is measured is not how well the miner holds its workers back.
  private static final Map<String, String> UNLIMITED =
      Map.of("worker_management.frames_per_second", "1000000");

  private static final double TENTH = 0.1;

  private final Workshop workshop;
  private final LoadOptions options;
  private final List<String> failures = new ArrayList<>();
  private boolean isWarm;

  LoadRun(Workshop workshop, LoadOptions options) {
    this.workshop = workshop;
    this.options = options;
  }

  /// Round trips a second, the server's processor time for each, what they take at a tenth of the
  /// load, and the server's memory.
  private record Measured(
      double perSecond, double cpuMicros, double p50, double p99, long residentMib) {}

  /// Whether all went well.
  boolean run() throws IOException, LoadProblem {
    if (options.has(Part.heartbeats)) {
      heartbeats();
    }
    if (options.has(Part.round)) {
      failures.addAll(new RoundRun(workshop).run());
    }
    if (options.has(Part.abuse)) {
      failures.addAll(new AbuseRun(workshop, options.times().abuse()).run());
    }
    failures.forEach(failure -> workshop.say("FAILED: " + failure));
    return failures.isEmpty();
  }

  private void heartbeats() throws IOException {
    int size = SimWorker.heartbeat(workshop.systemInfo()).length();
    workshop.say(
        "heartbeats of "
            + size
            + " bytes, acknowledged: round trips a second, processor time for each; then p50 and"
            + " p99 at a tenth of that load");
    var table =
        TextTable.ofFigures(
            "WORKERS",
            "HOTKEYS",
            "OURS/s",
            "PYTHON/s",
            "RATIO",
            "CPU",
            "PYTHON CPU",
            "p50",
            "p99",
            "MEMORY",
            "PYTHON p99",
            "PYTHON MEMORY");
    var notes = new ArrayList<String>();
    for (int workers : options.workers()) {
      var ours = ours(workers, notes);
      var python = ours.isEmpty() ? Optional.<Measured>empty() : python(workers, notes);
      table.row(
          Integer.toString(workers),
          Integer.toString(MinerSetup.hotkeysFor(workers)),
          ours.map(all -> whole(all.perSecond())).orElse("-"),
          python.map(all -> whole(all.perSecond())).orElse("-"),
          ours.isPresent() && python.isPresent()
              ? "%.1f".formatted(ours.get().perSecond() / python.get().perSecond())
              : "-",
          ours.map(all -> micros(all.cpuMicros())).orElse("-"),
          python.map(all -> micros(all.cpuMicros())).orElse("-"),
          ours.map(all -> millis(all.p50())).orElse("-"),
          ours.map(all -> millis(all.p99())).orElse("-"),
          ours.map(all -> all.residentMib() + " MiB").orElse("-"),
          python.map(all -> millis(all.p99())).orElse("-"),
          python.map(all -> all.residentMib() + " MiB").orElse("-"));
    }
    table.lines().forEach(workshop::say);
    notes.stream().distinct().forEach(workshop::say);
  }

  private Optional<Measured> ours(int workers, List<String> notes) throws IOException {
    try (var miner = workshop.miner(MinerSetup.hotkeysFor(workers), UNLIMITED)) {
      var measured = measured(workshop.crew(miner, workers), miner.pid());
      workshop.say("  %d workers: %s a second".formatted(workers, whole(measured.perSecond())));
      return Optional.of(measured);
    } catch (LoadProblem e) {
      String note = "no row of " + workers + " workers: " + e.getMessage();
      notes.add(note);
      failures.add(note);
      return Optional.empty();
    }
  }

  private Optional<Measured> python(int workers, List<String> notes) throws IOException {
    if (!options.isWithPython()) {
      return Optional.empty();
    }
    return switch (workshop.python()) {
      case PythonServer.Missing(var why) -> {
        notes.add("the door in Python was skipped: " + why);
        yield Optional.empty();
      }
      case PythonServer.Listening(var server) -> {
        try (server) {
          yield Optional.of(measured(workshop.crew(server.door(), workers), server.pid()));
        } catch (LoadProblem e) {
          notes.add("the door in Python gave up at " + workers + " workers: " + e.getMessage());
          yield Optional.empty();
        }
      }
    };
  }

  private Measured measured(Crew crew, long pid) throws IOException, LoadProblem {
    var times = options.times();
    crew.connect();
    var _ = crew.atFullSpeed(isWarm ? times.settle().plus(times.settle()) : times.warmUp());
    isWarm = true;
    var cpuBefore = cpu(pid);
    var full = crew.atFullSpeed(times.measure());
    var cpu = cpu(pid).minus(cpuBefore);
    double perSecond = full.count() / seconds(times.measure());
    var calm = crew.paced(perSecond * TENTH, times.measure());
    crew.allAnswer();
    long resident = Memory.residentMib(pid);
    var losses = crew.losses().counts();
    crew.disband();
    if (!losses.isEmpty()) {
      failures.add("workers were lost: " + losses);
    }
    double cpuMicros = cpu.toNanos() / 1e3 / Math.max(1, full.count());
    return new Measured(perSecond, cpuMicros, calm.millis(0.5), calm.millis(0.99), resident);
  }

  /// What the process has had of the processors so far.
  private static Duration cpu(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  static String whole(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private static String micros(double number) {
    return String.format(Locale.ROOT, "%.0f us", number);
  }

  static String millis(double number) {
    return String.format(Locale.ROOT, "%.2f ms", number);
  }
}
