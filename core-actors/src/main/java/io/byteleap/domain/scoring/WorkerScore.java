package io.byteleap.domain.scoring;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.units.Score;

/// Score of one worker: what its lease is worth, times the share of the buckets in which it was
/// there (`available`) of those in which the validator was (`expected`, 0 to 2,028). An idle worker
/// scores zero.
public record WorkerScore(WorkerId worker, LeaseScore lease, int available, int expected) {
  public WorkerScore {
    if (available < 0 || available > expected) {
      throw new IllegalArgumentException("available " + available + " of " + expected);
    }
  }

  public Score score() {
    return expected == 0
        ? Score.ZERO
        : new Score((long) lease.millionths() * available, denominator(expected));
  }

  /// The denominator that all scores of a round share.
  static long denominator(int expected) {
    return Math.max(1L, (long) LeaseScore.WHOLE * expected);
  }

  /// Share of the expected buckets in which the worker was there; 0 when none was expected.
  public double availability() {
    return expected == 0 ? 0 : (double) available / expected;
  }
}
