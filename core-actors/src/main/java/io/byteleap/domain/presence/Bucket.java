package io.byteleap.domain.presence;

import java.time.Duration;
import java.time.Instant;

/// One stretch of five minutes: the `index`-th since 1970-01-01T00:00Z.
public record Bucket(long index) implements Comparable<Bucket> {
  public static final Duration LENGTH = Duration.ofMinutes(5);

  public Bucket {
    if (index < 0) {
      throw new IllegalArgumentException("bucket below 0: " + index);
    }
  }

  public static Bucket at(Instant instant) {
    return new Bucket(Math.floorDiv(instant.getEpochSecond(), LENGTH.toSeconds()));
  }

  public Instant start() {
    return Instant.ofEpochSecond(Math.multiplyExact(index, LENGTH.toSeconds()));
  }

  @Override
  public int compareTo(Bucket other) {
    return Long.compare(index, other.index);
  }
}
