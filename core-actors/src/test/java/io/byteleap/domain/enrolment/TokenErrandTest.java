package io.byteleap.domain.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.enrolment.TokenErrand.Ask;
import io.byteleap.domain.enrolment.TokenErrand.Asking;
import io.byteleap.domain.enrolment.TokenErrand.DeadlinePassed;
import io.byteleap.domain.enrolment.TokenErrand.Declined;
import io.byteleap.domain.enrolment.TokenErrand.Fetched;
import io.byteleap.domain.enrolment.TokenErrand.Given;
import io.byteleap.domain.enrolment.TokenErrand.Input;
import io.byteleap.domain.enrolment.TokenErrand.NoneToBeHad;
import io.byteleap.domain.enrolment.TokenErrand.NotYet;
import io.byteleap.domain.enrolment.TokenErrand.Over;
import io.byteleap.domain.enrolment.TokenErrand.Patience;
import io.byteleap.domain.enrolment.TokenErrand.Rest;
import io.byteleap.domain.enrolment.TokenErrand.Rested;
import io.byteleap.domain.enrolment.TokenErrand.Resting;
import io.byteleap.domain.enrolment.TokenErrand.Step;
import io.byteleap.domain.enrolment.TokenErrand.Turn;
import io.byteleap.domain.enrolment.TokenErrand.WorkerGone;
import io.byteleap.domain.enrolment.TokenErrand.WorkerLeft;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class TokenErrandTest {
  private static final Instant T0 = Samples.T0;
  private static final Hotkey A = new Hotkey("5A");
  private static final Hotkey B = new Hotkey("5B");
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(30), Duration.ofSeconds(10));
  private static final Turn TURN = new Turn(A, T0.plusSeconds(30), List.of(B), PATIENCE, "");
  private static final String IN_5 = "the validator has no token yet, try again in 5 s";

  @Test
  void errand_asksTheFirstValidator() {
    assertThat(TokenErrand.begin(List.of(A, B), PATIENCE, T0)).isEqualTo(asks(TURN, 10));
  }

  @Test
  void errand_withNobodyToAsk_isOverAtOnce() {
    assertThat(TokenErrand.begin(List.of(), PATIENCE, T0)).isEqualTo(none("no validator to ask"));
  }

  @Test
  void whileAsking_everyInput_hasItsStep() {
    var asking = new Asking(TURN);

    assertThat(asking.step(new Given(), T0)).isEqualTo(over(new Fetched(A)));
    assertThat(asking.step(new NotYet(Duration.ofSeconds(5)), T0))
        .isEqualTo(
            new Step(new Resting(TURN.because(IN_5)), List.of(new Rest(Duration.ofSeconds(5)))));
    assertThat(asking.step(new Declined("no"), T0.plusSeconds(4)))
        .isEqualTo(asks(new Turn(B, T0.plusSeconds(34), List.of(), PATIENCE, "no"), 10));
    assertThat(asking.step(new Rested(), T0)).isEqualTo(new Step(asking, List.of()));
    assertThat(asking.step(new WorkerLeft(), T0)).isEqualTo(over(new WorkerGone()));
    assertThat(asking.step(new DeadlinePassed(), T0))
        .isEqualTo(none("no validator answered in time"));
  }

  @Test
  void whileResting_everyInput_hasItsStep() {
    var turn = TURN.because(IN_5);
    var resting = new Resting(turn);

    for (Input late : List.of(new Given(), new NotYet(Duration.ofSeconds(5)), new Declined("x"))) {
      assertThat(resting.step(late, T0)).isEqualTo(new Step(resting, List.of()));
    }
    assertThat(resting.step(new Rested(), T0.plusSeconds(5))).isEqualTo(asks(turn, 10));
    assertThat(resting.step(new WorkerLeft(), T0)).isEqualTo(over(new WorkerGone()));
    assertThat(resting.step(new DeadlinePassed(), T0)).isEqualTo(none(IN_5));
  }

  @Test
  void onceOver_noInputChangesAnything() {
    var over = new Over(new Fetched(A));

    for (Input input : inputs()) {
      assertThat(over.step(input, T0)).isEqualTo(new Step(over, List.of()));
    }
  }

  @Test
  void lastQuestionOfAWindow_hasWhatIsLeftOfIt_andASecondAtLeast() {
    var resting = new Resting(TURN);

    assertThat(resting.step(new Rested(), T0.plusSeconds(27))).isEqualTo(asks(TURN, 3));
    assertThat(resting.step(new Rested(), T0.plusSeconds(30))).isEqualTo(asks(TURN, 1));
    assertThat(resting.step(new Rested(), T0.plusSeconds(40))).isEqualTo(asks(TURN, 1));
  }

  @Test
  void restThatWouldPassTheWindow_endsTheTurn_andTheLastReasonStays() {
    var asking = new Asking(TURN);

    assertThat(asking.step(new NotYet(Duration.ofSeconds(5)), T0.plusSeconds(25)).next())
        .isEqualTo(new Resting(TURN.because(IN_5)));
    var step = asking.step(new NotYet(Duration.ofSeconds(5)), T0.plusSeconds(26));
    assertThat(step)
        .isEqualTo(asks(new Turn(B, T0.plusSeconds(56), List.of(), PATIENCE, IN_5), 10));
    assertThat(step.next().step(new DeadlinePassed(), T0.plusSeconds(57))).isEqualTo(none(IN_5));
    assertThat(step.next().step(new Declined("never"), T0.plusSeconds(57)))
        .isEqualTo(none("never"));
  }

  @Test
  void restOfNothing_isASecond_andOneOfAges_isNoRest() {
    var asking = new Asking(new Turn(A, T0.plusSeconds(30), List.of(), PATIENCE, ""));

    assertThat(asking.step(new NotYet(Duration.ZERO), T0).outputs())
        .containsExactly(new Rest(Duration.ofSeconds(1)));
    assertThat(asking.step(new NotYet(Duration.ofSeconds(Integer.MAX_VALUE)), T0).next())
        .isEqualTo(
            new Over(new NoneToBeHad("the validator has no token yet, try again in 2147483647 s")));
  }

  @Test
  void patience_mustBePositive() {
    assertThatThrownBy(() -> new Patience(Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessage("window and answer must be positive");
    assertThatThrownBy(() -> new Patience(Duration.ofSeconds(1), Duration.ofSeconds(-1)))
        .hasMessage("window and answer must be positive");
  }

  /// Whatever validators say, an errand asks each for one window at most, one after the other, and
  /// ends.
  @Test
  void everyErrand_ends() {
    Seeds.check(
        500,
        random -> {
          var validators = List.of(A, B, new Hotkey("5C")).subList(0, 1 + random.nextInt(3));
          var now = T0;
          var step = TokenErrand.begin(validators, PATIENCE, now);
          var asked = new ArrayList<Hotkey>();
          while (!(step.next() instanceof Over)) {
            switch (step.outputs().getFirst()) {
              case Ask(var validator, var timeout) -> {
                assertThat(timeout).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
                asked.add(validator);
                now = now.plusMillis(random.nextLong(timeout.toMillis() + 1));
                step = step.next().step(answer(random), now);
              }
              case Rest(var length) -> {
                now = now.plus(length);
                step = step.next().step(new Rested(), now);
              }
            }
          }

          assertThat(asked.stream().distinct().toList())
              .isEqualTo(validators.subList(0, asked.stream().distinct().toList().size()));
          assertThat(Duration.between(T0, now))
              .isLessThanOrEqualTo(Duration.ofSeconds(31).multipliedBy(validators.size()));
        });
  }

  private static Input answer(RandomGenerator random) {
    return random.nextInt(8) > 0
        ? new NotYet(Duration.ofSeconds(random.nextInt(9)))
        : random.nextBoolean() ? new Declined("no") : new Given();
  }

  private static List<Input> inputs() {
    return List.of(
        new Given(),
        new NotYet(Duration.ofSeconds(5)),
        new Declined("no"),
        new Rested(),
        new WorkerLeft(),
        new DeadlinePassed());
  }

  private static Step asks(Turn turn, int seconds) {
    return new Step(
        new Asking(turn), List.of(new Ask(turn.validator(), Duration.ofSeconds(seconds))));
  }

  private static Step none(String why) {
    return over(new NoneToBeHad(why));
  }

  private static Step over(TokenErrand.Outcome outcome) {
    return new Step(new Over(outcome), List.of());
  }
}
