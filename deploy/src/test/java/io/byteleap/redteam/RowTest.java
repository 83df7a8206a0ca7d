package io.byteleap.redteam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
  private static final double HALF = 0.5;

  private static Strategy strategy(Strategy.Claim claim, Strategy.Family family) {
    return new Strategy(
        "a-strategy", family, "is tried", claim, new Strategy.OfPay(_ -> Outcome.passed(1)));
  }

  private static List<Outcome> outcomes(int caught, int passed, double work) {
    var outcomes = new ArrayList<>(Collections.nCopies(caught, Outcome.caught("a-rule", work)));
    outcomes.addAll(Collections.nCopies(passed, Outcome.passed(work)));
    return outcomes;
  }

  @Test
  void caughtAsOftenAsPredicted_holds() {
    var row =
        Row.of(strategy(new Strategy.Caught(HALF), Strategy.Family.V2), outcomes(45, 55, HALF));

    assertThat(row.broken()).isEmpty();
    assertThat(row.pay()).isEqualTo(0.55, offset(1e-9));
    assertThat(row.gain()).isEqualTo(0, offset(1e-9));
  }

  @Test
  void caughtMuchLessOften_isBroken() {
    var row =
        Row.of(strategy(new Strategy.Caught(HALF), Strategy.Family.V2), outcomes(20, 80, HALF));

    assertThat(row.broken()).containsExactly("caught in 20 of 100 runs, predicted 0.5000");
  }

  @Test
  void savesMoreThanItLoses_isBroken() {
    var row =
        Row.of(strategy(new Strategy.Caught(HALF), Strategy.Family.V2), outcomes(50, 50, 0.1));

    assertThat(row.broken()).containsExactly("gains 0.4000 by what it saves");
  }

  @Test
  void paidForMoreThanOne_isBroken() {
    var row =
        Row.of(
            strategy(new Strategy.Fair(), Strategy.Family.V2),
            Collections.nCopies(10, new Outcome.Judged("", 3, 3)));

    assertThat(row.broken()).containsExactly("paid 3.0000 of honest pay");
  }

  @Test
  void weaknessOfV1_isSaidAndNotBroken() {
    var row =
        Row.of(
            strategy(new Strategy.Weak("it cannot tell"), Strategy.Family.V1), outcomes(0, 10, 0));

    assertThat(row.broken()).isEmpty();
    assertThat(row.verdict()).isEqualTo("v1 IS WEAK: it cannot tell");
  }

  @Test
  void honestAndPunishedOnce_isBroken() {
    var row = Row.of(strategy(new Strategy.Honest(), Strategy.Family.V1), outcomes(1, 99, 1));

    assertThat(row.verdict()).startsWith("BROKEN: honest, and punished in 1 of 100 runs");
  }

  @Test
  void notJudged_isBrokenWhoeverItIs() {
    var row =
        Row.of(
            strategy(new Strategy.Open("nobody knows"), Strategy.Family.V2),
            List.of(new Outcome.Unjudged("not-judged"), Outcome.passed(1)));

    assertThat(row.broken()).containsExactly("not judged in 1 of 2 runs");
  }
}
