package io.byteleap.simulate;

import io.byteleap.simulate.Plot.Line;
import io.byteleap.simulate.Plot.Point;
import io.byteleap.simulate.SimulateRun.Scored;
import io.byteleap.simulation.Results;
import io.byteleap.simulation.Results.OfMiner;
import io.byteleap.simulation.Results.OfWorker;
import io.byteleap.simulation.Samples.Sample;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// A run as one page that needs nothing else: no script, no address.
final class HtmlReport {
  private static final double MINUTES_PER_HOUR = Duration.ofHours(1).toMinutes();
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 1360px; margin: 2em auto;
             padding: 0 1em; color: #111; background: #fff }
      pre { font: 13px/1.4 ui-monospace, monospace; overflow-x: auto; background: #f5f5f5;
            padding: 1em }
      main { display: grid; grid-template-columns: repeat(auto-fit, minmax(480px, 1fr)); gap: 1em }
      figure { margin: 0 } figcaption { font-weight: 600 } svg { width: 100% }
      text { font: 11px system-ui, sans-serif; fill: #555 } .grid { stroke: #e5e5e5 }
      .first { color: #2563eb } .second { color: #dc2626 }
      """;

  private final String run;
  private final List<Scored> scored;

  HtmlReport(String run, List<Scored> scored) {
    this.run = run;
    this.scored = List.copyOf(scored);
  }

  String page() {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<title>simulate "
        + escaped(run)
        + "</title><style>\n"
        + STYLE
        + "</style></head><body>\n"
        + "<h1>A subnet in simulated time</h1>\n"
        + legend()
        + "<main>\n"
        + plots()
        + "</main>\n"
        + "<pre>"
        + escaped(String.join("\n", new TextReport(run, scored).lines()))
        + "</pre>\n"
        + "</body></html>\n";
  }

  private String legend() {
    var legend = new StringBuilder("<p>");
    for (int i = 0; i < scored.size(); i++) {
      legend
          .append("<span class=\"")
          .append(i == 0 ? "first" : "second")
          .append("\">&#9644; policy ")
          .append(escaped(scored.get(i).policy()))
          .append("</span> ");
    }
    return legend.append("</p>\n").toString();
  }

  private String plots() {
    return overTime("Miners online", Sample::minersOnline)
        + overTime("Leased workers", Sample::workersLeased)
        + overTime("Mean availability of all workers", Sample::availabilityMean)
        + overTime("Scores of all miners together", Sample::scores)
        + sorted("Availability of workers, sorted", "workers", HtmlReport::availabilities)
        + sorted("Scores of workers, sorted", "workers", HtmlReport::workerScores)
        + sorted(
            "Scores of miners, sorted",
            "miners",
            one -> one.miners().stream().mapToDouble(OfMiner::score))
        + sorted(
            "Weights of miners, sorted",
            "miners",
            one -> one.miners().stream().mapToDouble(OfMiner::weight));
  }

  private static DoubleStream availabilities(Results results) {
    return results.miners().stream()
        .flatMap(miner -> miner.workers().stream())
        .mapToDouble(OfWorker::availability);
  }

  private static DoubleStream workerScores(Results results) {
    return results.miners().stream()
        .flatMap(miner -> miner.workers().stream())
        .mapToDouble(OfWorker::score);
  }

  private String overTime(String title, ToDoubleFunction<Sample> value) {
    var lines =
        scored.stream()
            .map(
                one ->
                    new Line(
                        one.results().samples().stream()
                            .map(
                                sample ->
                                    new Point(
                                        sample.at().toMinutes() / MINUTES_PER_HOUR,
                                        value.applyAsDouble(sample)))
                            .toList()))
            .toList();
    return Plot.of(title, "h", lines);
  }

  /// At most 400 points of a line that only rises.
  private String sorted(String title, String unit, Function<Results, DoubleStream> values) {
    int points = 400;
    var lines =
        scored.stream()
            .map(
                one -> {
                  double[] all = values.apply(one.results()).sorted().toArray();
                  int count = Math.min(points, all.length);
                  return new Line(
                      IntStream.range(0, count)
                          .map(
                              i ->
                                  count == 1
                                      ? 0
                                      : (int) ((long) i * (all.length - 1) / (count - 1)))
                          .mapToObj(i -> new Point(i, all[i]))
                          .toList());
                })
            .toList();
    return Plot.of(title, unit, lines);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
