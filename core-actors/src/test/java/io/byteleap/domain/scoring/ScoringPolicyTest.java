package io.byteleap.domain.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.units.Ratio;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScoringPolicyTest {
  private static final Hotkey A = new Hotkey("5A");
  private static final Hotkey B = new Hotkey("5B");
  private static final WorkerId W1 = new WorkerId("w-1");
  private static final WorkerId W2 = new WorkerId("w-2");

  @ParameterizedTest
  @CsvSource({
    "1.0, 0.0, 1, 0",
    "0.0, 1.0, 0, 1",
    "0.7, 0.3, 7, 3",
    "0.5, 0.5, 1, 1",
    "0.333333, 0.666667, 333333, 666667"
  })
  void weights_areParts_inLowestTerms(double lease, double challenge, int parts, int others) {
    assertThat(ComponentWeights.of(lease, challenge))
        .isEqualTo(new ComponentWeights(parts, others));
  }

  @ParameterizedTest
  @CsvSource({
    "0.7, 0.0",
    "0.0, 0.0",
    "0.7, 0.7",
    "1.5, -0.5",
    "NaN, 0.3",
    "0.7, NaN",
    "Infinity, 0",
    "1, -0.1"
  })
  void weightsThatDoNotAddUp_areRefused(double lease, double challenge) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ComponentWeights.of(lease, challenge))
        .withMessageStartingWith("lease_weight and challenge_weight must ");
  }

  @Test
  void partsOutOfBounds_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ComponentWeights(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ComponentWeights(-1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new ComponentWeights(1_000_000, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ComponentWeights(Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  @Test
  void windowOutOfBounds_isRefused() {
    for (int buckets : new int[] {0, -1, BucketWindow.LENGTH + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy(buckets, ParticipationRule.PUBLISHED));
    }
  }

  @Test
  void rankingWindowShorterThanAnInterval_isRefused_whenChallengesCount() {
    var meaningless =
        new ParticipationRule(Duration.ofMinutes(1), Duration.ofMinutes(4), new Ratio(0.8));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ScoringPolicy(
                    12, new ComponentWeights(7, 3), meaningless, AddressPenalty.NONE));
    assertThat(policy(12, meaningless).weights().countsChallenges()).isFalse();
  }

  @Test
  void participationRule_ofNothing_isRefused() {
    var hour = Duration.ofHours(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ParticipationRule(Duration.ZERO, hour, Ratio.WHOLE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ParticipationRule(hour, Duration.ZERO, Ratio.WHOLE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ParticipationRule(hour, hour, Ratio.NONE));
  }

  @Test
  void participation_isAShareOfTheBaseline_andWholeAtMost() {
    var rule = ParticipationRule.PUBLISHED;

    assertThat(rule.baseline()).isEqualTo(36.0);
    assertThat(rule.participation(18)).isEqualTo(0.5);
    assertThat(rule.participation(36)).isEqualTo(1.0);
    assertThat(rule.participation(500)).isEqualTo(1.0);
  }

  @Test
  void rate_isThePublishedPerformanceOfAWorkerThatIsAlwaysThere() {
    assertThat(work(36, 500).rate(ParticipationRule.PUBLISHED)).isCloseTo(0.002, within(1e-15));
    assertThat(work(18, 500).rate(ParticipationRule.PUBLISHED)).isCloseTo(0.001, within(1e-15));
    assertThat(work(36, 0).rate(ParticipationRule.PUBLISHED)).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VerifiedWork(0, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VerifiedWork(1, Duration.ofNanos(-1)));
  }

  @Test
  void challengeScores_areSharesOfTheBest_andLeasedWorkersHaveTheMean() {
    var scores =
        ChallengeScores.of(
            Map.of(A, Map.of(W1, work(36, 500), W2, work(18, 500)), B, Map.of(W1, work(36, 2_000))),
            ParticipationRule.PUBLISHED);

    assertThat(scores.of(A).byWorker())
        .isEqualTo(Map.of(W1, new ChallengeScore(1_000_000), W2, new ChallengeScore(500_000)));
    assertThat(scores.of(B).byWorker()).isEqualTo(Map.of(W1, new ChallengeScore(250_000)));
    assertThat(scores.mean()).isEqualTo(new ChallengeScore(583_333));
    assertThat(scores.of(B).of(W1, ChallengeScores.Leased.YES)).isEqualTo(scores.mean());
    assertThat(scores.of(B).of(W2, ChallengeScores.Leased.NO)).isEqualTo(ChallengeScore.NONE);
    assertThat(scores.of(new Hotkey("5C")).byWorker()).isEmpty();
  }

  @Test
  void challengesThatTookNoTime_areWorthNothing() {
    var instantly = new HashMap<Hotkey, Map<WorkerId, VerifiedWork>>();
    instantly.put(A, Map.of(W1, work(36, 0)));

    assertThat(ChallengeScores.of(instantly, ParticipationRule.PUBLISHED))
        .isEqualTo(ChallengeScores.NONE);
    assertThat(ChallengeScores.of(Map.of(), ParticipationRule.PUBLISHED))
        .isEqualTo(ChallengeScores.NONE);
  }

  private static VerifiedWork work(int successes, long meanMillis) {
    return new VerifiedWork(successes, Duration.ofMillis(meanMillis * successes));
  }

  private static ScoringPolicy policy(int buckets, ParticipationRule rule) {
    return new ScoringPolicy(buckets, ComponentWeights.LEASE_ALONE, rule, AddressPenalty.NONE);
  }
}
