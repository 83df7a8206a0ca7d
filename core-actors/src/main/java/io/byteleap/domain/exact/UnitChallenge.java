package io.byteleap.domain.exact;

import io.byteleap.domain.exact.ExactVerdict.Refused;
import io.byteleap.domain.identity.ChallengeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// One unit's part in a round, on the validator's side, from the hand-out of its keys to its
/// verdict. What one unit does says nothing about another.
///
/// ```
/// Computing -> Asked -> Judging -> Ended
///     |          |         |         ^
///     +----------+---------+---------+
/// ```
///
/// What is decided is an event, and events are the truth. The rows are drawn in the very decision
/// that stores the commitment: before that nobody can know them, and a repeated commitment gets the
/// same rows. Every state that is not final has a deadline. The opened rows themselves are no part
/// of the state: they are large, and gone once they are judged.
public sealed interface UnitChallenge {
  Spec spec();

  /// Which challenge, whose, of what shape, what holds for the unit, how long is waited, and until
  /// when it works.
  record Spec(
      ChallengeId id,
      UnitName unit,
      ExactShape shape,
      UnitTerms terms,
      Patience patience,
      Bell bell) {}

  /// How long is waited for the commitment since the hand-out, for the opening since the request,
  /// and for the verdict since the opening.
  record Patience(Duration commit, Duration open, Duration judge) {}

  /// The unit has its keys; its clock runs.
  record Computing(Spec spec, Instant handedAt) implements UnitChallenge {}

  /// The commitment is stored and rows are asked for.
  record Asked(Spec spec, Instant handedAt, Answer answer) implements UnitChallenge {}

  /// The opening is here and is being looked at.
  record Judging(Spec spec, Instant handedAt, Answer answer, Instant openedAt)
      implements UnitChallenge {}

  /// It has its verdict. `computing` is the time from hand-out to commitment by the validator's
  /// clock, and zero when there was no commitment.
  record Ended(Spec spec, ExactVerdict verdict, Duration computing, Instant at)
      implements UnitChallenge {}

  /// What the unit committed to, what it was asked then, how long the way took, and when it came.
  record Answer(ExactCommitment commitment, List<Integer> rows, RoundTrip roundTrip, Instant at) {
    public Answer {
      rows = List.copyOf(rows);
    }
  }

  sealed interface Order {}

  /// `roundTrip` is of the session in which it came.
  record Commit(ExactCommitment commitment, RoundTrip roundTrip) implements Order {
    /// In a session that has shown nothing of the way.
    public Commit(ExactCommitment commitment) {
      this(commitment, new RoundTrip.Unknown());
    }
  }

  /// An opening that could be read, and is handed to who judges it.
  record Open() implements Order {}

  /// What came cannot count: a commitment or an opening that cannot be read, or a unit that says
  /// that it gives up.
  record Refuse(ExactRefusal why) implements Order {}

  record Settle(ExactVerdict verdict) implements Order {}

  /// Time passed.
  record Expire() implements Order {}

  sealed interface Event {
    Instant at();
  }

  record UnitCommitted(
      ExactCommitment commitment, List<Integer> rows, RoundTrip roundTrip, Instant at)
      implements Event {
    public UnitCommitted {
      rows = List.copyOf(rows);
    }
  }

  record UnitOpened(Instant at) implements Event {}

  record UnitSettled(ExactVerdict verdict, Instant at) implements Event {}

  sealed interface Decision {}

  /// Store the event, then act on it.
  record Accept(Event event) implements Decision {}

  /// Nothing new: what was answered before is answered again.
  record Repeat() implements Decision {}

  /// Nothing changes: it is not the time for this.
  record Ignore() implements Decision {}

  static UnitChallenge handedOut(Spec spec, Instant at) {
    return new Computing(spec, at);
  }

  default boolean isFinal() {
    return this instanceof Ended;
  }

  /// What the unit is asked to open; empty before it has committed and after the end.
  default Optional<OpeningRequest> request() {
    return switch (this) {
      case Asked(var spec, _, var answer) -> Optional.of(request(spec, answer));
      case Judging(var spec, _, var answer, _) -> Optional.of(request(spec, answer));
      case Computing _, Ended _ -> Optional.empty();
    };
  }

  private static OpeningRequest request(Spec spec, Answer answer) {
    var made = answer.commitment().extent().of(spec.shape());
    return new OpeningRequest(spec.id(), spec.unit().unit(), made, answer.rows());
  }

  /// Since when it is waited for; empty when it has ended.
  default Optional<Instant> since() {
    return switch (this) {
      case Computing(_, var at) -> Optional.of(at);
      case Asked(_, _, var answer) -> Optional.of(answer.at());
      case Judging judging -> Optional.of(judging.openedAt());
      case Ended _ -> Optional.empty();
    };
  }

  /// When it ends unless something happens; empty when it has ended.
  default Optional<Instant> deadline() {
    return since().map(since -> since.plus(patience()));
  }

  private Duration patience() {
    var patience = spec().patience();
    return switch (this) {
      case Computing _ -> patience.commit();
      case Asked _ -> patience.open();
      case Judging _ -> patience.judge();
      case Ended _ -> Duration.ZERO;
    };
  }

  /// What to do about `order`; `book` knows the units' keys, and `random` draws the rows and must
  /// be cryptographically secure outside tests.
  default Decision decide(Order order, UnitBook book, Instant now, RandomGenerator random) {
    return switch (order) {
      case Commit commit -> decideCommitment(commit, book, now, random);
      case Open() -> decideOpening(now);
      case Refuse(var why) -> unlessOver(now, () -> settled(new Refused(why), now));
      case Settle(var verdict) -> decideVerdict(verdict, now);
      case Expire() -> unlessOver(now, Ignore::new);
    };
  }

