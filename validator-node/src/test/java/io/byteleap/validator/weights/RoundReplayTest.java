package io.byteleap.validator.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.ComponentWeights;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ParticipationRule;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Score;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Subnets;
import io.byteleap.fixture.Subnets.Subnet;
import io.byteleap.port.VerifiedWorkBook;
import io.byteleap.validator.fixture.FakeArchive;
import io.byteleap.validator.weights.RoundReplay.Newest;
import io.byteleap.validator.weights.RoundReplay.Numbered;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RoundReplayTest {
  private static final ScoringPolicy MIXED =
      new ScoringPolicy(
          BucketWindow.LENGTH,
          ComponentWeights.of(0.7, 0.3),
          ParticipationRule.PUBLISHED,
          AddressPenalty.HALVING);

  private final Subnet subnet = Subnets.draw(new Subnets.Size(4, 10), Seeds.generator(5));
  private final Hotkey miner = subnet.ledgers().firstKey();
  private final VerifiedWorkBook book = (_, _) -> subnet.work();
  private final FakeArchive archive = new FakeArchive();
  private final RoundReplay replay = new RoundReplay(archive, book);

  RoundReplayTest() {
    subnet.ledgers().forEach(archive::store);
  }

  static Stream<ScoringPolicy> policies() {
    return Stream.of(ScoringPolicy.DEFAULT, MIXED);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void round_comesOutAsItWasStored(ScoringPolicy policy) {
    var round = subnet.round(policy);
    archive.store(round);

    assertThat(replay.replay(new Numbered(1))).isEqualTo(new RoundReplay.Same(round));
    assertThat(replay.replay(new Newest())).isEqualTo(new RoundReplay.Same(round));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyMiner_isExplainedWithTheScoreOfTheRound(ScoringPolicy policy) {
    var round = subnet.round(policy);
    archive.store(round);

    for (MinerTotal total : round.miners()) {
      assertThat(replay.explain(total.hotkey(), new Newest()))
          .isInstanceOfSatisfying(
              RoundReplay.Explained.class,
              explained -> {
                assertThat(explained.round()).isEqualTo(round);
                assertThat(explained.explanation().score().total()).isEqualTo(total.score());
                assertThat(explained.explanation().score().online()).isEqualTo(total.online());
              });
    }
  }

  @Test
  void scoreThatSomebodyChanged_isFound() {
    var round = subnet.round(ScoringPolicy.DEFAULT);
    var miners = new ArrayList<>(round.miners());
    var honest = miners.getFirst();
    var raised =
        new MinerTotal(
            honest.hotkey(),
            true,
            new Score(honest.score().numerator() + 1, honest.score().denominator()),
            honest.ledgerSequence());
    miners.set(0, raised);
    archive.store(new ScoreRound(1, round.at(), round.expectedBuckets(), miners, round.grounds()));

    assertThat(replay.replay(new Numbered(1)))
        .isInstanceOfSatisfying(
            RoundReplay.Different.class,
            different ->
                assertThat(different.differences())
                    .containsExactly(new RoundReplay.Difference(raised, honest)));
  }

  @Test
  void bytesThatSomebodyChanged_areFound_evenWithTheSameMeaning() {
    var round = subnet.round(ScoringPolicy.DEFAULT);
    byte[] bytes = archive.written(round).toArray();
    bytes[bytes.length - 1] = ' ';
    archive.store(round, Bytes.adopting(bytes));

    assertThat(replay.replay(new Numbered(1)))
        .isInstanceOfSatisfying(
            RoundReplay.Different.class,
            different -> assertThat(different.differences()).isEmpty());
  }

  @Test
  void ledgerThatSomebodyChanged_isFound() {
    archive.store(subnet.round(ScoringPolicy.DEFAULT));
    var other = subnet.ledgers().lastKey();
    archive.store(miner, subnet.ledger(other));

    assertThat(scoreOf(other)).isNotEqualTo(scoreOf(miner));
    assertThat(replay.replay(new Numbered(1)))
        .isInstanceOfSatisfying(
            RoundReplay.Different.class,
            different ->
                assertThat(different.differences())
                    .extracting(difference -> difference.stored().hotkey())
                    .containsExactly(miner));
  }

  private Score scoreOf(Hotkey hotkey) {
    var basis = subnet.basis(ScoringPolicy.DEFAULT);
    return MinerScore.of(subnet.ledger(hotkey), basis, MinerEvidence.NONE).total();
  }

  @Test
  void challengesThatAreNotThoseOfThen_areSaid() {
    archive.store(subnet.round(MIXED));
    var forgetful = new RoundReplay(archive, (_, _) -> Map.of());

    assertThat(forgetful.replay(new Numbered(1)))
        .isEqualTo(
            new RoundReplay.Impossible(
                1, "the challenges that counted then are not the ones stored now"));
  }

  @Test
  void roundOfAnOldVersion_isSaidToBeOne() {
    var round = subnet.round(ScoringPolicy.DEFAULT);
    archive.store(
        new ScoreRound(round.number(), round.at(), round.expectedBuckets(), round.miners()));

    var why =
        new RoundReplay.Impossible(1, "it was scored by a version that did not record the policy");
    assertThat(replay.replay(new Numbered(1))).isEqualTo(why);
    assertThat(replay.explain(miner, new Numbered(1))).isEqualTo(why);
  }

  @Test
  void whatIsNotThere_isSaid() {
    assertThat(replay.replay(new Newest())).isEqualTo(new RoundReplay.NoSuchRound());
    assertThat(replay.explain(miner, new Numbered(9))).isEqualTo(new RoundReplay.NoSuchRound());

    archive.store(subnet.round(ScoringPolicy.DEFAULT));

    assertThat(replay.explain(new Hotkey("5Nobody"), new Newest()))
        .isEqualTo(new RoundReplay.NotInRound(1));
  }
}
