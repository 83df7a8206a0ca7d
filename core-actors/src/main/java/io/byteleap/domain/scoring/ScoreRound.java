package io.byteleap.domain.scoring;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Score;
import java.time.Instant;
import java.util.List;

/// The scores of all miners at one moment. `number` counts rounds from 1; `ledgerSequence` is the
/// journal position of the miner's ledger that its score was made from, so that the score can be
/// made again. All scores share one denominator.
public record ScoreRound(
    long number, Instant at, int expectedBuckets, List<MinerTotal> miners, ScoreGrounds grounds) {
  public record MinerTotal(Hotkey hotkey, boolean online, Score score, long ledgerSequence) {}

  /// The round of `number` on `basis`, in which these challenge scores counted.
  public static ScoreRound of(
      long number, ScoreBasis basis, ChallengeScores challenges, List<MinerTotal> miners) {
    return new ScoreRound(
        number,
        basis.at(),
        basis.expectedBuckets(),
        miners,
        new ScoreGrounds.Recorded(basis.policy(), basis.served(), challenges.digest()));
  }

  public ScoreRound {
    if (number < 1) {
      throw new IllegalArgumentException("rounds count from 1, not " + number);
    }
    if (miners.stream().map(miner -> miner.score().denominator()).distinct().count() > 1) {
      throw new IllegalArgumentException("scores of one round must share a denominator");
    }
    miners = List.copyOf(miners);
  }

  /// A round of which the grounds are not known.
  public ScoreRound(long number, Instant at, int expectedBuckets, List<MinerTotal> miners) {
    this(number, at, expectedBuckets, miners, new ScoreGrounds.Unrecorded());
  }
}
