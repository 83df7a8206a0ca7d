package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitBook.Binding;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.HonestUnit;
import io.byteleap.validator.challenge.ChallengeRound.Keyed;
import io.byteleap.wire.exact.OpeningFrame;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRefusal;
import io.byteleap.wire.exact.UnitRows;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;

/// Rounds of challenges of version 2, whatever comes of them.
final class ExactRoundTest extends ExactRoundBench {
  @Test
  void honestProcessors_areVerified_andNothingElseIsStoredOfThem() {
    var keyed = handedOut(processors());
    var unit = unit(keyed, UnitId.CPU);
    clock.pass(Duration.ofSeconds(2));

    var rows = rows(commit(keyed, unit));
    assertThat(rows.rows()).hasSize(3);
    assertThat(open(keyed, opened(unit, rows))).isEqualTo(new ChallengeRound.ProofStored());
    judge();

    assertThat(latest(keyed))
        .isEqualTo(
            new Challenge.Verified(
                keyed.spec(),
                Duration.ofSeconds(2),
                List.of(new Verdict.Sound(UnitId.CPU)),
                clock.instant()));
    assertThat(judged("sound")).isEqualTo(1);
    assertThat(registry.get("byteleap.units.known").gauge().value()).isEqualTo(1);
    assertThat(registry.get("byteleap.verification.exact").timer().count()).isEqualTo(1);
  }

  @Test
  void keys_areFreshForEachHandOut_andNotShown() {
    var first = handedOut(processors());
    fail(first);
    var second = handedOut(processors());

    assertThat(second.order().keysOfA()).isNotEqualTo(first.order().keysOfA());
    assertThat(first.toString()).doesNotContain(first.order().keyOfB().hex());
    assertThat(collect().keyed()).isEmpty();
  }

  @Test
  void sameCommitmentAgain_getsTheSameRows_andAnotherEndsTheUnit() {
    var keyed = handedOut(processors());
    var unit = unit(keyed, UnitId.CPU);
    var first = commit(keyed, unit);

    assertThat(commit(keyed, unit)).isEqualTo(first);
    var other = unit.committedTo(TreeHash.ofHex("ab".repeat(32)));
    assertThat(committed(keyed, new UnitCommitment.Committed(other)))
        .isEqualTo(refused(UnitId.CPU, ExactRefusal.SECOND_COMMITMENT));

    assertFailed(keyed, Failure.SECOND_COMMITMENT);
  }

  @Test
  void unitsOfOneMessage_areEachForThemselves() {
    var keyed = handedOut(twoGpus());
    var unit = unit(keyed, A);
    var stranger = new UnitId("GPU-stranger");

    var answer =
        committed(
            keyed,
            new UnitCommitment.Committed(unit.commitment()),
            new UnitCommitment.Unreadable(B, Label.of("key: must be 64 hex digits")),
            new UnitCommitment.GivenUp(stranger, Label.NONE));

    assertThat(answer)
        .isInstanceOfSatisfying(
            ChallengeRound.UnitsAnswered.class,
            answered -> {
              assertThat(answered.requests()).extracting(UnitRows::unit).containsExactly(A);
              assertThat(answered.refused())
                  .containsExactly(
                      new UnitRefusal(B, ExactRefusal.COMMITMENT_MALFORMED),
                      new UnitRefusal(stranger, ExactRefusal.UNIT_NOT_ASKED));
            });
    open(keyed, opened(unit, rows(answer)));
    judge();
    assertThat(((Challenge.Verified) latest(keyed)).units())
        .containsExactly(
            new Verdict.Sound(A), new Verdict.Unsound(B, Failure.COMMITMENT_MALFORMED));
  }

  @Test
  void wrongProduct_isFoundOut_andRaisesTheRowsOfTheNextRound() {
    var keyed = handedOut(processors());
    var other = handedOutElsewhere(keyed);
    var unit = unit(keyed, UnitId.CPU);

    var rows = rows(committed(keyed, commitmentOf(other, unit)));
    open(keyed, new UnitOpening.Opened(UnitId.CPU, frameOf(other, unit, rows)));
    judge();

    assertFailed(keyed, Failure.PATH_ASTRAY);
    assertThat(((ExactWork) handedOut(processors()).spec().work()).terms().get(UnitId.CPU))
        .isEqualTo(new UnitTerms(6));
  }

  /// A unit that did the work of another challenge: its root and its rows fit each other.
  private static UnitCommitment commitmentOf(HonestUnit other, HonestUnit unit) {
    return new UnitCommitment.Committed(unit.committedTo(other.root()));
  }

  private static Bytes frameOf(HonestUnit other, HonestUnit unit, UnitRows rows) {
    return OpeningFrame.encode(unit.request(rows.rows()), other.rows(rows.rows()));
  }

  private HonestUnit handedOutElsewhere(Keyed keyed) {
    return HonestUnit.of(new ChallengeId("elsewhere"), keyed.order(), name(UnitId.CPU), keypair);
  }

  @Test
  void signatureThatIsWrong_bindsNobody_andKeysOfOthersAreRefused() {
    var rival = new UnitName(new Hotkey("5Rival"), new WorkerId("w-9"), UnitId.CPU);
    TestProbe<UnitKeeper.Known> known = kit.createTestProbe();
    units.tell(new UnitKeeper.Bind(List.of(new Binding(rival, keypair.key())), known.getRef()));
    known.receiveMessage();
    var keyed = handedOut(twoGpus());

    var forged =
        new ExactCommitment(
            B,
            new Extent.Whole(),
            TreeHash.ofHex("ab".repeat(32)),
            WorkerKeypair.draw().key(),
            unit(keyed, A).commitment().signature());
    assertThat(
            committed(
                keyed,
                new UnitCommitment.Committed(unit(keyed, A).commitment()),
                new UnitCommitment.Committed(forged)))
        .isEqualTo(
            new ChallengeRound.UnitsAnswered(
                List.of(),
                List.of(
                    new UnitRefusal(A, ExactRefusal.KEY_OF_ANOTHER),
                    new UnitRefusal(B, ExactRefusal.SIGNATURE_WRONG))));

    assertFailed(keyed, Failure.KEY_OF_ANOTHER);
    assertThat(registry.get("byteleap.units.known").gauge().value()).isEqualTo(1);
  }

