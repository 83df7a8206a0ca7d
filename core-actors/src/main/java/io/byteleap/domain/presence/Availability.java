package io.byteleap.domain.presence;

import io.byteleap.domain.presence.AddressPenalty.Kept;

/// Share of the expected buckets (0 to 2,028) in which a worker was present, less what changes of
/// its address take; 0 when none was expected.
public record Availability(int present, int expected, Kept kept) {
  public Availability {
    if (present < 0 || present > expected || expected > BucketWindow.LENGTH) {
      throw new IllegalArgumentException("present in " + present + " of " + expected);
    }
  }

  public Availability(int present, int expected) {
    this(present, expected, AddressPenalty.NONE.after(0));
  }

  public long numerator() {
    return (long) present * kept.parts();
  }

  /// At least 1, and the same for all workers that are measured alike.
  public long denominator() {
    return Math.max(1L, expected) * kept.whole();
  }

  public double toDouble() {
    return (double) numerator() / denominator();
  }
}