  private Decision decideCommitment(
      Commit commit, UnitBook book, Instant now, RandomGenerator random) {
    var commitment = commit.commitment();
    return switch (this) {
      case Computing _ -> unlessOver(now, () -> decideFirstCommitment(commit, book, now, random));
      case Asked(_, _, var answer) -> repeatedOr(answer, commitment, now);
      case Judging(_, _, var answer, _) -> repeatedOr(answer, commitment, now);
      case Ended _ -> new Ignore();
    };
  }

  private Decision decideFirstCommitment(
      Commit commit, UnitBook book, Instant now, RandomGenerator random) {
    var spec = spec();
    var commitment = commit.commitment();
    if (!commitment.unit().equals(spec.unit().unit())) {
      return settled(new Refused(ExactRefusal.UNIT_NOT_ASKED), now);
    }
    return book.refusal(spec.unit(), commitment.key())
        .or(() -> signatureFault(commitment))
        .or(() -> extentFault(commitment))
        .map(why -> settled(new Refused(why), now))
        .orElseGet(
            () ->
                new Accept(
                    new UnitCommitted(
                        commitment, rowsToOpen(commitment, random), commit.roundTrip(), now)));
  }

  /// As many as its terms say, or all that it made.
  private List<Integer> rowsToOpen(ExactCommitment commitment, RandomGenerator random) {
    var made = commitment.extent().of(spec().shape());
    int count = Math.min(spec().terms().rows(), OpeningRequest.rowsMax(made));
    return RowPolicy.draw(made, count, random);
  }

  /// Who was asked for a whole product commits to all of it, who worked until the bell says how
  /// much it made.
  private Optional<ExactRefusal> extentFault(ExactCommitment commitment) {
    return commitment.extent().answers(spec().shape().size(), spec().bell())
        ? Optional.empty()
        : Optional.of(ExactRefusal.OTHER_SHAPE);
  }

  private Optional<ExactRefusal> signatureFault(ExactCommitment commitment) {
    return commitment.isSigned(spec().id(), spec().unit(), spec().shape())
        ? Optional.empty()
        : Optional.of(ExactRefusal.SIGNATURE_WRONG);
  }

  /// Whoever commits to something else once the rows are known would choose what to be asked.
  private Decision repeatedOr(Answer answer, ExactCommitment commitment, Instant now) {
    return answer.commitment().equals(commitment)
        ? new Repeat()
        : settled(new Refused(ExactRefusal.SECOND_COMMITMENT), now);
  }

  private Decision decideOpening(Instant now) {
    return switch (this) {
      case Asked _ -> unlessOver(now, () -> new Accept(new UnitOpened(now)));
      case Computing _, Judging _, Ended _ -> new Ignore();
    };
  }

  private Decision decideVerdict(ExactVerdict verdict, Instant now) {
    return switch (this) {
      case Judging(_, _, var answer, _) -> new Accept(new UnitSettled(timed(answer, verdict), now));
      case Computing _, Asked _, Ended _ -> new Ignore();
    };
  }

  /// The time has its say only of work that was done: a wrong row is the graver fault.
  private ExactVerdict timed(Answer answer, ExactVerdict verdict) {
    return switch (verdict) {
      case ExactVerdict.Sound() ->
          envelope(answer.commitment().extent())
              .refusal(computing(), answer.roundTrip())
              .<ExactVerdict>map(Refused::new)
              .orElse(verdict);
      case Refused _ -> verdict;
    };
  }

  private Envelope envelope(Extent extent) {
    var whole = spec().terms().envelope();
    return switch (extent) {
      case Extent.Whole() -> whole;
      case Extent.First(int rows) -> whole.ofFirst(rows, spec().shape().size());
    };
  }

  private Decision unlessOver(Instant now, Supplier<Decision> inTime) {
    return switch (this) {
      case Computing _ -> inTimeOr(now, ExactRefusal.COMMITMENT_LATE, inTime);
      case Asked _ -> inTimeOr(now, ExactRefusal.OPENING_LATE, inTime);
      case Judging _ -> inTimeOr(now, ExactRefusal.NOT_JUDGED, inTime);
      case Ended _ -> new Ignore();
    };
  }

  private Decision inTimeOr(Instant now, ExactRefusal late, Supplier<Decision> inTime) {
    return deadline().filter(now::isAfter).isPresent()
        ? settled(new Refused(late), now)
        : inTime.get();
  }

  private static Decision settled(ExactVerdict verdict, Instant now) {
    return new Accept(new UnitSettled(verdict, now));
  }

  /// The challenge after `event`; an event that cannot happen here is a bug.
  default UnitChallenge evolve(Event event) {
    return switch (event) {
      case UnitCommitted(var commitment, var rows, var roundTrip, var at)
          when this instanceof Computing(var spec, var handedAt) ->
          new Asked(spec, handedAt, new Answer(commitment, rows, roundTrip, at));
      case UnitOpened(var at) when this instanceof Asked(var spec, var handedAt, var answer) ->
          new Judging(spec, handedAt, answer, at);
      case UnitSettled(var verdict, var at) when !isFinal() ->
          new Ended(spec(), verdict, computing(), at);
      case UnitCommitted _, UnitOpened _, UnitSettled _ ->
          throw new IllegalStateException("BUG: " + event.getClass() + " on " + getClass());
    };
  }

  private Duration computing() {
    return switch (this) {
      case Computing _ -> Duration.ZERO;
      case Asked(_, var handedAt, var answer) -> Duration.between(handedAt, answer.at());
      case Judging(_, var handedAt, var answer, _) -> Duration.between(handedAt, answer.at());
      case Ended ended -> ended.computing();
    };
  }
}
