package io.byteleap.validator.challenge;

import io.byteleap.domain.challenge.AtWork;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Challenge.OfUnit;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.challenge.Challenge.Watch;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.RoundCheck;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitBook.Binding;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitChallenge.UnitCommitted;
import io.byteleap.domain.exact.UnitChallenge.UnitOpened;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.validator.challenge.ChallengeRound.Answer;
import io.byteleap.validator.challenge.ChallengeRound.CommitUnits;
import io.byteleap.validator.challenge.ChallengeRound.OpenRows;
import io.byteleap.wire.exact.OpeningFrame;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import io.byteleap.wire.exact.UnitRefusal;
import io.byteleap.wire.exact.UnitRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// What a miner's messages of challenge v2 mean for its round: which steps are to be stored, what
/// it is told, what is to be judged. Stores nothing itself.
final class ExactTurns {
  private final RoundTools tools;

  ExactTurns(RoundTools tools) {
    this.tools = tools;
  }

  /// Steps to store, and then what to say.
  record Turn(List<Round.Step> steps, Answer answer) {
    static Turn only(Answer answer) {
      return new Turn(List.of(), answer);
    }
  }

  /// Commitments that would be stored, with their rows drawn, as soon as their keys are bound.
  record Drafts(Map<UnitId, UnitStepped> byUnit, List<Binding> bindings) {
    static final Drafts NONE = new Drafts(Map.of(), List.of());
  }

  /// Drafts of the commitments that are the first of their units. Each signature was checked, so
  /// that nobody binds a key that it does not hold.
  Drafts drafts(Round round, CommitUnits message, Watch watch) {
    if (!(held(round, message) instanceof Held(var atWork))) {
      return Drafts.NONE;
    }
    var steps = new TreeMap<UnitId, UnitStepped>();
    List<Binding> bindings = new ArrayList<>();
    for (UnitCommitment said : message.units()) {
      if (said instanceof UnitCommitment.Committed(var commitment)
          && draft(atWork, commitment, message, watch) instanceof UnitStepped step
          && step.event() instanceof UnitCommitted) {
        steps.put(said.unit(), step);
        bindings.add(new Binding(nameOf(atWork, said.unit()), commitment.key()));
      }
    }
    return new Drafts(steps, bindings);
  }

  private Challenge.Event draft(
      AtWork atWork, ExactCommitment commitment, CommitUnits message, Watch watch) {
    var order = new OfUnit(commitment.unit(), commit(commitment, message), UnitBook.EMPTY);
    return atWork.decide(order, watch, tools.random()) instanceof Challenge.Accept(var event, _)
        ? event
        : new Challenge.ChallengeSent(watch.now());
  }

  private static UnitName nameOf(AtWork atWork, UnitId unit) {
    return new UnitName(atWork.handOut().miner(), atWork.spec().worker(), unit);
  }

  private static UnitChallenge.Order commit(ExactCommitment commitment, CommitUnits message) {
    return new UnitChallenge.Commit(commitment, message.roundTrip());
  }

  /// The challenge that a message is about, or what to say when it is about none.
  private sealed interface Found {}

  private record Held(AtWork atWork) implements Found {}

  private record Not(Answer answer) implements Found {}

  private static Found held(Round round, CommitUnits message) {
    return switch (find(message.challenge().value(), round.find(message.challenge()))) {
      case Held(var atWork) when !atWork.spec().worker().equals(message.worker()) ->
          new Not(
              new ChallengeRound.Refused(
                  "Worker ID mismatch: expected "
                      + atWork.spec().worker()
                      + ", got "
                      + message.worker()));
      case Found found -> found;
    };
  }

  private static Found find(String id, Optional<Challenge> challenge) {
    return challenge
        .<Found>map(
            known ->
                switch (known) {
                  case AtWork atWork -> new Held(atWork);
                  case Challenge.Created _ -> not("Challenge " + id + " was not handed out");
                  case Challenge.Sent _, Challenge.Committed _, Challenge.Verifying _ ->
                      not("Challenge " + id + " is of version 1");
                  case Challenge.Verified _, Challenge.Failed _ ->
                      not("Challenge " + id + " already processed");
                })
        .orElseGet(() -> not("Challenge " + id + " not found or not accessible"));
  }

  private static Found not(String says) {
    return new Not(new ChallengeRound.Refused(says));
  }

  /// What the message means once it is known which of its drafts' keys are `refused`.
  Turn committed(
      Round round,
      CommitUnits message,
      Drafts drafts,
      Map<UnitId, ExactRefusal> refused,
      Watch watch) {
    return switch (held(round, message)) {
      case Not(var answer) -> Turn.only(answer);
      case Held(var atWork) -> {
        List<Round.Step> steps = new ArrayList<>();
        List<UnitRows> rows = new ArrayList<>();
        List<UnitRefusal> refusals = new ArrayList<>();
        for (UnitCommitment said : message.units()) {
          var decision = decide(atWork, said, message, new Keys(drafts, refused), watch);
          if (decision instanceof Challenge.Accept(var event, _)) {
            steps.add(new Round.Step(message.worker(), event));
          }
          sort(said.unit(), decision, rows, refusals);
        }
        yield new Turn(steps, new ChallengeRound.UnitsAnswered(rows, refusals));
      }
    };
  }

