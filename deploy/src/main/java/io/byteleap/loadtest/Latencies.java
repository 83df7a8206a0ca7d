package io.byteleap.loadtest;

import java.util.Arrays;

/// Round trips of one measurement, in nanoseconds, every one of them kept up to a bound; beyond it
/// they are only counted. One thread at a time.
final class Latencies {
  private static final int KEPT_MAX = 4_000_000;
  private static final int KEPT_FIRST = 4_096;
  private static final double NANOS_PER_MILLI = 1e6;

  private long[] nanos = new long[KEPT_FIRST];
  private int kept;
  private long count;

  void add(long roundTripNanos) {
    count++;
    if (kept == KEPT_MAX) {
      return;
    }
    if (kept == nanos.length) {
      nanos = Arrays.copyOf(nanos, Math.min(KEPT_MAX, 2 * kept));
    }
    nanos[kept++] = roundTripNanos;
  }

  long count() {
    return count;
  }

  /// Milliseconds within which this share (0 to 1) of the round trips came back; 0 without any.
  double millis(double share) {
    if (kept == 0) {
      return 0;
    }
    var sorted = Arrays.copyOf(nanos, kept);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(share * kept) - 1;
    return sorted[Math.clamp(index, 0, kept - 1)] / NANOS_PER_MILLI;
  }
}
