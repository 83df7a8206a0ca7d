package io.byteleap.domain.challenge;

import io.byteleap.domain.challenge.Verdict.Sound;
import io.byteleap.domain.challenge.Verdict.UnitVerdict;
import io.byteleap.domain.challenge.Verdict.Unsound;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitChallenge.Asked;
import io.byteleap.domain.exact.UnitChallenge.Computing;
import io.byteleap.domain.exact.UnitChallenge.Judging;
import io.byteleap.domain.exact.UnitChallenge.UnitSettled;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// A challenge of version 2 whose keys are handed out: each unit commits, opens and is judged by
/// itself ([UnitChallenge]), and the challenge ends when the last of them has its verdict.
///
/// A unit that is late because the validator was not there for a part of the wait is judged by
/// nobody ([ExactRefusal#NOT_JUDGED]), and no unit by a time in which the validator was not there.
public record AtWork(ChallengeSpec spec, HandOut handOut, SortedMap<UnitId, UnitChallenge> units)
    implements Challenge {
  private static final Set<ExactRefusal> LATE =
      Set.of(ExactRefusal.COMMITMENT_LATE, ExactRefusal.OPENING_LATE);
  private static final Set<ExactRefusal> OUTSIDE =
      Set.of(ExactRefusal.TOO_FAST, ExactRefusal.TOO_SLOW);

  /// To whom keys were handed out, from which secret they follow, and when.
  public record HandOut(Hotkey miner, SecretId secret, Instant at) {}

  public AtWork {
    if (units.isEmpty()) {
      throw new IllegalArgumentException("a challenge of no units");
    }
    units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
  }

  public static AtWork begin(ChallengeSpec spec, HandOut handOut) {
    if (!(spec.work() instanceof ExactWork work)) {
      throw new IllegalStateException("BUG: keys for " + spec.work().getClass());
    }
    var patience =
        new UnitChallenge.Patience(
            spec.patience().commit(), spec.patience().prove(), spec.patience().judge());
    var bell = spec.occasion() instanceof Muster muster ? muster.bell() : new Bell.None();
    var units = new TreeMap<UnitId, UnitChallenge>();
    work.terms()
        .forEach(
            (unit, terms) -> {
              var name = new UnitName(handOut.miner(), spec.worker(), unit);
              units.put(
                  unit,
                  UnitChallenge.handedOut(
                      new UnitChallenge.Spec(spec.id(), name, work.shape(), terms, patience, bell),
                      handOut.at()));
            });
    return new AtWork(spec, handOut, units);
  }

  public Optional<UnitChallenge> of(UnitId unit) {
    return Optional.ofNullable(units.get(unit));
  }

  /// Whether every unit has its verdict, so that the challenge can end.
  public boolean isComplete() {
    return units.values().stream().allMatch(UnitChallenge::isFinal);
  }

  /// Those without a verdict.
  public List<UnitId> unsettled() {
    return units.entrySet().stream()
        .filter(unit -> !unit.getValue().isFinal())
        .map(Map.Entry::getKey)
        .toList();
  }

  /// When the next unit runs out of time; at once when all have ended.
  Instant nextDeadline() {
    return units.values().stream()
        .flatMap(unit -> unit.deadline().stream())
        .min(Instant::compareTo)
        .orElse(handOut.at());
  }

  @Override
  public Decision decide(Order order, Watch watch, RandomGenerator random) {
    return switch (order) {
      case OfUnit(var unit, var unitOrder, var book) ->
          decide(unit, unitOrder, book, watch, random);
      case Expire() -> decideExpiry(watch, random);
      case Hand _, HandKeys _, Commit _, Prove _, Settle _, GiveUp _ ->
          new Refuse("Challenge " + spec.id() + " is not in a state of version 1");
    };
  }

  /// The steps of all that are late; none when the challenge is not.
  Stream<Event> expiries(Watch watch, RandomGenerator random) {
    return isComplete()
        ? Stream.of(end(watch.now()))
        : unsettled().stream()
            .flatMap(
                unit ->
                    decide(unit, new UnitChallenge.Expire(), UnitBook.EMPTY, watch, random)
                            instanceof Accept(var event, _)
                        ? Stream.of(event)
                        : Stream.empty());
  }

  private Decision decideExpiry(Watch watch, RandomGenerator random) {
    return expiries(watch, random)
        .findFirst()
        .<Decision>map(event -> new Accept(event, new Done()))
        .orElseGet(() -> new Refuse("Challenge " + spec.id() + " is not late"));
  }

  private Decision decide(
      UnitId unit, UnitChallenge.Order order, UnitBook book, Watch watch, RandomGenerator random) {
    return of(unit)
        .map(
            before ->
                switch (before.decide(order, book, watch.now(), random)) {
                  case UnitChallenge.Accept(var event) -> accepted(before, event, watch);
                  case UnitChallenge.Repeat() -> new Repeat(new UnitAsked(request(before)));
                  case UnitChallenge.Ignore() -> ignored(before, order);
                })
        .orElseGet(() -> new Refuse("Challenge " + spec.id() + " asks nothing of unit " + unit));
  }

  private Decision accepted(UnitChallenge before, UnitChallenge.Event event, Watch watch) {
    var excused = excused(before, untimed(event, watch), watch);
    return new Accept(
        new UnitStepped(before.spec().unit().unit(), excused), answer(before.evolve(excused)));
  }

  /// The same, unless it judges by a time that was not measured without a break.
  private UnitChallenge.Event untimed(UnitChallenge.Event event, Watch watch) {
    return event instanceof UnitSettled(ExactVerdict.Refused(var why, _), var at)
            && OUTSIDE.contains(why)
            && handOut.at().isBefore(watch.since())
        ? new UnitSettled(new ExactVerdict.Sound(), at)
        : event;
  }

  private static UnitChallenge.Event excused(
      UnitChallenge before, UnitChallenge.Event event, Watch watch) {
    boolean isInterrupted = before.since().filter(watch.since()::isAfter).isPresent();
    return isInterrupted ? excused(event) : event;
  }

  /// The same, unless it charges the unit for being late: for when that was the validator's fault.
  public static UnitChallenge.Event excused(UnitChallenge.Event event) {
    return event instanceof UnitSettled(ExactVerdict.Refused(var why, _), var at)
            && LATE.contains(why)
        ? new UnitSettled(new ExactVerdict.Refused(ExactRefusal.NOT_JUDGED), at)
        : event;
  }

  private Decision ignored(UnitChallenge before, UnitChallenge.Order order) {
    return switch (before) {
      case Judging _ when order instanceof UnitChallenge.Open -> new Repeat(new Queued());
      case UnitChallenge.Ended _ -> new Repeat(answer(before));
      case Computing _, Asked _, Judging _ ->
          new Refuse("Unit " + before.spec().unit().unit() + " is not in a state for this");
    };
  }

  /// What a unit in this state is told.
  private static Reply answer(UnitChallenge unit) {
    return switch (unit) {
      case Computing _ -> new Done();
      case Asked _ -> new UnitAsked(request(unit));
      case Judging _ -> new Queued();
      case UnitChallenge.Ended(_, ExactVerdict.Refused(var why, _), _, _) -> new UnitOver(why);
      case UnitChallenge.Ended(_, ExactVerdict.Sound(), _, _) -> new Queued();
    };
  }

  private static OpeningRequest request(UnitChallenge unit) {
    return unit.request()
        .orElseThrow(() -> new IllegalStateException("BUG: nothing is asked of a unit"));
  }

  AtWork evolve(UnitStepped step) {
    var before =
        of(step.unit()).orElseThrow(() -> new IllegalStateException("BUG: no unit " + step.unit()));
    var next = new TreeMap<>(units);
    next.put(step.unit(), before.evolve(step.event()));
    return new AtWork(spec, handOut, next);
  }

  /// How the challenge ends, all of whose units have their verdicts: the time is that of the
  /// slowest unit that passed. Several units that failed, and none that passed, fail it as the
  /// first of them that answers for it.
  Event end(Instant now) {
    var ended = units.values().stream().map(AtWork::ended).toList();
    var verdicts = ended.stream().map(AtWork::verdict).toList();
    var slowest =
        ended.stream()
            .filter(unit -> unit.verdict() instanceof ExactVerdict.Sound)
            .map(UnitChallenge.Ended::computing)
            .max(Duration::compareTo);
    return slowest
        .<Event>map(computing -> new ChallengeVerified(computing, verdicts, now))
        .orElseGet(() -> new ChallengeFailed(failure(verdicts), verdicts, now));
  }

  private static Failure failure(List<UnitVerdict> verdicts) {
    var failures =
        verdicts.stream()
            .flatMap(
                verdict -> verdict instanceof Unsound(_, var why) ? Stream.of(why) : Stream.empty())
            .toList();
    return failures.stream().filter(Failure::isCharged).findFirst().orElseGet(failures::getFirst);
  }

  private static UnitChallenge.Ended ended(UnitChallenge unit) {
    return switch (unit) {
      case UnitChallenge.Ended ended -> ended;
      case Computing _, Asked _, Judging _ ->
          throw new IllegalStateException("BUG: ended before unit " + unit.spec().unit());
    };
  }

  private static UnitVerdict verdict(UnitChallenge.Ended ended) {
    var unit = ended.spec().unit().unit();
    return switch (ended.verdict()) {
      case ExactVerdict.Sound() -> new Sound(unit);
      case ExactVerdict.Refused(var why, _) -> new Unsound(unit, Failure.of(why));
    };
  }
}
