package io.byteleap.simulate;

import io.byteleap.simulate.SimulateRun.Scored;
import io.byteleap.simulation.Counts.Counted;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// A run as tables for other programs: comma-separated, a header line, one policy after the other.
final class CsvReport {
  private final List<Scored> scored;

  CsvReport(List<Scored> scored) {
    this.scored = List.copyOf(scored);
  }

  String miners() {
    var text = new StringBuilder();
    line(
        text, "policy", "miner", "honesty", "online", "workers", "availability", "score", "weight");
    for (Scored one : scored) {
      for (var miner : one.results().miners()) {
        line(
            text,
            quoted(one.policy()),
            miner.hotkey(),
            lower(miner.honesty()),
            miner.online(),
            miner.workers().size(),
            exact(miner.availabilityMean()),
            exact(miner.score()),
            miner.weight());
      }
    }
    return text.toString();
  }

  String workers() {
    var text = new StringBuilder();
    line(
        text,
        "policy",
        "miner",
        "worker",
        "honesty",
        "availability",
        "lease",
        "challenge",
        "score");
    for (Scored one : scored) {
      for (var miner : one.results().miners()) {
        for (var worker : miner.workers()) {
          line(
              text,
              quoted(one.policy()),
              miner.hotkey(),
              worker.id(),
              lower(worker.honesty()),
              exact(worker.availability()),
              exact(worker.lease()),
              exact(worker.challenge()),
              exact(worker.score()));
        }
      }
    }
    return text.toString();
  }

  String samples() {
    var text = new StringBuilder();
    line(text, "policy", "seconds", "miners_online", "workers_leased", "availability", "scores");
    for (Scored one : scored) {
      for (var sample : one.results().samples()) {
        line(
            text,
            quoted(one.policy()),
            sample.at().toSeconds(),
            sample.minersOnline(),
            sample.workersLeased(),
            exact(sample.availabilityMean()),
            exact(sample.scores()));
      }
    }
    return text.toString();
  }

  String counts() {
    var text = new StringBuilder();
    line(text, "policy", "what", "count");
    for (Scored one : scored) {
      var counts = one.results().counts();
      for (Counted counted : Counted.values()) {
        line(text, quoted(one.policy()), lower(counted), counts.of(counted));
      }
      new TreeMap<>(counts.failures())
          .forEach((why, count) -> line(text, quoted(one.policy()), "failed_" + lower(why), count));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, Object... values) {
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ",").append(values[i]);
    }
    text.append('\n');
  }

  /// A file's name may hold anything; one that would be taken for a formula is none any more.
  static String quoted(String text) {
    String shown =
        text.startsWith("=") || text.startsWith("+") || text.startsWith("-") || text.startsWith("@")
            ? "'" + text
            : text;
    return '"' + shown.replace("\"", "\"\"") + '"';
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String exact(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
