package io.byteleap.simulate;

import io.byteleap.durable.DurableFile;
import io.byteleap.durable.DurableFile.Readers;
import io.byteleap.simulation.Breach;
import io.byteleap.simulation.Machines;
import io.byteleap.simulation.Minimiser;
import io.byteleap.simulation.Results;
import io.byteleap.simulation.World;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One call of the program: runs the world by each policy, then prints and writes what came of it.
/// Standard output and the files are the same for the same command line; how far the run is, how
/// long it took and what memory it needed are on standard error.
final class SimulateRun {
  private static final int SHORTENING_RUNS = 40;

  /// A world of so many worker hours is run again many times to find a shorter one that fails.
  private static final long SHORTENED_MAX = 20_000;

  private static final int MIB = 1 << 20;

  /// A policy and the name of its file.
  record Named(String name, PolicyFile policy) {}

  /// What came of the world under a policy.
  record Scored(String policy, int stretch, Results results) {}

  private final SimulateOptions options;
  private final List<Named> policies;
  private final Path folder;
  private final PrintStream out;

  SimulateRun(SimulateOptions options, List<Named> policies, Path folder, PrintStream out) {
    this.options = options;
    this.policies = List.copyOf(policies);
    this.folder = folder;
    this.out = out;
  }

  /// Returns the exit code.
  int run() {
    long begun = System.nanoTime();
    var scored = new ArrayList<Scored>();
    for (Named named : policies) {
      try (var bar = bar(named.name())) {
        switch (World.run(
            options.scenario(named.policy()), Machines.REAL, options.founder(), bar::show)) {
          case World.Survived(var results) ->
              scored.add(new Scored(named.name(), options.stretch(named.policy()), results));
          case World.Stopped(var breach) -> {
            return broken(breach);
          }
        }
      }
    }
    new TextReport(options.inWords(), scored).lines().forEach(out::println);
    try {
      write(scored);
    } catch (IOException e) {
      System.err.println("simulate: the report cannot be written: " + e.getMessage());
      return 1;
    }
    System.err.printf(
        "%.1f s, %d MiB of heap at most%n",
        Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1e3, heapPeakMib());
    return 0;
  }

  private static ProgressBar bar(String name) {
    return ProgressBar.on(System.err, name);
  }

  private int broken(Breach breach) {
    var scenario = breach.scenario();
    long hours =
        (1 + scenario.length().toHours())
            * scenario.size().miners()
            * scenario.size().workers()
            * scenario.size().validators();
    System.err.println("simulate: a rule was broken");
    System.err.println(breach.report());
    if (hours <= SHORTENED_MAX) {
      var shortest =
          Minimiser.shorten(breach, () -> Machines.REAL, options.founder(), SHORTENING_RUNS);
      System.err.println(
          "the shortest run found that breaks it: "
              + shortest.scenario()
              + System.lineSeparator()
              + shortest.report());
    }
    return 1;
  }

  private void write(List<Scored> scored) throws IOException {
    var csv = new CsvReport(scored);
    DurableFile.write(folder.resolve("miners.csv"), csv.miners(), Readers.EVERYBODY);
    DurableFile.write(folder.resolve("workers.csv"), csv.workers(), Readers.EVERYBODY);
    DurableFile.write(folder.resolve("samples.csv"), csv.samples(), Readers.EVERYBODY);
    DurableFile.write(folder.resolve("counts.csv"), csv.counts(), Readers.EVERYBODY);
    DurableFile.write(
        folder.resolve("report.html"),
        new HtmlReport(options.inWords(), scored).page(),
        Readers.EVERYBODY);
    System.err.println("report: " + folder.resolve("report.html"));
  }

  private static long heapPeakMib() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        / MIB;
  }
}
