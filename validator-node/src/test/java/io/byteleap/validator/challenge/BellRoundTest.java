package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.MusterId;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.ExactOrder;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.Stint;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.fixture.HonestUnit;
import io.byteleap.validator.challenge.ChallengeRound.Keyed;
import io.byteleap.wire.exact.UnitCommitment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A miner's round of challenges at a muster whose bell rings ten seconds after its opening.
final class BellRoundTest extends ExactRoundBench {
  private static final Duration WORK = Duration.ofSeconds(10);
  private static final Duration HALF = Duration.ofMillis(4_500);

  private Keyed keyed;

  @BeforeEach
  void callToAMuster() {
    var opensAt = clock.instant().plus(ChallengeScheduler.LEAD);
    var muster =
        new Muster(
            new MusterId("m-1"), opensAt, opensAt.plusSeconds(60), new Bell.At(opensAt.plus(WORK)));
    round.runCommand(new ChallengeRound.Issue(List.of(processors()), muster));
    clock.pass(ChallengeScheduler.LEAD.plus(HALF));
    keyed = collect().keyed().getFirst();
  }

  private HonestUnit unit(int rows) {
    return HonestUnit.of(keyed.order(), keyed.spec().id(), name(UnitId.CPU), keypair, rows);
  }

  @Test
  void unitThatCameHalfWay_hasWhatIsLeft_andIsJudgedByTheRowsThatItMade() {
    assertThat(keyed.order().stint()).isEqualTo(new Stint.Within(HALF));
    var unit = unit(48);
    clock.pass(HALF);

    var rows = rows(commit(keyed, unit));
    assertThat(rows.rows()).hasSize(3).allMatch(row -> row < 48);
    open(keyed, opened(unit, rows));
    judge();

    assertThat(((Challenge.Verified) latest(keyed)).units())
        .containsExactly(new Verdict.Sound(UnitId.CPU));
  }

  @Test
  void unitThatIsSlow_isNotCharged_forItsFirstRows() {
    var unit = unit(1);
    clock.pass(Duration.ofMinutes(5));

    open(keyed, opened(unit, rows(commit(keyed, unit))));
    judge();

    assertThat(latest(keyed)).isInstanceOf(Challenge.Verified.class);
  }

  /// It signs for twice the rows that it made, and opens what it has of them, with paths of its own
  /// tree.
  @Test
  void unitThatBoasts_isFoundOut() {
    var honest = unit(4);
    var boast = unit(8);

    var commitment = boast.committedTo(honest.root());
    var rows = rows(committed(keyed, new UnitCommitment.Committed(commitment)));
    open(keyed, opened(boast, rows));
    judge();

    assertFailed(keyed, Failure.PATH_ASTRAY);
  }

  @Test
  void wholeProduct_isNotWhatWasAskedFor() {
    var whole =
        HonestUnit.of(
            keyed.spec().id(),
            new ExactOrder(keyed.order().shape(), keyed.order().keyOfB(), keyed.order().keysOfA()),
            name(UnitId.CPU),
            keypair);

    assertThat(commit(keyed, whole)).isEqualTo(refused(UnitId.CPU, ExactRefusal.OTHER_SHAPE));

    assertFailed(keyed, Failure.OTHER_SHAPE);
  }
}
