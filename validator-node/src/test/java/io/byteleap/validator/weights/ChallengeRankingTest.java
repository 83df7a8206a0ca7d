package io.byteleap.validator.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.scoring.ChallengeScore;
import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.scoring.ParticipationRule;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.scoring.VerifiedWork;
import io.byteleap.fixture.Samples;
import io.byteleap.port.History.HistoryUnavailable;
import io.byteleap.port.VerifiedWorkBook;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChallengeRankingTest {
  private static final Instant T0 = Samples.T0;
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final Hotkey GONE = new Hotkey("5Gone");
  private static final WorkerId W1 = new WorkerId("w-1");
  private static final ScoringPolicy MIXED =
      new ScoringPolicy(
          12, new ComponentWeights(7, 3), ParticipationRule.PUBLISHED, AddressPenalty.NONE);

  private final FakeBook book = new FakeBook();
  private final ChallengeRanking ranking = new ChallengeRanking(book, Runnable::run);

  @Test
  void nothingIsRead_whileChallengesAreNoPartOfAScore() {
    var scores = ranking.of(ScoringPolicy.DEFAULT, List.of(MINER), T0);

    assertThat(scores).isCompletedWithValue(ChallengeScores.NONE);
    assertThat(book.asked).isEmpty();
  }

  @Test
  void workOfTheRankingWindow_isRanked_ofMembersOnly() {
    book.work =
        Map.of(
            MINER, Map.of(W1, new VerifiedWork(36, Duration.ofSeconds(36))),
            GONE, Map.of(W1, new VerifiedWork(36, Duration.ofSeconds(1))));

    var scores = scores(T0);

    assertThat(scores.byMiner())
        .isEqualTo(Map.of(MINER, Map.of(W1, new ChallengeScore(ChallengeScore.WHOLE))));
    assertThat(book.asked).containsExactly(T0.minus(Duration.ofHours(3)));
  }

  @Test
  void whatWasRead_isGoodForAMinute() {
    scores(T0);
    scores(T0.plusSeconds(59));
    assertThat(book.asked).hasSize(1);
    scores(T0.plusSeconds(60));

    assertThat(book.asked).hasSize(2);
  }

  @Test
  void whatWasReadUnderAnotherRule_isNotGood() {
    var rule = ParticipationRule.PUBLISHED;
    var other =
        new ScoringPolicy(
            12,
            new ComponentWeights(7, 3),
            new ParticipationRule(rule.window(), Duration.ofMinutes(2), rule.threshold()),
            AddressPenalty.NONE);

    scores(T0);
    ranking.of(other, List.of(MINER), T0).toCompletableFuture().join();

    assertThat(book.asked).hasSize(2);
  }

  @Test
  void whatARoundCounts_isReadForIt_andGoodForOthers() {

    scores(T0);
    ranking.fresh(MIXED, List.of(MINER), T0.plusSeconds(1)).toCompletableFuture().join();
    scores(T0.plusSeconds(60));

    assertThat(book.asked)
        .extracting(start -> Duration.between(T0.minus(Duration.ofHours(3)), start).toSeconds())
        .containsExactly(0L, 1L);
  }

  @Test
  void bookThatCannotBeRead_failsTheRanking_andIsAskedAgain() {
    book.isAway = true;

    var failed = ranking.of(MIXED, List.of(MINER), T0).toCompletableFuture();
    book.isAway = false;

    assertThat(failed).isCompletedExceptionally();
    assertThat(scores(T0.plusSeconds(1))).isEqualTo(ChallengeScores.NONE);
    assertThat(book.asked).hasSize(2);
  }

  private ChallengeScores scores(Instant now) {
    return ranking.of(MIXED, List.of(MINER), now).toCompletableFuture().join();
  }

  private static final class FakeBook implements VerifiedWorkBook {
    private final List<Instant> asked = new ArrayList<>();
    private Map<Hotkey, Map<WorkerId, VerifiedWork>> work = Map.of();
    private boolean isAway;

    @Override
    public Map<Hotkey, Map<WorkerId, VerifiedWork>> between(Instant start, Instant end) {
      assertThat(Duration.between(start, end)).isEqualTo(MIXED.participation().window());
      asked.add(start);
      if (isAway) {
        throw new HistoryUnavailable(new SQLException("away"));
      }
      return work;
    }
  }
}
