package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.ExactShape;
import java.time.Duration;

/// What a unit showed at a muster: multiply-adds a second, 0 when it showed nothing.
///
/// It is the work that the unit committed to before the bell, by the whole time from the opening to
/// the bell, whenever it began and ended. So the paces of any units at one muster add up to what
/// their machines did in that time, by however many names it was done.
public record Pace(double multiplyAddsPerSecond) {
  public static final Pace NONE = new Pace(0);

  public Pace {
    if (!(multiplyAddsPerSecond >= 0) || Double.isInfinite(multiplyAddsPerSecond)) {
      throw new IllegalArgumentException("a pace is 0 or more: " + multiplyAddsPerSecond);
    }
  }

  /// Of who made `made` within `time`, which is longer than zero.
  static Pace of(ExactShape made, Duration time) {
    return new Pace(made.multiplyAdds() / (time.toNanos() / 1e9));
  }
}
