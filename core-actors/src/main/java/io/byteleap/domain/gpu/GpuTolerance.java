package io.byteleap.domain.gpu;

/// How far a GPU's values may be from the exact ones: within `absolute` or within `relative`, for
/// at least the share `share` of the values looked at. Each 0 to 1, and `share` above 0.
public record GpuTolerance(double absolute, double relative, double share) {
  private static final double NEAR_ZERO = 1e-10;

  public GpuTolerance {
    if (!(absolute >= 0 && absolute <= 1) || !(relative >= 0 && relative <= 1)) {
      throw new IllegalArgumentException("tolerance outside 0..1: " + absolute + ", " + relative);
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("required share outside 0..1, 0 excluded: " + share);
    }
  }

  /// Whether `value` passes for `expected`; what is not a finite number never does.
  public boolean accepts(double expected, double value) {
    double distance = Math.abs(expected - value);
    return distance <= absolute || distance / (Math.abs(expected) + NEAR_ZERO) <= relative;
  }

  /// How many of `count` values must be accepted for a share.
  static int required(double share, int count) {
    return (int) Math.ceil(share * count);
  }

  /// Whether so many accepted ones of `count` values are enough.
  public boolean isEnough(int accepted, int count) {
    return accepted >= required(share, count);
  }
}
