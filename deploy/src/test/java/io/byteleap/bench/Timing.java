package io.byteleap.bench;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/// How long a piece of work took over several runs, in milliseconds: the median, and the tenth and
/// ninetieth percentile.
record Timing(double median, double low, double high) {
  private static final double MEDIAN = 50;
  private static final double LOW = 10;
  private static final double HIGH = 90;

  static Timing of(RunResult result) {
    Statistics statistics = result.getPrimaryResult().getStatistics();
    return new Timing(
        statistics.getPercentile(MEDIAN),
        statistics.getPercentile(LOW),
        statistics.getPercentile(HIGH));
  }

  /// Half the distance between the percentiles, in percent of the median.
  double spreadPercent() {
    return 100 * (high - low) / 2 / median;
  }
}