  /// Drafts, and those of their keys that are refused.
  private record Keys(Drafts drafts, Map<UnitId, ExactRefusal> refused) {}

  private Challenge.Decision decide(
      AtWork atWork, UnitCommitment said, CommitUnits message, Keys keys, Watch watch) {
    var unit = said.unit();
    var refused = keys.refused();
    var draft = Optional.ofNullable(keys.drafts().byUnit().get(unit));
    boolean isFresh = atWork.of(unit).orElse(null) instanceof UnitChallenge.Computing;
    if (draft.isPresent() && isFresh && !refused.containsKey(unit)) {
      var after = atWork.of(unit).orElseThrow().evolve(draft.get().event());
      return new Challenge.Accept(
          draft.get(), new Challenge.UnitAsked(after.request().orElseThrow()));
    }
    var order =
        switch (said) {
          case UnitCommitment.Committed _ when isFresh && refused.containsKey(unit) ->
              new UnitChallenge.Refuse(refused.getOrDefault(unit, ExactRefusal.OTHER_KEY));
          case UnitCommitment.Committed(var commitment) -> commit(commitment, message);
          case UnitCommitment.GivenUp _ -> new UnitChallenge.Refuse(ExactRefusal.GIVEN_UP);
          case UnitCommitment.Unreadable _ ->
              new UnitChallenge.Refuse(ExactRefusal.COMMITMENT_MALFORMED);
        };
    return atWork.decide(new OfUnit(unit, order, UnitBook.EMPTY), watch, tools.random());
  }

  private static void sort(
      UnitId unit, Challenge.Decision decision, List<UnitRows> rows, List<UnitRefusal> refusals) {
    switch (replyOf(decision)) {
      case Challenge.UnitAsked(var request) -> rows.add(UnitRows.of(request));
      case Challenge.UnitOver(var why) -> refusals.add(new UnitRefusal(unit, why));
      case Challenge.Queued _ -> {} // it was found sound
      case Challenge.Done _, Challenge.Targets _, Challenge.Ended _ ->
          refusals.add(new UnitRefusal(unit, ExactRefusal.UNIT_NOT_ASKED));
    }
  }

  /// `Done` where there is nothing to say.
  private static Challenge.Reply replyOf(Challenge.Decision decision) {
    return switch (decision) {
      case Challenge.Accept(_, var reply) -> reply;
      case Challenge.Repeat(var reply) -> reply;
      case Challenge.Refuse _ -> new Challenge.Done();
    };
  }

  /// What an opening means.
  sealed interface Opened {}

  /// Store these steps, and say this.
  record Told(Turn turn) implements Opened {}

  /// Store the step; then it is judged by `check`.
  record Admitted(Turn turn, OpeningLine.Place place, CompletableFuture<RoundCheck> check)
      implements Opened {}

  /// The line is full; nothing is stored, and the unit may come again.
  record TurnedAway(UnitId unit) implements Opened {}

  Opened opened(Round round, OpenRows message, Watch watch) {
    var unit = message.opening().unit();
    return switch (find(message.challenge().value(), round.find(message.challenge()))) {
      case Not(var answer) -> new Told(Turn.only(answer));
      case Held(var atWork) ->
          switch (message.opening()) {
            case UnitOpening.Opened(_, var frame) -> opened(atWork, unit, frame, watch);
            case UnitOpening.GivenUp _ -> refused(atWork, unit, ExactRefusal.GIVEN_UP, watch);
            case UnitOpening.Unreadable _ -> refused(atWork, unit, ExactRefusal.FRAME_KIND, watch);
          };
    };
  }

  private Opened opened(AtWork atWork, UnitId unit, Bytes frame, Watch watch) {
    var decision =
        atWork.decide(
            new OfUnit(unit, new UnitChallenge.Open(), UnitBook.EMPTY), watch, tools.random());
    return decision instanceof Challenge.Accept(UnitStepped(_, UnitOpened _), _)
            && atWork.of(unit).orElse(null) instanceof UnitChallenge.Asked asked
        ? admitted(atWork, asked, frame, decision, watch)
        : new Told(turn(atWork, unit, decision));
  }

  private Opened admitted(
      AtWork atWork,
      UnitChallenge.Asked asked,
      Bytes frame,
      Challenge.Decision decision,
      Watch watch) {
    var unit = asked.spec().unit().unit();
    var request = asked.request().orElseThrow();
    var commitment = asked.answer().commitment();
    if (frame.length() != OpeningFrame.lengthOf(request)) {
      return refused(atWork, unit, ExactRefusal.FRAME_LENGTH, watch);
    }
    var check = tools.exact().vault().check(atWork.handOut().secret(), request.shape().size());
    var task = task(atWork, unit);
    if (check.isEmpty() || task.isEmpty()) {
      return refused(atWork, unit, ExactRefusal.NOT_JUDGED, watch);
    }
    var opening =
        new OpeningLine.Opening(
            task.get().of(commitment.extent()), commitment.root(), request, frame);
    return tools
        .exact()
        .line()
        .enter(opening)
        .<Opened>map(place -> new Admitted(turn(atWork, unit, decision), place, check.get()))
        .orElseGet(() -> new TurnedAway(unit));
  }

