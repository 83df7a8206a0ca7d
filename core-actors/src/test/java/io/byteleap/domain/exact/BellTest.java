package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactVerdict.Refused;
import io.byteleap.domain.exact.UnitChallenge.Accept;
import io.byteleap.domain.exact.UnitChallenge.Asked;
import io.byteleap.domain.exact.UnitChallenge.Commit;
import io.byteleap.domain.exact.UnitChallenge.Expire;
import io.byteleap.domain.exact.UnitChallenge.Patience;
import io.byteleap.domain.exact.UnitChallenge.Settle;
import io.byteleap.domain.exact.UnitChallenge.Spec;
import io.byteleap.domain.exact.UnitChallenge.UnitOpened;
import io.byteleap.domain.exact.UnitChallenge.UnitSettled;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.HonestUnit;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Units that work until a bell, and commit to the rows that they have by then.
final class BellTest {
  private static final Instant T0 = Instant.parse("2026-11-01T00:00:00Z");
  private static final ChallengeId CHALLENGE = new ChallengeId("c");
  private static final UnitName UNIT =
      new UnitName(new Hotkey("h"), new WorkerId("w"), new UnitId("GPU-1"));
  private static final ExactShape SHAPE = new ExactShape(256, 2);
  private static final MatrixKey KEY = MatrixKey.ofHex("0b".repeat(32));
  private static final SortedMap<UnitId, MatrixKey> KEYS =
      new TreeMap<>(Map.of(UNIT.unit(), MatrixKey.ofHex("0a".repeat(32))));
  private static final ExactOrder ORDER =
      new ExactOrder(SHAPE, KEY, KEYS, new Stint.Within(Duration.ofSeconds(9)));
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(70), Duration.ofSeconds(30), Duration.ofSeconds(10));

  private final WorkerKeypair keypair = WorkerKeypair.draw();
  private final RoundCheck check = RoundCheck.computed(KEY, SHAPE.size(), Seeds.generator(1));

  private static UnitChallenge begun(Bell bell, Envelope envelope) {
    var terms = new UnitTerms(4, envelope);
    return UnitChallenge.handedOut(new Spec(CHALLENGE, UNIT, SHAPE, terms, PATIENCE, bell), T0);
  }

  private static UnitChallenge begun() {
    return begun(new Bell.At(at(10)), new Envelope.None());
  }

  private static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  private static UnitChallenge.Decision decided(
      UnitChallenge in, UnitChallenge.Order order, long second) {
    return in.decide(order, UnitBook.EMPTY, at(second), Seeds.generator(second));
  }

  private HonestUnit unit(int rows) {
    return HonestUnit.of(ORDER, CHALLENGE, UNIT, keypair, rows);
  }

  @Test
  void rowsThatWereMade_areAskedFor_andFoundSound() {
    for (int made : new int[] {5, 80, 256}) {
      var unit = unit(made);
      var accepted = (Accept) decided(begun(), new Commit(unit.commitment()), 9);
      var request = begun().evolve(accepted.event()).request().orElseThrow();

      assertThat(request.rows()).hasSize(4).allMatch(row -> row < made);
      assertThat(request.shape()).isEqualTo(SHAPE.first(made));
      assertThat(judged(unit, request.rows())).isEqualTo(new ExactVerdict.Sound());
    }
  }

  @Test
  void whoMadeFewerRowsThanAreAskedForByItsTerms_opensThemAll() {
    var accepted = (Accept) decided(begun(), new Commit(unit(3).commitment()), 9);

    assertThat(begun().evolve(accepted.event()).request().orElseThrow().rows())
        .containsExactly(0, 1, 2);
  }

  private ExactVerdict judged(HonestUnit unit, List<Integer> rows) {
    return OpeningCheck.judge(unit.task(), unit.root(), rows, unit.rows(rows), check);
  }

  /// Who says that it made more rows has no path for the last that it made, nor for those beyond.
  @Test
  void lastRow_leadsToTheRoot_inATreeOfAsManyRowsOnly() {
    var unit = unit(80);
    var opened = unit.rows(List.of(79));

    for (int said : new int[] {81, 128, 256}) {
      var task = ORDER.tasks(CHALLENGE).getFirst().of(new Extent.First(said));
      assertThat(OpeningCheck.judge(task, unit.root(), List.of(79), opened, check))
          .as("%d", said)
          .isEqualTo(new Refused(ExactRefusal.PATH_LENGTH, 79));
    }
    assertThat(judged(unit, List.of(79))).isEqualTo(new ExactVerdict.Sound());
  }

  @Test
  void extentOfAnotherKind_orOfMoreRowsThanThereAre_isAnotherShape() {
    var more = new Extent.First(257);
    var signed = ExactCommitment.signed(CHALLENGE, UNIT, SHAPE, more, unit(5).root(), keypair);
    var whole = ExactCommitment.signed(CHALLENGE, UNIT, SHAPE, unit(256).root(), keypair);
    var withoutBell = begun(new Bell.None(), new Envelope.None());

    for (var refusal :
        List.of(
            decided(begun(), new Commit(signed), 9),
            decided(begun(), new Commit(whole), 9),
            decided(withoutBell, new Commit(unit(256).commitment()), 9))) {
      assertThat(refusal)
          .isEqualTo(new Accept(new UnitSettled(new Refused(ExactRefusal.OTHER_SHAPE), at(9))));
    }
    assertThat(decided(withoutBell, new Commit(whole), 9))
        .isInstanceOfSatisfying(
            Accept.class,
            accept -> assertThat(withoutBell.evolve(accept.event())).isInstanceOf(Asked.class));
  }

  @Test
  void numberOfRows_isSigned() {
    var honest = unit(80).commitment();
    var boast =
        new ExactCommitment(
            honest.unit(), new Extent.First(81), honest.root(), honest.key(), honest.signature());

    assertThat(decided(begun(), new Commit(boast), 9))
        .isEqualTo(new Accept(new UnitSettled(new Refused(ExactRefusal.SIGNATURE_WRONG), at(9))));
  }

  /// Who is slow commits when it can, and is late only when everybody would be.
  @Test
  void commitmentAfterTheBell_isTaken_untilItsTimeIsOver() {
    assertThat(decided(begun(), new Commit(unit(1).commitment()), 60))
        .isInstanceOfSatisfying(
            Accept.class,
            accept -> assertThat(begun().evolve(accept.event())).isInstanceOf(Asked.class));
    assertThat(decided(begun(), new Expire(), 71))
        .isEqualTo(new Accept(new UnitSettled(new Refused(ExactRefusal.COMMITMENT_LATE), at(71))));
  }

  @Test
  void envelope_isOfTheRowsThatWereMade_andHasNoSlowestEnd() {
    var span =
        new Envelope.Span(Duration.ofSeconds(20), Duration.ofSeconds(30), Envelope.Judged.BOTH);

    assertThat(settledAfter(9, 128, span)).isEqualTo(new Refused(ExactRefusal.TOO_FAST));
    assertThat(settledAfter(9, 115, span)).isEqualTo(new ExactVerdict.Sound()); // 8.98 s
    assertThat(settledAfter(60, 1, span)).isEqualTo(new ExactVerdict.Sound());
  }

  private ExactVerdict settledAfter(long seconds, int rows, Envelope envelope) {
    var begun = begun(new Bell.At(at(10)), envelope);
    var commit = new Commit(unit(rows).commitment());
    var asked = begun.evolve(((Accept) decided(begun, commit, seconds)).event());
    var judging = asked.evolve(new UnitOpened(at(seconds + 1)));
    var settled = (Accept) decided(judging, new Settle(new ExactVerdict.Sound()), seconds + 2);
    return ((UnitSettled) settled.event()).verdict();
  }

  @Test
  void stints_andExtents_areBounded() {
    for (Duration time :
        new Duration[] {Duration.ZERO, Duration.ofNanos(999_999), Stint.MAX.plusMillis(1)}) {
      assertThatThrownBy(() -> new Stint.Within(time)).isInstanceOf(IllegalArgumentException.class);
    }
    for (int rows : new int[] {0, ExactShape.SIZE_MAX + 1}) {
      assertThatThrownBy(() -> new Extent.First(rows)).isInstanceOf(IllegalArgumentException.class);
    }
    for (int rows : new int[] {0, 257}) {
      assertThatThrownBy(() -> SHAPE.first(rows)).hasMessage("rows outside 1..256: " + rows);
    }
  }

  @Test
  void stintWatch_tellsWhatIsLeft() {
    long[] now = {5};
    var watch = StintWatch.of(new Stint.Within(Duration.ofMillis(1)), () -> now[0]);

    assertThat(watch.left()).isEqualTo(1_000_000);
    now[0] += 400_000;
    assertThat(watch.elapsed()).isEqualTo(400_000);
    assertThat(watch.left()).isEqualTo(600_000);
    now[0] += 700_000;
    assertThat(watch.left()).isEqualTo(-100_000);
    assertThat(StintWatch.of(new Stint.Whole(), () -> now[0]).left()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void rowsThatFit_areAll_orFewerThatTakeLonger_orNone() {
    long[] now = {0};
    var watch = StintWatch.of(new Stint.Within(Duration.ofMillis(1)), () -> now[0]);

    assertThat(watch.fitting(8, 125_000, 4)).isEqualTo(8);
    assertThat(watch.fitting(8, 126_000, 4)).isEqualTo(4); // 5 of 176 us
    assertThat(watch.fitting(8, 126_000, 1)).isEqualTo(5);
    assertThat(watch.fitting(8, 180_000, 4)).isZero(); // 3 of 252 us
    now[0] = 1_000_001;
    assertThat(watch.fitting(8, 1, 1)).isZero();
    var whole = StintWatch.of(new Stint.Whole(), () -> now[0]);
    assertThat(whole.fitting(8, 1e12, 4)).isEqualTo(8);
  }
}
