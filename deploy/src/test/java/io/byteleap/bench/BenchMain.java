package io.byteleap.bench;

import io.byteleap.node.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures the core and prints the table: our time, its spread, Python's time for the same work in
/// the same run, the ratio, and how near the machine's own limit we are.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures the core beside the same work in Python and the machine's limits.")
public final class BenchMain implements Callable<Integer> {
  private static final int USAGE_WIDTH = 100;
  private static final String NOTHING = "-";

  @Option(
      names = "--only",
      paramLabel = "WORD",
      defaultValue = "",
      description = "Only lines whose title contains the word.")
  private String only = "";

  @Option(names = "--quick", description = "One short run of each: to see that it works.")
  private boolean quick;

  @Option(names = "--no-python", description = "Leave the Python side out.")
  private boolean noPython;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      required = true,
      description = "The Python program with the same work.")
  private Path reference = Path.of("");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BenchMain()).setUsageHelpWidth(USAGE_WIDTH).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    List<Workload> chosen =
        Workload.ALL.stream()
            .filter(
                line ->
                    line.title().toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT)))
            .toList();
    if (chosen.isEmpty()) {
      System.err.println("bench: no line's title contains \"" + only + "\"");
      return CommandLine.ExitCode.USAGE;
    }
    Timings ours = measured(chosen);
    Timings python = python();
    table(chosen, ours, python).lines().forEach(System.out::println);
    return CommandLine.ExitCode.OK;
  }

  private Timings measured(List<Workload> chosen) throws Exception {
    List<String> names = new ArrayList<>(chosen.stream().map(Workload::name).toList());
    names.add(MachineBenchmark.class.getName());
    ChainedOptionsBuilder options = options();
    names.forEach(name -> options.include("^" + Pattern.quote(name)));
    Map<String, Timing> timings = new TreeMap<>();
    for (RunResult result : new Runner(options.build()).run()) {
      timings.put(result.getParams().getBenchmark(), Timing.of(result));
    }
    return new Timings(timings);
  }

  private ChainedOptionsBuilder options() {
    return new OptionsBuilder()
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true)
        .forks(quick ? 1 : 3)
        .warmupIterations(4)
        .warmupTime(TimeValue.milliseconds(quick ? 1_000 : 2_000))
        .measurementIterations(quick ? 5 : 7)
        .measurementTime(TimeValue.milliseconds(quick ? 500 : 1_000));
  }

  private Timings python() throws Exception {
    if (noPython) {
      return Timings.NONE;
    }
    System.err.println("measuring the same work in Python");
    return switch (PythonReference.run(reference, quick ? List.of("--quick") : List.of())) {
      case PythonReference.Measured(var timings) -> timings;
      case PythonReference.Missing(var why) -> {
        System.err.println("skipped the Python side: " + why);
        yield Timings.NONE;
      }
    };
  }

  private static TextTable table(List<Workload> lines, Timings ours, Timings python) {
    var table =
        TextTable.ofFigures("WORK", "OURS", "SPREAD", "PYTHON", "RATIO", "LIMIT", "OF LIMIT");
    for (Workload line : lines) {
      Timing own = ours.of(line.name());
      var other = python.find(line.reference()).map(Timing::median);
      var limit = limit(line.limit(), ours);
      table.row(
          line.title(),
          millis(own.median()),
          "%.0f %%".formatted(own.spreadPercent()),
          other.map(BenchMain::millis).orElse(NOTHING),
          other.map(median -> "%.1f".formatted(median / own.median())).orElse(NOTHING),
          limit.map(BenchMain::millis).orElse(NOTHING),
          limit.map(least -> "%.0f %%".formatted(100 * least / own.median())).orElse(NOTHING));
    }
    return table;
  }

  /// Milliseconds below which the machine cannot do the work; empty when nothing is known.
  private static Optional<Double> limit(Workload.Limit limit, Timings ours) {
    return switch (limit) {
      case Workload.NoLimit() -> Optional.empty();
      case Workload.Calls(var times, var of) -> Optional.of(times * machine(of, ours));
      case Workload.MultiplyAdds(var count, var cores) ->
          Optional.of(
              count / MachineBenchmark.LANE_STEPS / cores.count() * machine(cores.peak(), ours));
    };
  }

  private static double machine(String method, Timings ours) {
    return ours.of(MachineBenchmark.class.getName() + "." + method).median();
  }

  private static String millis(double value) {
    return value < 0.1 ? "%.5f ms".formatted(value) : "%.2f ms".formatted(value);
  }
}
