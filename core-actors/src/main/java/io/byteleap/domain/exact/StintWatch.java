package io.byteleap.domain.exact;

import java.util.function.LongSupplier;

/// How much is left of a stint that began when this was made. Safe for all threads.
public final class StintWatch {
  /// How much longer a row takes when fewer are done at once.
  private static final double SLOWER_IN_PART = 1.4;

  private final Stint stint;
  private final LongSupplier nanos;
  private final long begun;

  private StintWatch(Stint stint, LongSupplier nanos) {
    this.stint = stint;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  /// Begins now, by a clock of nanoseconds that is never set.
  public static StintWatch of(Stint stint, LongSupplier nanos) {
    return new StintWatch(stint, nanos);
  }

  /// Nanoseconds since the beginning.
  public long elapsed() {
    return nanos.getAsLong() - begun;
  }

  /// Nanoseconds until the end, below 0 after it; more than enough where there is none.
  public long left() {
    return switch (stint) {
      case Stint.Whole() -> Long.MAX_VALUE;
      case Stint.Within(var time) -> time.toNanos() - elapsed();
    };
  }

  /// How many of `wanted` rows (1 or more) are done before the end if they begin now, in multiples
  /// of `multiple`: all, where a row took `nanosEach` when so many were done at once; else fewer,
  /// of which each takes longer; or none.
  public int fitting(int wanted, double nanosEach, int multiple) {
    if (wanted * nanosEach <= left()) {
      return wanted;
    }
    double fewer = Math.max(0, left() / (nanosEach * SLOWER_IN_PART));
    return (int) Math.min(fewer, wanted) / multiple * multiple;
  }
}
