package io.byteleap.domain.enrolment;

import io.byteleap.domain.identity.Hotkey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One worker's errand for an enrolment token, on the miner's side: one validator after another is
/// asked, in the order given. One that has no token yet is asked again after the rest that it
/// names, while its window lasts; one that declines or stays silent loses its turn. Whoever carries
/// the errand out has the token in hand when it says [Given], and hands it on.
public sealed interface TokenErrand {
  /// A validator that is not ready is left alone for this long at least.
  Duration REST_MIN = Duration.ofSeconds(1);

  /// A question is given this long at least, however little of the window is left.
  Duration ANSWER_MIN = Duration.ofSeconds(1);

  /// The validator whose turn it is has been asked.
  record Asking(Turn turn) implements TokenErrand {}

  /// It has no token yet, and is about to be asked again.
  record Resting(Turn turn) implements TokenErrand {}

  record Over(Outcome outcome) implements TokenErrand {}

  /// How long one validator may take in all (`window`), and with one answer.
  record Patience(Duration window, Duration answer) {
    public Patience {
      if (!window.isPositive() || !answer.isPositive()) {
        throw new IllegalArgumentException("window and answer must be positive");
      }
    }
  }

  /// The validator whose turn it is, until when, who comes after it, and the last reason that was
  /// heard for there being no token; empty before the first.
  record Turn(
      Hotkey validator, Instant until, List<Hotkey> others, Patience patience, String lastReason) {
    public Turn {
      others = List.copyOf(others);
    }

    Turn because(String why) {
      return new Turn(validator, until, others, patience, why);
    }
  }

  sealed interface Outcome {}

  /// The token came from this validator.
  record Fetched(Hotkey from) implements Outcome {}

  /// Nobody gives one; the last reason that was heard.
  record NoneToBeHad(String why) implements Outcome {}

  /// Nobody waits for it any more.
  record WorkerGone() implements Outcome {}

  sealed interface Input {}

  /// The validator gave a token.
  record Given() implements Input {}

  /// The validator has none yet, and says when to ask again.
  record NotYet(Duration tryAgainIn) implements Input {}

  /// The validator gives none, or cannot be reached.
  record Declined(String why) implements Input {}

  /// The rest is over.
  record Rested() implements Input {}

  record WorkerLeft() implements Input {}

  /// The worker will not wait any longer.
  record DeadlinePassed() implements Input {}

  sealed interface Output {}

  record Ask(Hotkey validator, Duration timeout) implements Output {}

  record Rest(Duration length) implements Output {}

  /// The state that follows and what to do on the way.
  record Step(TokenErrand next, List<Output> outputs) {
    public Step {
      outputs = List.copyOf(outputs);
    }
  }

  /// Sets out to `validators`, the first one first.
  static Step begin(List<Hotkey> validators, Patience patience, Instant now) {
    return validators.isEmpty()
        ? over(new NoneToBeHad("no validator to ask"))
        : turnOfFirst(validators, patience, "", now);
  }

  default Step step(Input input, Instant now) {
    return switch (this) {
      case Over _ -> unmoved();
      case Asking(var turn) ->
          switch (input) {
            case Given() -> over(new Fetched(turn.validator()));
            case NotYet(var tryAgainIn) -> notYet(turn, tryAgainIn, now);
            case Declined(var why) -> next(turn.because(why), now);
            case Rested() -> unmoved();
            case WorkerLeft() -> over(new WorkerGone());
            case DeadlinePassed() -> tooLate(turn);
          };
      case Resting(var turn) ->
          switch (input) {
            case Rested() -> ask(turn, now);
            case Given(), NotYet _, Declined _ -> unmoved(); // nobody was asked
            case WorkerLeft() -> over(new WorkerGone());
            case DeadlinePassed() -> tooLate(turn);
          };
    };
  }

  private Step unmoved() {
    return new Step(this, List.of());
  }

  private static Step notYet(Turn turn, Duration tryAgainIn, Instant now) {
    var rest = tryAgainIn.compareTo(REST_MIN) < 0 ? REST_MIN : tryAgainIn;
    var told =
        turn.because("the validator has no token yet, try again in " + rest.toSeconds() + " s");
    return now.plus(rest).isAfter(turn.until())
        ? next(told, now)
        : new Step(new Resting(told), List.of(new Rest(rest)));
  }

  private static Step next(Turn turn, Instant now) {
    return turn.others().isEmpty()
        ? over(new NoneToBeHad(turn.lastReason()))
        : turnOfFirst(turn.others(), turn.patience(), turn.lastReason(), now);
  }

  private static Step turnOfFirst(
      List<Hotkey> validators, Patience patience, String lastReason, Instant now) {
    var others = validators.subList(1, validators.size());
    var until = now.plus(patience.window());
    return ask(new Turn(validators.getFirst(), until, others, patience, lastReason), now);
  }

  private static Step ask(Turn turn, Instant now) {
    var left = Duration.between(now, turn.until());
    var atLeast = left.compareTo(ANSWER_MIN) < 0 ? ANSWER_MIN : left;
    var usual = turn.patience().answer();
    var timeout = usual.compareTo(atLeast) < 0 ? usual : atLeast;
    return new Step(new Asking(turn), List.of(new Ask(turn.validator(), timeout)));
  }

  private static Step tooLate(Turn turn) {
    return over(
        new NoneToBeHad(
            turn.lastReason().isEmpty() ? "no validator answered in time" : turn.lastReason()));
  }

  private static Step over(Outcome outcome) {
    return new Step(new Over(outcome), List.of());
  }
}