  @Test
  void silentUnit_isCharged_andOneThatGivesUpToo() {
    var silent = handedOut(processors());
    clock.pass(PATIENCE.commit().plusMillis(2));
    assertFailed(silent, Failure.COMMITMENT_LATE);

    var lazy = handedOut(processors());
    commit(lazy, unit(lazy, UnitId.CPU));
    clock.pass(PATIENCE.prove().plusMillis(2));
    assertFailed(lazy, Failure.OPENING_LATE);

    var honest = handedOut(processors());
    commit(honest, unit(honest, UnitId.CPU));
    open(honest, new UnitOpening.GivenUp(UnitId.CPU, Label.of("restarted")));
    assertFailed(honest, Failure.GIVEN_UP);
    assertThat(judged("given-up")).isEqualTo(1);
  }

  @Test
  void frameOfAnotherLength_isRefusedUnread() {
    var keyed = handedOut(processors());
    commit(keyed, unit(keyed, UnitId.CPU));

    assertThat(open(keyed, new UnitOpening.Opened(UnitId.CPU, Bytes.ofText("BLX2"))))
        .isInstanceOfSatisfying(
            ChallengeRound.Refused.class,
            refused -> assertThat(refused.says()).contains("frame-length"));

    assertFailed(keyed, Failure.FRAME_LENGTH);
  }

  @Test
  void fullLine_asksToComeAgain_andLatenessIsThenChargedToNobody() {
    round.clear();
    start(new OpeningLine(pool::add, 1));
    var keyed = handedOut(processors());
    var unit = unit(keyed, UnitId.CPU);
    var opening = opened(unit, rows(commit(keyed, unit)));

    assertThat(open(keyed, opening)).isInstanceOf(ChallengeRound.Busy.class);
    assertThat(open(keyed, opening)).isInstanceOf(ChallengeRound.Busy.class);
    assertThat(unitOf(keyed, UnitId.CPU)).isInstanceOf(UnitChallenge.Asked.class);
    clock.pass(PATIENCE.prove().plusMillis(2));

    assertFailed(keyed, Failure.NOT_JUDGED);
    assertThat(registry.get("byteleap.openings.turned.away").counter().count()).isEqualTo(2);
  }

  @Test
  void placesInTheLine_areGivenBack() {
    round.clear();
    var small = new OpeningLine(pool::add, 20_000);
    start(small);

    for (int i = 0; i < 5; i++) {
      var keyed = handedOut(processors());
      var unit = unit(keyed, UnitId.CPU);
      open(keyed, opened(unit, rows(commit(keyed, unit))));
      assertThat(small.bytes()).isPositive();
      judge();
      assertThat(latest(keyed)).isInstanceOf(Challenge.Verified.class);
      assertThat(small.bytes()).isZero();
    }
  }

  @Test
  void restart_withTheSecretStillThere_goesOn_exceptForWhatWasBeingJudged() {
    var keyed = handedOut(processors());
    var unit = unit(keyed, UnitId.CPU);
    round.restart();
    var rows = rows(commit(keyed, unit));
    round.restart();
    assertThat(rows(commit(keyed, unit))).isEqualTo(rows);
    open(keyed, opened(unit, rows));
    assertThat(unitOf(keyed, UnitId.CPU)).isInstanceOf(UnitChallenge.Judging.class);

    round.restart();

    assertFailed(keyed, Failure.NOT_JUDGED);
    judge();
    assertFailed(keyed, Failure.NOT_JUDGED);
  }

  @Test
  void restart_withoutTheSecret_endsEveryUnit_inWhateverState_chargedToNobody() {
    for (int reached = 0; reached < 3; reached++) {
      var keyed = handedOut(processors());
      var unit = unit(keyed, UnitId.CPU);
      if (reached > 0) {
        var rows = rows(commit(keyed, unit));
        if (reached > 1) {
          open(keyed, opened(unit, rows));
        }
      }
      forgetSecrets();

      round.restart();

      assertFailed(keyed, Failure.NOT_JUDGED);
    }
    assertThat(round.getState().doubts().byWorker()).isEmpty();
  }

  @Test
  void openingWhoseSecretIsGone_isJudgedByNobody() {
    var keyed = handedOut(processors());
    var unit = unit(keyed, UnitId.CPU);
    var rows = rows(commit(keyed, unit));
    forgetSecrets();

    open(keyed, opened(unit, rows));

    assertFailed(keyed, Failure.NOT_JUDGED);
  }

  @Test
  void absenceOfTheValidator_isChargedToNobody() {
    var keyed = handedOut(processors());
    clock.passWhileAway(Duration.ofHours(1));

    round.restart();
    clock.pass(Duration.ofMillis(5));

    assertFailed(keyed, Failure.NOT_JUDGED);
  }

  private void forgetSecrets() {
    for (int i = 1; i <= RoundVault.ROUNDS_MAX; i++) {
      hoursAhead++;
      vault.current(clock.instant().plus(Duration.ofHours(hoursAhead)));
    }
  }
}
