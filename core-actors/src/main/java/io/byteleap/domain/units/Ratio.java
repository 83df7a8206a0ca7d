package io.byteleap.domain.units;

/// A share of a whole, 0 to 1. NaN and everything outside is refused.
public record Ratio(double value) {
  public static final Ratio NONE = new Ratio(0);
  public static final Ratio WHOLE = new Ratio(1);

  public Ratio {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("ratio outside 0..1: " + value);
    }
  }
}
