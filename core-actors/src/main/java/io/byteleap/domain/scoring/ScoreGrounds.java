package io.byteleap.domain.scoring;

import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.presence.BucketWindow;

/// What a round's scores were made from beside the miners' ledgers.
public sealed interface ScoreGrounds {
  /// The policy, the buckets that the validator served, and the [ChallengeScores#digest] of what
  /// challenges counted. With the ledgers at the positions that the round names, this makes the
  /// round again.
  record Recorded(ScoringPolicy policy, BucketWindow served, String challengeDigest)
      implements ScoreGrounds {
    private static final int DIGEST_DIGITS = 64;

    public Recorded {
      if (!Hex.isHex(challengeDigest, DIGEST_DIGITS)) {
        throw new IllegalArgumentException("a digest has 64 lower-case hex digits");
      }
    }
  }

  /// The round is older than this record.
  record Unrecorded() implements ScoreGrounds {}
}
