package io.byteleap.redteam;

import io.byteleap.durable.DurableFile;
import io.byteleap.durable.DurableFile.Readers;
import io.byteleap.loadtest.LoadProblem;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// One call of the program: plays all strategies that were asked for, prints the table, and says
/// what does not hold. What is said of simulated rounds is the same for the same command line.
final class RedteamRun {
  private final RedteamOptions options;
  private final ExactArena.Judge judge;
  private final Door door;
  private final PrintStream out;

  /// A real validator at whose door the strategies are played too.
  @FunctionalInterface
  interface Door {
    /// None.
    Door NONE = (_, _) -> List.of();

    List<Row> play(List<Strategy> strategies, int rounds) throws IOException, LoadProblem;
  }

  RedteamRun(RedteamOptions options, ExactArena.Judge judge, Door door, PrintStream out) {
    this.options = options;
    this.judge = judge;
    this.door = door;
    this.out = out;
  }

  /// Returns the exit code.
  int run() {
    var arena = new ExactArena(judge);
    var strategies = wanted(arena);
    if (strategies.isEmpty()) {
      return 2;
    }
    var runs = new SimulatedRuns(arena, options.seed());
    var rows = strategies.stream().map(strategy -> runs.play(strategy, options.runs())).toList();
    var report = new Report(rows);
    out.printf("simulated rounds, --seed %d, %d of each%n", options.seed(), options.runs());
    report.lines().forEach(out::println);
    var broken = new ArrayList<>(report.broken());
    broken.addAll(honest(runs));
    var real = real(strategies, broken);
    broken.forEach(what -> out.println("BROKEN: " + what));
    out.println(report.summary());
    return write(report, real) && broken.isEmpty() ? 0 : 1;
  }

  /// The same at the door of a real validator; what does not hold there is added to `broken`.
  private Report real(List<Strategy> strategies, List<String> broken) {
    try {
      var report = new Report(door.play(strategies, options.doorRounds()));
      if (!report.rows().isEmpty()) {
        out.println("at the door of a real validator");
        report.lines().forEach(out::println);
      }
      report.broken().forEach(what -> broken.add("at the door: " + what));
      return report;
    } catch (IOException | LoadProblem e) {
      broken.add("at the door: " + e.getMessage());
      return new Report(List.of());
    }
  }

  /// Those asked for; none when a name is not known.
  private List<Strategy> wanted(ExactArena arena) {
    var all =
        Stream.of(ExactStrategies.all(arena), MatrixStrategies.all(), PayStrategies.all())
            .flatMap(List::stream)
            .toList();
    var unknown = new HashSet<>(options.only());
    all.stream().map(Strategy::name).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      System.err.println("redteam: no strategy is called " + String.join(", ", unknown));
      return List.of();
    }
    return all.stream()
        .filter(strategy -> options.families().contains(strategy.family()))
        .filter(strategy -> options.only().isEmpty() || options.only().contains(strategy.name()))
        .toList();
  }

  private List<String> honest(SimulatedRuns runs) {
    if (!options.only().isEmpty()) {
      return List.of();
    }
    var broken = new ArrayList<String>();
    var families = options.families();
    if (families.contains(Strategy.Family.V2)) {
      add("v2", runs.honestExact(options.honestRounds()), broken);
    }
    if (families.contains(Strategy.Family.V1)) {
      add("v1", runs.honestMatrix(options.honestRounds()), broken);
    }
    return broken;
  }

  private void add(String of, SimulatedRuns.Honest honest, List<String> broken) {
    out.printf(
        "%,d rounds of %s by honest units of every speed: %d punished%n",
        honest.rounds(), of, honest.punished().size());
    broken.addAll(honest.punished());
  }

  private boolean write(Report report, Report real) {
    if (options.csv().isEmpty()) {
      return true;
    }
    try {
      DurableFile.write(options.csv().get(), Report.csv(report, real), Readers.EVERYBODY);
      return true;
    } catch (IOException e) {
      System.err.println("redteam: the table cannot be written: " + e.getMessage());
      return false;
    }
  }
}
