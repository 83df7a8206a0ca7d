package io.byteleap.domain.exact;

import io.byteleap.domain.exact.Envelope.Judged;
import java.time.Duration;

/// How fast a model of GPU can multiply whole numbers of 8 bits at most, and which share of that is
/// the least that an honest one reaches.
///
/// `teraOps` is the published rate for dense matrices in 10^12 operations a second, a multiply-add
/// being two: 0.1 to 100,000. `slowestShare` is 0.001 to 1.
public record PeakRate(double teraOps, double slowestShare) {
  private static final double OPS_OF_A_MULTIPLY_ADD = 2;
  private static final double TERA = 1e12;
  private static final double TERA_OPS_MIN = 0.1;
  private static final double TERA_OPS_MAX = 100_000;
  private static final double SHARE_MIN = 0.001;

  /// Fast multiplication needs an eighth fewer multiplications a level, and two levels are granted:
  /// more than anybody gains, since its additions are not free and its operands outgrow 8 bits.
  private static final double FAST_MULTIPLICATION = 0.875 * 0.875;

  /// Published rates are of the clock that is promised; cards go up to a fifth beyond it, and are
  /// granted a quarter.
  private static final double CLOCKS = 1.25;

  /// For what comes before and after the work: the way between miner and worker, the start of the
  /// kernels, the tree, the signature.
  private static final Duration START = Duration.ofSeconds(2);

  /// A and B are generated and C is hashed at this rate at least, in bytes a second: a twentieth of
  /// what an H100 was measured to hash.
  private static final double BYTES_A_SECOND = 20e9;

  private static final double NANOS = 1e9;

  public PeakRate {
    if (!(teraOps >= TERA_OPS_MIN && teraOps <= TERA_OPS_MAX)) {
      throw new IllegalArgumentException("peak_tops must be 0.1 to 100000");
    }
    if (!(slowestShare >= SHARE_MIN && slowestShare <= 1)) {
      throw new IllegalArgumentException("slowest_share must be 0.001 to 1");
    }
  }

  /// The envelope of a work of this shape.
  ///
  /// ```
  /// fastest = 2 * multiply-adds * (7/8)^2 / (peak * 1.25)
  /// slowest = 2 * multiply-adds / (peak * slowestShare) + 2 s + (2 * n^2 + 4 * t * n^2) / 20 GB/s
  /// ```
  public Envelope.Span envelope(ExactShape shape, Judged judged) {
    double atPeak = OPS_OF_A_MULTIPLY_ADD * shape.multiplyAdds() / (teraOps * TERA);
    double entries = (double) shape.size() * shape.size();
    double bytes = 2 * entries + (double) Integer.BYTES * shape.steps() * entries;
    return new Envelope.Span(
        seconds(atPeak * FAST_MULTIPLICATION / CLOCKS),
        START.plus(seconds(atPeak / slowestShare + bytes / BYTES_A_SECOND)),
        judged);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * NANOS));
  }
}
