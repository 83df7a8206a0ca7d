package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactVerdict.Refused;
import io.byteleap.domain.exact.ExactVerdict.Sound;
import io.byteleap.domain.exact.UnitChallenge.Accept;
import io.byteleap.domain.exact.UnitChallenge.Asked;
import io.byteleap.domain.exact.UnitChallenge.Commit;
import io.byteleap.domain.exact.UnitChallenge.Ended;
import io.byteleap.domain.exact.UnitChallenge.Expire;
import io.byteleap.domain.exact.UnitChallenge.Ignore;
import io.byteleap.domain.exact.UnitChallenge.Open;
import io.byteleap.domain.exact.UnitChallenge.Order;
import io.byteleap.domain.exact.UnitChallenge.Patience;
import io.byteleap.domain.exact.UnitChallenge.Refuse;
import io.byteleap.domain.exact.UnitChallenge.Repeat;
import io.byteleap.domain.exact.UnitChallenge.Settle;
import io.byteleap.domain.exact.UnitChallenge.Spec;
import io.byteleap.domain.exact.UnitChallenge.UnitCommitted;
import io.byteleap.domain.exact.UnitChallenge.UnitOpened;
import io.byteleap.domain.exact.UnitChallenge.UnitSettled;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnitChallengeTest {
  private static final Instant T0 = Instant.parse("2026-11-01T00:00:00Z");
  private static final UnitName UNIT =
      new UnitName(new Hotkey("h"), new WorkerId("w"), new UnitId("GPU-1"));
  private static final Spec SPEC =
      new Spec(
          new ChallengeId("c"),
          UNIT,
          new ExactShape(256, 1),
          new UnitTerms(4),
          new Patience(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(10)),
          new Bell.None());

  private final WorkerKeypair keypair = WorkerKeypair.draw();
  private final ExactCommitment commitment = commitment("ab", keypair);
  private final UnitChallenge computing = UnitChallenge.handedOut(SPEC, T0);
  private final UnitChallenge asked =
      computing.evolve(
          new UnitCommitted(commitment, List.of(1, 2, 3, 4), new RoundTrip.Unknown(), at(7)));
  private final UnitChallenge judging = asked.evolve(new UnitOpened(at(9)));

  private static ExactCommitment commitment(String root, WorkerKeypair keypair) {
    return ExactCommitment.signed(
        SPEC.id(), UNIT, SPEC.shape(), TreeHash.ofHex(root.repeat(32)), keypair);
  }

  private static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  private static UnitChallenge.Decision decided(UnitChallenge in, Order order, long second) {
    return in.decide(order, UnitBook.EMPTY, at(second), Seeds.generator(second));
  }

  private static Accept refused(ExactRefusal why, long second) {
    return new Accept(new UnitSettled(new Refused(why), at(second)));
  }

  @Test
  void commitment_isStoredWithItsRows() {
    assertThat(decided(computing, new Commit(commitment), 5))
        .isInstanceOfSatisfying(
            Accept.class,
            accept -> {
              var asked = (Asked) computing.evolve(accept.event());
              assertThat(asked.answer().commitment()).isEqualTo(commitment);
              assertThat(asked.answer().rows()).hasSize(4).isSorted().doesNotHaveDuplicates();
              assertThat(asked.request().orElseThrow().rows()).isEqualTo(asked.answer().rows());
            });
  }

  @Test
  void rows_areDrawnEvenly() {
    int[] times = new int[256];
    for (int seed = 0; seed < 2_000; seed++) {
      RowPolicy.draw(SPEC.shape(), 4, Seeds.generator(seed)).forEach(row -> times[row]++);
    }

    for (int row = 0; row < times.length; row++) { // 31 on average
      assertThat(times[row]).as("row " + row).isBetween(8, 65);
    }
  }

  @Test
  void repeatedCommitment_getsTheSameRows_andAnotherOneEndsIt() {
    assertThat(decided(asked, new Commit(commitment), 8)).isEqualTo(new Repeat());
    assertThat(decided(judging, new Commit(commitment), 9)).isEqualTo(new Repeat());
    assertThat(decided(asked, new Commit(commitment("cd", keypair)), 8))
        .isEqualTo(refused(ExactRefusal.SECOND_COMMITMENT, 8));
    assertThat(decided(judging, new Commit(commitment("cd", keypair)), 9))
        .isEqualTo(refused(ExactRefusal.SECOND_COMMITMENT, 9));
  }

  @Test
  void commitmentByAnotherKey_unit_orSignature_endsIt() {
    var book = UnitBook.EMPTY.with(UNIT, WorkerKeypair.draw().key());
    var elsewhere =
        UnitBook.EMPTY.with(
            new UnitName(new Hotkey("x"), UNIT.worker(), UNIT.unit()), keypair.key());
    var forged =
        new ExactCommitment(
            UNIT.unit(),
            new Extent.Whole(),
            TreeHash.ofHex("cd".repeat(32)),
            keypair.key(),
            commitment.signature());
    var ofCpu =
        new ExactCommitment(
            UnitId.CPU,
            commitment.extent(),
            commitment.root(),
            keypair.key(),
            commitment.signature());

    assertThat(computing.decide(new Commit(commitment), book, at(5), Seeds.generator(1)))
        .isEqualTo(refused(ExactRefusal.OTHER_KEY, 5));
    assertThat(computing.decide(new Commit(commitment), elsewhere, at(5), Seeds.generator(1)))
        .isEqualTo(refused(ExactRefusal.KEY_OF_ANOTHER, 5));
    assertThat(decided(computing, new Commit(forged), 5))
        .isEqualTo(refused(ExactRefusal.SIGNATURE_WRONG, 5));
    assertThat(decided(computing, new Commit(ofCpu), 5))
        .isEqualTo(refused(ExactRefusal.UNIT_NOT_ASKED, 5));
  }

  @Test
  void everythingLate_endsItByName() {
    assertThat(decided(computing, new Commit(commitment), 60)).isInstanceOf(Accept.class);
    assertThat(decided(computing, new Commit(commitment), 61))
        .isEqualTo(refused(ExactRefusal.COMMITMENT_LATE, 61));
    assertThat(decided(computing, new Expire(), 61))
        .isEqualTo(refused(ExactRefusal.COMMITMENT_LATE, 61));
    assertThat(decided(asked, new Open(), 37)).isEqualTo(new Accept(new UnitOpened(at(37))));
    assertThat(decided(asked, new Open(), 38)).isEqualTo(refused(ExactRefusal.OPENING_LATE, 38));
    assertThat(decided(judging, new Expire(), 20)).isEqualTo(refused(ExactRefusal.NOT_JUDGED, 20));
    assertThat(ExactRefusal.NOT_JUDGED.isCharged()).isFalse();
    assertThat(decided(computing, new Expire(), 60)).isEqualTo(new Ignore());
  }

  @Test
  void verdict_endsIt_withTheTimeFromHandOutToCommitment() {
    var settle = new Settle(new Sound());

    assertThat(decided(judging, settle, 12))
        .isEqualTo(new Accept(new UnitSettled(new Sound(), at(12))));
    assertThat(judging.evolve(new UnitSettled(new Sound(), at(12))))
        .isEqualTo(new Ended(SPEC, new Sound(), Duration.ofSeconds(7), at(12)));
    assertThat(decided(asked, settle, 12)).isEqualTo(new Ignore());
    assertThat(decided(computing, settle, 12)).isEqualTo(new Ignore());
  }

  @Test
  void timeOutsideTheEnvelope_refusesWorkThatWasDone_andAWrongRowIsTheGraverFault() {
    var fast = judgingWith(Duration.ofSeconds(8), Duration.ofSeconds(20), new RoundTrip.Unknown());
    var slow = judgingWith(Duration.ofSeconds(1), Duration.ofSeconds(6), new RoundTrip.Unknown());
    var far =
        judgingWith(
            Duration.ofSeconds(1),
            Duration.ofSeconds(6),
            new RoundTrip.AtMost(Duration.ofSeconds(1)));
    var wrong = new Settle(new Refused(ExactRefusal.PRODUCT_WRONG, 3));

    assertThat(decided(fast, new Settle(new Sound()), 12))
        .isEqualTo(refused(ExactRefusal.TOO_FAST, 12));
    assertThat(decided(slow, new Settle(new Sound()), 12))
        .isEqualTo(refused(ExactRefusal.TOO_SLOW, 12));
    assertThat(decided(far, new Settle(new Sound()), 12))
        .isEqualTo(new Accept(new UnitSettled(new Sound(), at(12))));
    assertThat(decided(fast, wrong, 12))
        .isEqualTo(new Accept(new UnitSettled(wrong.verdict(), at(12))));
  }

  /// Committed after seven seconds.
  private UnitChallenge judgingWith(Duration fastest, Duration slowest, RoundTrip roundTrip) {
    var envelope = new Envelope.Span(fastest, slowest, Envelope.Judged.BOTH);
    var terms = new UnitTerms(4, envelope);
    var spec = new Spec(SPEC.id(), UNIT, SPEC.shape(), terms, SPEC.patience(), new Bell.None());
    return UnitChallenge.handedOut(spec, T0)
        .evolve(new UnitCommitted(commitment, List.of(1, 2, 3, 4), roundTrip, at(7)))
        .evolve(new UnitOpened(at(9)));
  }

  @Test
  void roundTrip_isStoredWithTheCommitment() {
    var way = new RoundTrip.AtMost(Duration.ofMillis(12));

    assertThat(((Accept) decided(computing, new Commit(commitment, way), 5)).event())
        .isInstanceOfSatisfying(
            UnitCommitted.class, event -> assertThat(event.roundTrip()).isEqualTo(way));
  }

  @Test
  void unreadableOpening_endsIt() {
    assertThat(decided(asked, new Refuse(ExactRefusal.FRAME_LENGTH), 8))
        .isEqualTo(refused(ExactRefusal.FRAME_LENGTH, 8));
    assertThat(decided(computing, new Refuse(ExactRefusal.GIVEN_UP), 8))
        .isEqualTo(refused(ExactRefusal.GIVEN_UP, 8));
  }

  @Test
  void ended_staysAsItIs() {
    var ended = judging.evolve(new UnitSettled(new Sound(), at(12)));

    for (var order :
        List.of(
            new Commit(commitment),
            new Open(),
            new Refuse(ExactRefusal.GIVEN_UP),
            new Settle(new Sound()),
            new Expire())) {
      assertThat(decided(ended, order, 500)).isEqualTo(new Ignore());
    }
    assertThat(ended.deadline()).isEmpty();
    assertThat(ended.request()).isEmpty();
    assertThatThrownBy(() -> ended.evolve(new UnitOpened(at(1)))).hasMessageStartingWith("BUG");
    assertThatThrownBy(() -> computing.evolve(new UnitOpened(at(1)))).hasMessageStartingWith("BUG");
  }

  @Test
  void doubts_openMoreRows() {
    var policy = new RowPolicy(4, 32);
    var shape = new ExactShape(32_768, 1);

    assertThat(policy.count(shape, 0)).isEqualTo(4);
    assertThat(policy.count(shape, 2)).isEqualTo(16);
    assertThat(policy.count(shape, 99)).isEqualTo(32);
    assertThat(policy.count(new ExactShape(130_944, 8), 3)).isEqualTo(2);
    assertThatThrownBy(() -> new RowPolicy(0, 4)).hasMessageContaining("1 to 64 rows");
    assertThatThrownBy(() -> new RowPolicy(8, 4)).hasMessageContaining("no fewer after doubts");
  }

  @Test
  void deviceOfTwoClaims_isDisputed_andItsKeysStay() {
    var rival = new UnitName(new Hotkey("rival"), UNIT.worker(), UNIT.unit());
    var other = WorkerKeypair.draw().key();
    var cpu = new UnitName(UNIT.hotkey(), UNIT.worker(), UnitId.CPU);
    var book =
        UnitBook.EMPTY
            .with(UNIT, keypair.key())
            .with(rival, other)
            .with(cpu, WorkerKeypair.draw().key());

    assertThat(book.disputed()).containsOnlyKeys(UNIT.unit());
    assertThat(book.claimsOf(UNIT.unit())).containsExactly(UNIT, rival);
    assertThat(book.claimsOf(UnitId.CPU)).isEmpty();
    assertThat(book.with(UNIT, other)).isEqualTo(book);
    assertThat(book.without(rival).disputed()).isEmpty();
  }
}
