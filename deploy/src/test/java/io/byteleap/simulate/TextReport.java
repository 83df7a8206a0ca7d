package io.byteleap.simulate;

import io.byteleap.node.TextTable;
import io.byteleap.simulate.SimulateRun.Scored;
import io.byteleap.simulation.Counts.Counted;
import io.byteleap.simulation.Invariant;
import io.byteleap.simulation.Results;
import io.byteleap.simulation.Results.Honesty;
import io.byteleap.simulation.Results.OfMiner;
import io.byteleap.simulation.Results.OfWorker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// What is printed of a run: availability, scores, weights, challenges, faults; a column a policy.
final class TextReport {
  private static final double[] SHARES = {0, 0.1, 0.5, 0.9, 1};

  private final String run;
  private final List<Scored> scored;

  TextReport(String run, List<Scored> scored) {
    this.run = run;
    this.scored = List.copyOf(scored);
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("simulate " + run);
    scored.forEach(
        one ->
            lines.add(
                "policy "
                    + one.policy()
                    + ": "
                    + (one.stretch() == 1
                        ? "every challenge"
                        : "one challenge of "
                            + one.stretch()
                            + ", measured over as much longer a time")));
    lines.add("");
    lines.addAll(figures().lines());
    lines.add("");
    lines.addAll(counts().lines());
    if (scored.size() > 1) {
      lines.add("");
      lines.addAll(differences().lines());
    }
    lines.add("");
    lines.add("OK: " + Invariant.values().length + " rules held after every event");
    return lines;
  }

  private TextTable table(String first) {
    return TextTable.ofFigures(
        Stream.concat(Stream.of(first), scored.stream().map(Scored::policy))
            .toArray(String[]::new));
  }

  private void row(TextTable table, String name, Function<Results, String> value) {
    table.row(
        Stream.concat(Stream.of(name), scored.stream().map(one -> value.apply(one.results())))
            .toArray(String[]::new));
  }

  private TextTable figures() {
    var table = table("at the end");
    row(
        table,
        "miners online",
        one -> count(one.miners().stream().filter(OfMiner::online).count()));
    quantiles(table, "availability of workers", workers(OfWorker::availability));
    quantiles(table, "scores of miners", one -> one.miners().stream().mapToDouble(OfMiner::score));
    quantiles(
        table, "weights of miners", one -> one.miners().stream().mapToDouble(OfMiner::weight));
    row(table, "leased workers", one -> count(all(one).filter(w -> w.lease() > 0).count()));
    row(
        table,
        "challenge points of liars that are not leased",
        one ->
            figure(
                all(one)
                    .filter(w -> w.honesty() == Honesty.LIAR && w.lease() == 0)
                    .mapToDouble(OfWorker::challenge)
                    .sum()));
    return table;
  }

  private static Function<Results, DoubleStream> workers(
      java.util.function.ToDoubleFunction<OfWorker> value) {
    return one -> all(one).mapToDouble(value);
  }

  private static Stream<OfWorker> all(Results results) {
    return results.miners().stream().flatMap(miner -> miner.workers().stream());
  }

  private void quantiles(TextTable table, String name, Function<Results, DoubleStream> values) {
    row(
        table,
        name + ": least, p10, median, p90, most",
        one -> {
          double[] sorted = values.apply(one).sorted().toArray();
          return Arrays.stream(SHARES)
              .mapToObj(share -> figure(quantile(sorted, share)))
              .reduce((a, b) -> a + " " + b)
              .orElseThrow();
        });
  }

  static double quantile(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  private TextTable counts() {
    var table = table("happened");
    for (Counted counted : Counted.values()) {
      row(table, words(counted), one -> count(one.counts().of(counted)));
    }
    scored.stream()
        .flatMap(one -> one.results().counts().failures().keySet().stream())
        .distinct()
        .sorted()
        .forEach(
            why ->
                row(
                    table,
                    "failed with " + why,
                    one -> count(one.counts().failures().getOrDefault(why, 0L))));
    return table;
  }

  /// The miners whose share of the whole weight differs most between the two policies.
  private TextTable differences() {
    var comparison = Comparison.of(scored.get(0).results(), scored.get(1).results());
    var table =
        TextTable.ofFigures(
            "miner", scored.get(0).policy() + " share", scored.get(1).policy() + " share");
    comparison
        .largest(10)
        .forEach(
            miner ->
                table.row(miner.hotkey().value(), figure(miner.before()), figure(miner.after())));
    table.row("all that moves", "-", figure(comparison.moved()));
    return table;
  }

  static String words(Counted counted) {
    return counted.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String figure(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
