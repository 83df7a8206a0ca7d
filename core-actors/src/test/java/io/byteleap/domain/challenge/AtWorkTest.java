package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.challenge.Challenge.Accept;
import io.byteleap.domain.challenge.Challenge.OfUnit;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.challenge.Challenge.Watch;
import io.byteleap.domain.challenge.Verdict.Sound;
import io.byteleap.domain.challenge.Verdict.Unsound;
import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AtWorkTest {
  private static final Instant T0 = Samples.T0;
  private static final WorkerId WORKER = new WorkerId("w-1");
  private static final Hotkey MINER = new Hotkey("5Miner");
  private static final UnitId A = new UnitId("GPU-a");
  private static final UnitId B = new UnitId("GPU-b");

  private final WorkerKeypair keypair = WorkerKeypair.draw();
  private final ChallengeSpec spec = Samples.exactChallenge("c-1", "w-1", "GPU-a", "GPU-b");
  private final AtWork begun =
      AtWork.begin(spec, new AtWork.HandOut(MINER, new SecretId("s-1"), T0));

  @Test
  void everyFailureOfVersion2_hasItsRefusalsName_andCharge() {
    assertThat(Arrays.stream(ExactRefusal.values()))
        .allSatisfy(
            why -> {
              assertThat(Failure.of(why).name()).isEqualTo(why.name());
              assertThat(Failure.of(why).isCharged()).isEqualTo(why.isCharged());
            });
  }

  @Test
  void commitment_isStoredWithItsRows_ofThatUnitAlone() {
    var after = committed(begun, A, 2);

    assertThat(after.of(A).orElseThrow()).isInstanceOf(UnitChallenge.Asked.class);
    assertThat(after.of(B)).isEqualTo(begun.of(B));
    assertThat(decided(after, A, commit(A), 3))
        .isInstanceOfSatisfying(
            Challenge.Repeat.class,
            repeat ->
                assertThat(((Challenge.UnitAsked) repeat.reply()).request())
                    .isEqualTo(after.of(A).orElseThrow().request().orElseThrow()));
  }

  @Test
  void challenge_endsWithItsLastUnit_andOneSoundUnitIsEnough() {
    var oneDone = settled(opened(committed(begun, A, 2), A, 3), A, new ExactVerdict.Sound(), 4);
    assertThat(oneDone.isComplete()).isFalse();

    var all =
        settled(
            opened(committed(oneDone, B, 5), B, 6),
            B,
            new ExactVerdict.Refused(ExactRefusal.PRODUCT_WRONG, 7),
            8);

    assertThat(all.end(at(8)))
        .isEqualTo(
            new Challenge.ChallengeVerified(
                Duration.ofSeconds(2),
                List.of(new Sound(A), new Unsound(B, Failure.PRODUCT_WRONG)),
                at(8)));
  }

  @Test
  void challengeOfNoSoundUnit_failsAsTheFirstThatAnswersForIt() {
    var refused = refused(refused(begun, A, ExactRefusal.NOT_JUDGED), B, ExactRefusal.GIVEN_UP);
    var unjudged = refused(refused(begun, A, ExactRefusal.NOT_JUDGED), B, ExactRefusal.NOT_JUDGED);

    assertThat(((Challenge.ChallengeFailed) refused.end(T0)).why()).isEqualTo(Failure.GIVEN_UP);
    assertThat(((Challenge.ChallengeFailed) unjudged.end(T0)).why()).isEqualTo(Failure.NOT_JUDGED);
  }

  @Test
  void lateUnits_allEndAtOnce_eachForItself() {
    var one = committed(begun, A, 10);
    var late = at(10).plus(Samples.PATIENCE.prove()).plusSeconds(1);

    assertThat(one.expiries(watch(late), Seeds.generator(1)))
        .containsExactly(
            stepped(A, ExactRefusal.OPENING_LATE, late),
            stepped(B, ExactRefusal.COMMITMENT_LATE, late));
    assertThat(one.expiries(watch(at(20)), Seeds.generator(1))).isEmpty();
  }

  @Test
  void lateness_whileTheValidatorWasAway_isChargedToNobody() {
    var late = at(1_000);

    assertThat(begun.expiries(new Watch(at(30), late), Seeds.generator(1)))
        .containsExactly(
            stepped(A, ExactRefusal.NOT_JUDGED, late), stepped(B, ExactRefusal.NOT_JUDGED, late));
  }

  @Test
  void timeOfAUnit_isJudgedOnlyWhenTheValidatorWasThereForAllOfIt() {
    var envelope =
        new Envelope.Span(Duration.ofSeconds(5), Duration.ofSeconds(9), Envelope.Judged.BOTH);
    var timed =
        AtWork.begin(
            Samples.exactChallenge("c-1", "w-1", new UnitTerms(3, envelope), "GPU-a"),
            begun.handOut());
    var judging = opened(committed(timed, A, 2), A, 3);
    var settle = new OfUnit(A, new UnitChallenge.Settle(new ExactVerdict.Sound()), UnitBook.EMPTY);

    assertThat(judging.decide(settle, watch(at(4)), Seeds.generator(1)))
        .isEqualTo(
            new Accept(
                stepped(A, ExactRefusal.TOO_FAST, at(4)),
                new Challenge.UnitOver(ExactRefusal.TOO_FAST)));
    assertThat(judging.decide(settle, new Watch(at(1), at(4)), Seeds.generator(1)))
        .isEqualTo(
            new Accept(
                new UnitStepped(A, new UnitChallenge.UnitSettled(new ExactVerdict.Sound(), at(4))),
                new Challenge.Queued()));
  }

  @Test
  void unitThatWasNotAsked_andOrdersOfVersion1_changeNothing() {
    assertThat(decided(begun, new UnitId("GPU-c"), new UnitChallenge.Open(), 1))
        .isEqualTo(new Challenge.Refuse("Challenge c-1 asks nothing of unit GPU-c"));
    assertThat(begun.decide(new Challenge.GiveUp(), watch(at(1)), Seeds.generator(1)))
        .isInstanceOf(Challenge.Refuse.class);
  }

  @Test
  void openingAgain_isQueuedAgain_andAfterTheEndTheVerdictIsSaid() {
    var judging = opened(committed(begun, A, 2), A, 3);
    var over = settled(judging, A, new ExactVerdict.Refused(ExactRefusal.PATH_ASTRAY), 4);

    assertThat(decided(judging, A, new UnitChallenge.Open(), 4))
        .isEqualTo(new Challenge.Repeat(new Challenge.Queued()));
    assertThat(decided(over, A, new UnitChallenge.Open(), 5))
        .isEqualTo(new Challenge.Repeat(new Challenge.UnitOver(ExactRefusal.PATH_ASTRAY)));
    assertThat(decided(begun, A, new UnitChallenge.Open(), 5)).isInstanceOf(Challenge.Refuse.class);
  }

  @Test
  void round_endsAChallengeInTheSameSteps_andRemembersTheDoubt() {
    var half = refused(begun, A, ExactRefusal.NOT_JUDGED);
    var round = new Round(new TreeMap<>(Map.of(WORKER, half)));
    var step = new Round.Step(WORKER, stepped(B, ExactRefusal.GIVEN_UP, at(9)));

    var steps = round.withEnds(List.of(step), at(9));
    var after = round.evolve(steps.getFirst()).evolve(steps.getLast());

    assertThat(steps).hasSize(2);
    assertThat(after.of(WORKER).orElseThrow()).isInstanceOf(Challenge.Failed.class);
    assertThat(after.doubts().count(WORKER, B, at(10))).isEqualTo(1);
    assertThat(after.doubts().count(WORKER, A, at(10))).isZero();
    assertThat(after.doubts().count(WORKER, B, at(9).plus(Doubts.MEMORY))).isZero();
  }

  @Test
  void doubts_areTheNewestFew_andAreForgotten() {
    var doubts = Doubts.NONE;
    for (int second = 0; second < 20; second++) {
      doubts = doubts.with(WORKER, A, ExactRefusal.ROW_LENGTH, at(second));
    }

    assertThat(doubts.count(WORKER, A, at(20))).isEqualTo(Doubts.COUNT_MAX);
    assertThat(doubts.at(at(16).plus(Doubts.MEMORY)).byWorker())
        .isEqualTo(Map.of(WORKER, Map.of(A, List.of(at(17), at(18), at(19)))));
    assertThat(doubts.at(at(60).plus(Doubts.MEMORY))).isEqualTo(Doubts.NONE);
  }

  private UnitChallenge.Order commit(UnitId unit) {
    var name = new UnitName(MINER, WORKER, unit);
    return new UnitChallenge.Commit(
        ExactCommitment.signed(
            spec.id(), name, new ExactShape(128, 2), TreeHash.ofHex("ab".repeat(32)), keypair));
  }

  private AtWork committed(AtWork before, UnitId unit, long second) {
    return accepted(before, decided(before, unit, commit(unit), second));
  }

  private static AtWork opened(AtWork before, UnitId unit, long second) {
    return accepted(before, decided(before, unit, new UnitChallenge.Open(), second));
  }

  private static AtWork settled(AtWork before, UnitId unit, ExactVerdict verdict, long second) {
    return accepted(before, decided(before, unit, new UnitChallenge.Settle(verdict), second));
  }

  private static AtWork refused(AtWork before, UnitId unit, ExactRefusal why) {
    return accepted(before, decided(before, unit, new UnitChallenge.Refuse(why), 1));
  }

  private static AtWork accepted(AtWork before, Challenge.Decision decision) {
    return (AtWork) before.evolve(((Accept) decision).event());
  }

  private static Challenge.Decision decided(
      AtWork before, UnitId unit, UnitChallenge.Order order, long second) {
    return before.decide(
        new OfUnit(unit, order, UnitBook.EMPTY), watch(at(second)), Seeds.generator(second));
  }

  private static UnitStepped stepped(UnitId unit, ExactRefusal why, Instant at) {
    return new UnitStepped(unit, new UnitChallenge.UnitSettled(new ExactVerdict.Refused(why), at));
  }

  private static Watch watch(Instant now) {
    return new Watch(T0, now);
  }

  private static Instant at(long second) {
    return T0.plusSeconds(second);
  }
}
