package io.byteleap.wire;

import java.time.Instant;

/// Points in time as the protocols write them.
public final class Timestamp {
  private static final double NANOS = 1e9;
  private static final double EARLIEST = -1e16;
  private static final double LATEST = 1e16;

  private Timestamp() {}

  /// Seconds since 1970 with a fraction, to the microsecond.
  public static double seconds(Instant instant) {
    return Math.rint((instant.getEpochSecond() + instant.getNano() / NANOS) * 1e6) / 1e6;
  }

  /// The instant of `seconds` since 1970; at most 1e16 away.
  public static Instant instant(double seconds) {
    double clamped = Math.clamp(seconds, EARLIEST, LATEST);
    long whole = (long) Math.floor(clamped);
    return Instant.ofEpochSecond(whole, (long) ((clamped - whole) * NANOS));
  }
}
