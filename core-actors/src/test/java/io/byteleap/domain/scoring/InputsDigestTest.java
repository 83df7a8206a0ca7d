package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.units.Score;
import io.byteleap.fixture.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InputsDigestTest {
  private static final BucketWindow SERVED = BucketWindow.of(List.of(Bucket.at(Samples.T0)));

  @Test
  void whatARoundIsMadeFrom_changesTheDigest_itsNumberDoesNot() {
    var digest = digest(1, SERVED, 7);

    assertThat(digest).matches("[0-9a-f]{64}").isEqualTo(digest(2, SERVED, 7));
    assertThat(digest(1, SERVED, 8)).isNotEqualTo(digest);
    assertThat(digest(1, BucketWindow.EMPTY, 7)).isNotEqualTo(digest);
  }

  @Test
  void roundWithoutGrounds_hasNone() {
    assertThat(InputsDigest.of(new ScoreRound(1, Samples.T0, 1, List.of()))).isEmpty();
  }

  private static String digest(long number, BucketWindow served, long sequence) {
    var total = new ScoreRound.MinerTotal(new Hotkey("5Miner"), true, new Score(1, 1), sequence);
    var basis = new ScoreBasis(ScoringPolicy.DEFAULT, served, Samples.T0);
    var round = ScoreRound.of(number, basis, ChallengeScores.NONE, List.of(total));
    return InputsDigest.of(round).orElseThrow();
  }
}
