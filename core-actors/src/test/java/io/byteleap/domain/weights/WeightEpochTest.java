package io.byteleap.domain.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.units.Score;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightEpoch.ChainView;
import io.byteleap.domain.weights.WeightEpoch.Conclude;
import io.byteleap.domain.weights.WeightEpoch.RoundScored;
import io.byteleap.domain.weights.WeightEpoch.SubmissionFailed;
import io.byteleap.domain.weights.WeightEpoch.SubmissionStarted;
import io.byteleap.domain.weights.WeightEpoch.Submit;
import io.byteleap.domain.weights.WeightEpoch.Wait;
import io.byteleap.domain.weights.WeightEpoch.WeightsIncluded;
import io.byteleap.domain.weights.WeightVector.NoSignal;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class WeightEpochTest {
  private static final Instant T0 = Samples.T0;
  private static final WeightEpoch.Rhythm RHYTHM =
      new WeightEpoch.Rhythm(10, Duration.ofMinutes(14));
  private static final Map<Hotkey, Uid> UIDS =
      Map.of(new Hotkey("m-1"), new Uid(1), new Hotkey("m-2"), new Uid(2));

  private static final Weights WEIGHTS =
      new Weights(
          new TreeMap<>(Map.of(new Uid(1), new Weight(65_535), new Uid(2), new Weight(21_845))));

  private final WeightEpoch scored = WeightEpoch.BEGINNING.evolve(new RoundScored(round(3, 1)));
  private final WeightEpoch underWay =
      scored.evolve(new SubmissionStarted(7, WEIGHTS, new BlockNumber(110), T0));

  @Test
  void weights_areSharesOfTheHeaviest() {
    var vector = WeightVector.of(round(1_000_000, 500_000), UIDS);

    assertThat(vector)
        .isEqualTo(
            new Weights(
                new TreeMap<>(
                    Map.of(new Uid(1), new Weight(65_535), new Uid(2), new Weight(32_768)))));
  }

  @Test
  void weights_leaveOutWhatRoundsToZeroAndWhoHasNoUid() {
    var vector = WeightVector.of(round(1_000_000, 1), Map.of(new Hotkey("m-1"), new Uid(1)));

    assertThat(vector)
        .isEqualTo(new Weights(new TreeMap<>(Map.of(new Uid(1), new Weight(65_535)))));
    assertThat(WeightVector.of(round(1_000_000, 1), UIDS)).isEqualTo(vector);
  }

  @Test
  void allZero_isNoSignal() {
    assertThat(WeightVector.of(round(0, 0), UIDS)).isEqualTo(new NoSignal());
    assertThat(WeightVector.of(round(5, 5), Map.of())).isEqualTo(new NoSignal());
  }

  @Test
  void permutingMiners_permutesWeights() {
    Seeds.check(
        100,
        random -> {
          var totals = new ArrayList<MinerTotal>();
          var uids = new HashMap<Hotkey, Uid>();
          for (int i = 0; i < 1 + random.nextInt(40); i++) {
            totals.add(total("m-" + i, random.nextLong(1_000_000)));
            uids.put(new Hotkey("m-" + i), new Uid(i));
          }
          var shuffled = new ArrayList<>(totals);
          Collections.shuffle(shuffled, new Random(random.nextLong()));

          assertThat(WeightVector.of(new ScoreRound(1, T0, 1, shuffled), uids))
              .isEqualTo(WeightVector.of(new ScoreRound(1, T0, 1, totals), uids));
        });
  }

  @Test
  void submission_startsWhenTheTempoHasPassed() {
    assertThat(scored.decide(view(109, 100), RHYTHM, T0)).isInstanceOf(Wait.class);
    assertThat(scored.decide(view(110, 100), RHYTHM, T0))
        .isInstanceOfSatisfying(
            Submit.class,
            submit ->
                assertThat(submit.event())
                    .isEqualTo(new SubmissionStarted(7, WEIGHTS, new BlockNumber(110), T0)));
  }

  /// Found in simulated time, seed 7: the chain was away after it had answered.
  @Test
  void staleView_afterAnInclusion_doesNotSubmitAgain() {
    var included = underWay.evolve(new WeightsIncluded(7, new BlockNumber(112), T0));

    assertThat(included.decide(view(111, 100), RHYTHM, T0)).isInstanceOf(Wait.class);
    assertThat(included.decide(view(121, 100), RHYTHM, T0)).isInstanceOf(Wait.class);
    assertThat(included.decide(view(122, 112), RHYTHM, T0)).isInstanceOf(Submit.class);
  }

  @Test
  void nothingIsSubmitted_withoutScoresTempoOrSignal_orFromOldScores() {
    var silent = WeightEpoch.BEGINNING.evolve(new RoundScored(round(0, 0)));
    var off = new WeightEpoch.Rhythm(0, Duration.ofMinutes(14));

    assertThat(WeightEpoch.BEGINNING.decide(view(110, 0), RHYTHM, T0))
        .isEqualTo(new Wait("no scores yet"));
    assertThat(silent.decide(view(110, 0), RHYTHM, T0)).isEqualTo(new Wait("all scores are zero"));
    assertThat(scored.decide(view(110, 0), off, T0)).isInstanceOf(Wait.class);
    assertThat(scored.decide(view(110, 0), RHYTHM, T0.plus(Duration.ofMinutes(15))))
        .isEqualTo(new Wait("the last scores are too old"));
  }

  @Test
  void submissionThatWasNotHeardOfAgain_isLookedUpBeforeAnythingIsSentTwice() {
    assertThat(underWay.decide(view(130, 111), RHYTHM, T0.plusSeconds(60)))
        .isEqualTo(new Conclude(new WeightsIncluded(7, new BlockNumber(111), T0.plusSeconds(60))));
    assertThat(underWay.decide(view(110, 100), RHYTHM, T0)).isInstanceOf(Wait.class);
    assertThat(underWay.decide(view(118, 100), RHYTHM, T0))
        .isEqualTo(new Wait("the last submission may still get into a block"));
    assertThat(underWay.decide(view(119, 100), RHYTHM, T0)).isInstanceOf(Submit.class);
  }

  /// After a start the chain was not read yet.
  @Test
  void submissionUnderWay_waitsForTheFirstReadingOfTheChain() {
    assertThat(underWay.decide(view(0, 0), RHYTHM, T0)).isInstanceOf(Wait.class);
  }

  @Test
  void weightsThatTheChainRefused_areNotSentAgain_butThoseOfTheNextRoundAre() {
    var refused = underWay.evolve(new SubmissionFailed(7, "too fast", T0));
    var next = refused.evolve(new RoundScored(new ScoreRound(8, T0, 1, round(3, 1).miners())));

    assertThat(refused.decide(view(200, 100), RHYTHM, T0)).isInstanceOf(Wait.class);
    assertThat(next.decide(view(200, 100), RHYTHM, T0)).isInstanceOf(Submit.class);
  }

  @Test
  void outcomes_areKeptWithWhatWasHandedIn_andRoundsCountOn() {
    var included = underWay.evolve(new WeightsIncluded(7, new BlockNumber(111), T0));
    var failed = underWay.evolve(new SubmissionFailed(7, "too fast", T0));

    assertThat(included.submission())
        .isEqualTo(new WeightEpoch.Included(7, WEIGHTS, new BlockNumber(111), T0));
    assertThat(failed.submission()).isEqualTo(new WeightEpoch.Rejected(7, WEIGHTS, "too fast", T0));
    assertThat(WeightEpoch.BEGINNING.nextRound()).isEqualTo(1);
    assertThat(scored.nextRound()).isEqualTo(8);
  }

  @Test
  void endOfASubmissionThatWasNotStarted_isABug() {
    assertThatThrownBy(() -> scored.evolve(new WeightsIncluded(7, new BlockNumber(111), T0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("BUG:");
  }

  private static ChainView view(long head, long lastUpdate) {
    return new ChainView(new BlockNumber(head), new BlockNumber(lastUpdate), UIDS);
  }

  private static ScoreRound round(long first, long second) {
    return new ScoreRound(7, T0, 1, List.of(total("m-1", first), total("m-2", second)));
  }

  private static MinerTotal total(String hotkey, long numerator) {
    return new MinerTotal(new Hotkey(hotkey), true, new Score(numerator, 1_000_000), 1);
  }
}