  private Optional<ExactTask> task(AtWork atWork, UnitId unit) {
    return tools
        .exact()
        .vault()
        .order(atWork.spec(), atWork.handOut())
        .flatMap(
            order ->
                order.tasks(atWork.spec().id()).stream()
                    .filter(task -> task.unit().equals(unit))
                    .findFirst());
  }

  private Opened refused(AtWork atWork, UnitId unit, ExactRefusal why, Watch watch) {
    var order = new OfUnit(unit, new UnitChallenge.Refuse(why), UnitBook.EMPTY);
    return new Told(turn(atWork, unit, atWork.decide(order, watch, tools.random())));
  }

  private static Turn turn(AtWork atWork, UnitId unit, Challenge.Decision decision) {
    var steps =
        decision instanceof Challenge.Accept(var event, _)
            ? List.of(new Round.Step(atWork.spec().worker(), event))
            : List.<Round.Step>of();
    return new Turn(
        steps,
        switch (decision) {
          case Challenge.Refuse(var says) -> new ChallengeRound.Refused(says);
          case Challenge.Accept(_, Challenge.UnitOver(var why)) -> over(unit, why);
          case Challenge.Repeat(Challenge.UnitOver(var why)) -> over(unit, why);
          case Challenge.Accept _, Challenge.Repeat _ -> new ChallengeRound.ProofStored();
        });
  }

  private static Answer over(UnitId unit, ExactRefusal why) {
    return new ChallengeRound.Refused(
        "Unit " + unit + " has ended: " + why.code() + " (" + why.text() + ")");
  }

  /// What is handed out with keys: the steps to store, and what the workers are told then.
  record HandedOut(List<Round.Step> steps, List<ChallengeRound.Keyed> keyed) {}

  /// The challenges of version 2 that wait for `miner`, whose keys follow from the secret of this
  /// moment; those that waited too long end.
  HandedOut handedOut(Round round, Hotkey miner, Watch watch) {
    if (round.open().noneMatch(ExactTurns::waitsForKeys)) {
      return new HandedOut(List.of(), List.of());
    }
    var vault = tools.exact().vault();
    var handOut = new AtWork.HandOut(miner, vault.current(watch.now()), watch.now());
    var steps = round.steps(new Challenge.HandKeys(handOut), watch, tools.random());
    var handed =
        specsOf(
            round, steps.stream().filter(step -> step.event() instanceof Challenge.KeysHandedOut));
    var keyed =
        handed.stream()
            .flatMap(
                spec ->
                    vault.order(spec, handOut).stream()
                        .map(order -> new ChallengeRound.Keyed(spec, order)))
            .toList();
    return new HandedOut(steps, keyed);
  }

  private static boolean waitsForKeys(Challenge challenge) {
    return challenge instanceof Challenge.Created(var spec, _) && spec.work() instanceof ExactWork;
  }

  /// The challenges that these steps are of.
  static List<ChallengeSpec> specsOf(Round round, Stream<Round.Step> steps) {
    return steps.flatMap(step -> round.of(step.worker()).stream()).map(Challenge::spec).toList();
  }

  /// The same step, without a charge for being late.
  static Round.Step excused(Round.Step step) {
    return step.event() instanceof UnitStepped(var unit, var event)
        ? new Round.Step(step.worker(), new UnitStepped(unit, AtWork.excused(event)))
        : step;
  }

  /// Ends the units that nobody can judge any more: all whose secret is gone, and those whose
  /// openings were lost with the process or the actor that had them. Charged to nobody.
  List<Round.Step> givenUp(Round round, Watch watch) {
    List<Round.Step> steps = new ArrayList<>();
    round
        .open()
        .flatMap(
            challenge -> challenge instanceof AtWork atWork ? Stream.of(atWork) : Stream.empty())
        .forEach(
            atWork -> {
              boolean isLost = !tools.exact().vault().holds(atWork.handOut().secret());
              atWork.unsettled().stream()
                  .filter(
                      unit ->
                          isLost || atWork.of(unit).orElse(null) instanceof UnitChallenge.Judging)
                  .forEach(unit -> steps.addAll(notJudged(atWork, unit, watch)));
            });
    return steps;
  }

  private List<Round.Step> notJudged(AtWork atWork, UnitId unit, Watch watch) {
    return refused(atWork, unit, ExactRefusal.NOT_JUDGED, watch) instanceof Told(var turn)
        ? turn.steps()
        : List.of();
  }
}
