package io.byteleap.redteam;

import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.RoundCheck;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.units.Bytes;
import io.byteleap.wire.exact.OpeningFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// One unit's part of a round, decided by the domain in simulated time.
final class SimulatedExactDesk implements ExactDesk {
  /// When keys are handed out where nothing else is said.
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final Duration INSTANT = Duration.ofMillis(1);

  private final ExactTask task;
  private final UnitBook book;
  private final RoundCheck check;
  private final ExactArena.Judge judge;
  private final RandomGenerator random;
  private final RoundTrip roundTrip;
  private UnitChallenge state;
  private Instant now;

  /// `part` is the unit's, that has just got its keys.
  SimulatedExactDesk(
      UnitChallenge.Computing part,
      ExactTask task,
      UnitBook book,
      RoundCheck check,
      ExactArena.Judge judge,
      RoundTrip roundTrip,
      RandomGenerator random) {
    this.task = task;
    this.book = book;
    this.check = check;
    this.judge = judge;
    this.roundTrip = roundTrip;
    this.random = random;
    this.state = part;
    this.now = part.handedAt();
  }

  @Override
  public Heard commit(ExactCommitment commitment) {
    decide(new UnitChallenge.Commit(commitment, roundTrip));
    return state.request().<Heard>map(Asked::new).orElseGet(Over::new);
  }

  @Override
  public void open(Bytes frame) {
    if (!(state instanceof UnitChallenge.Asked asked)) {
      return; // the validator asks for nothing, and reads nothing
    }
    var request = request();
    switch (OpeningFrame.decode(request, frame)) {
      case OpeningFrame.Refused(var why) -> decide(new UnitChallenge.Refuse(why));
      case OpeningFrame.Opened(var rows) -> {
        decide(new UnitChallenge.Open());
        if (state instanceof UnitChallenge.Judging) {
          var commitment = asked.answer().commitment();
          var verdict =
              judge.judge(
                  task.of(commitment.extent()), commitment.root(), request.rows(), rows, check);
          decide(new UnitChallenge.Settle(verdict));
        }
      }
    }
  }

  private OpeningRequest request() {
    return state
        .request()
        .orElseThrow(() -> new IllegalStateException("BUG: asked for nothing in " + state));
  }

  @Override
  public void giveUp() {
    decide(new UnitChallenge.Refuse(ExactRefusal.GIVEN_UP));
  }

  @Override
  public void pass(double share) {
    var left = state.deadline().map(end -> Duration.between(now, end)).orElse(Duration.ZERO);
    now = now.plusNanos((long) (left.toNanos() * share));
  }

  /// Lets time pass until what is said next is heard at `instant`, which is yet to come.
  void passUntil(Instant instant) {
    now = instant.minus(INSTANT);
  }

  private void decide(UnitChallenge.Order order) {
    now = now.plus(INSTANT);
    switch (state.decide(order, book, now, random)) {
      case UnitChallenge.Accept(var event) -> state = state.evolve(event);
      case UnitChallenge.Repeat _, UnitChallenge.Ignore _ -> {}
    }
  }

  /// How it ended; what is still open runs out of time first.
  Outcome outcome(double work) {
    state.deadline().ifPresent(end -> now = end.isAfter(now) ? end : now);
    decide(new UnitChallenge.Expire());
    return switch (state) {
      case UnitChallenge.Ended(_, ExactVerdict.Sound(), _, _) -> Outcome.passed(work);
      case UnitChallenge.Ended(_, ExactVerdict.Refused(var why, _), _, _) when why.isCharged() ->
          Outcome.caught(why.code(), work);
      case UnitChallenge.Ended(_, ExactVerdict.Refused(var why, _), _, _) ->
          new Outcome.Unjudged(why.code());
      case UnitChallenge.Computing _, UnitChallenge.Asked _, UnitChallenge.Judging _ ->
          throw new IllegalStateException("BUG: not over after its last deadline: " + state);
    };
  }
}
