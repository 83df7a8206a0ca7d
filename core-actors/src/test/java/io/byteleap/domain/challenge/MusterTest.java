package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.challenge.Challenge.Accept;
import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.Expire;
import io.byteleap.domain.challenge.Challenge.HandKeys;
import io.byteleap.domain.challenge.Challenge.KeysHandedOut;
import io.byteleap.domain.challenge.Challenge.Refuse;
import io.byteleap.domain.challenge.Challenge.Watch;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class MusterTest {
  private static final Instant T0 = Samples.T0;
  private static final Muster MUSTER =
      new Muster(new MusterId("m-1"), T0.plusSeconds(10), T0.plusSeconds(70), new Bell.None());
  private static final ChallengeSpec SPEC =
      Samples.atMuster(Samples.exactChallenge("c-1", "w-1", "GPU-1", "GPU-2"), MUSTER);

  private final RandomGenerator random = Seeds.generator(3);
  private final Challenge created = Challenge.begin(new ChallengeCreated(SPEC, T0));

  @Test
  void keys_areHandedOutWithinTheWindow_andAtNoOtherTime() {
    assertThat(keys(T0, T0.plusSeconds(9))).isInstanceOf(Refuse.class);
    assertThat(event(keys(T0, T0.plusSeconds(10)))).isInstanceOf(KeysHandedOut.class);
    assertThat(event(keys(T0, T0.plusSeconds(70)))).isInstanceOf(KeysHandedOut.class);
    assertThat(event(keys(T0, T0.plusSeconds(71))))
        .isEqualTo(new ChallengeFailed(Failure.MUSTER_MISSED, T0.plusSeconds(71)));
  }

  @Test
  void nextOpening_isThatOfTheEarliestMusterWhoseChallengeStillWaits() {
    var later =
        new Muster(new MusterId("m-2"), T0.plusSeconds(20), T0.plusSeconds(80), new Bell.None());
    var round =
        Round.NONE
            .evolve(created(SPEC))
            .evolve(created(Samples.atMuster(Samples.exactChallenge("c-2", "w-2", "-1"), later)))
            .evolve(created(Samples.exactChallenge("c-3", "w-3", "-1")));

    assertThat(round.nextOpening(T0)).contains(MUSTER.opensAt());
    assertThat(round.nextOpening(MUSTER.opensAt().minusNanos(1))).contains(MUSTER.opensAt());
    assertThat(round.nextOpening(MUSTER.opensAt())).contains(later.opensAt());
    assertThat(round.nextOpening(later.opensAt())).isEmpty();
    assertThat(Round.NONE.nextOpening(T0)).isEmpty();
  }

  @Test
  void nextOpening_isNotThatOfAChallengeThatIsOver() {
    var round =
        Round.NONE
            .evolve(created(SPEC))
            .evolve(new Round.Step(SPEC.worker(), new ChallengeFailed(Failure.VALIDATOR_AWAY, T0)));

    assertThat(round.nextOpening(T0)).isEmpty();
  }

  private static Round.Step created(ChallengeSpec spec) {
    return new Round.Step(spec.worker(), new ChallengeCreated(spec, T0));
  }

  @Test
  void windowThatWasMissed_isChargedTo_andDoubtsAllItsUnits() {
    var step =
        new Round.Step(
            SPEC.worker(), new ChallengeFailed(Failure.MUSTER_MISSED, T0.plusSeconds(71)));

    var doubts =
        Round.NONE
            .evolve(new Round.Step(SPEC.worker(), new ChallengeCreated(SPEC, T0)))
            .evolve(step)
            .doubts();

    assertThat(Failure.MUSTER_MISSED.isCharged()).isTrue();
    for (String unit : new String[] {"GPU-1", "GPU-2"}) {
      assertThat(doubts.count(new WorkerId("w-1"), new UnitId(unit), T0.plusSeconds(80)))
          .isEqualTo(1);
    }
  }

  @Test
  void window_staysWhereItIs_forAValidatorThatCameBack_whichChargesNobody() {
    var back = T0.plusSeconds(40);

    assertThat(created.deadline(back)).contains(MUSTER.closesAt());
    assertThat(event(keys(back, T0.plusSeconds(60)))).isInstanceOf(KeysHandedOut.class);
    assertThat(event(created.decide(new Expire(), new Watch(back, T0.plusSeconds(71)), random)))
        .isEqualTo(new ChallengeFailed(Failure.VALIDATOR_AWAY, T0.plusSeconds(71)));
  }

  @Test
  void validatorThatWasBackBeforeTheWindowOpened_missedNothing() {
    var back = T0.plusSeconds(10);

    assertThat(event(created.decide(new Expire(), new Watch(back, T0.plusSeconds(71)), random)))
        .isEqualTo(new ChallengeFailed(Failure.MUSTER_MISSED, T0.plusSeconds(71)));
  }

  @Test
  void window_isLongerThanZero_andBounded() {
    for (Duration window : new Duration[] {Duration.ZERO, Duration.ofSeconds(301)}) {
      assertThatThrownBy(
              () -> new Muster(new MusterId("m-1"), T0, T0.plus(window), new Bell.None()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the window of a muster");
    }
    assertThatThrownBy(() -> new MusterId("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void challengesOfVersion1_areNoPartOfOne() {
    assertThatThrownBy(() -> Samples.atMuster(Samples.challenge("c-1", "w-1", random), MUSTER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a muster has challenges of version 2 only");
  }

  private Challenge.Decision keys(Instant since, Instant now) {
    var handOut = new AtWork.HandOut(new Hotkey("5Miner"), new SecretId("s-1"), now);
    return created.decide(new HandKeys(handOut), new Watch(since, now), random);
  }

  private static Challenge.Event event(Challenge.Decision decision) {
    return ((Accept) decision).event();
  }
}
