package io.byteleap.miner.challenge;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/// Whom to ask, who begins the next round, what is on its way, what became of the others, and whose
/// polls are `underWay`: the answer to each is owed to us.
record DeskState(
    List<Validator> validators,
    int beginner,
    Outings outings,
    Tally tally,
    Tasks.Recent recent,
    Set<Turn> underWay,
    Duty duty) {
  DeskState {
    underWay = Set.copyOf(underWay);
  }

  /// Whether more challenges are wanted.
  sealed interface Duty {}

  record OnDuty() implements Duty {}

  record Draining(ActorRef<ChallengeDesk.Drained> replyTo) implements Duty {}

  static final DeskState FIRST =
      new DeskState(
          List.of(), 0, Outings.NONE, Tally.NONE, Tasks.Recent.NONE, Set.of(), new OnDuty());

  DeskState with(List<Validator> next) {
    return new DeskState(next, beginner, outings, tally, recent, underWay, duty);
  }

  DeskState withNextBeginner() {
    return new DeskState(validators, beginner + 1, outings, tally, recent, underWay, duty);
  }

  DeskState with(Tally next) {
    return new DeskState(validators, beginner, outings, next, recent, underWay, duty);
  }

  DeskState with(Outings next) {
    return new DeskState(validators, beginner, next, tally, recent, underWay, duty);
  }

  DeskState with(Tasks.Over over) {
    return new DeskState(validators, beginner, outings, tally, recent.with(over), underWay, duty);
  }

  DeskState withUnderWay(Turn turn) {
    var next = new HashSet<>(underWay);
    next.add(turn);
    return withUnderWay(next);
  }

  DeskState withoutUnderWay(Turn turn) {
    var next = new HashSet<>(underWay);
    next.remove(turn);
    return withUnderWay(next);
  }

  DeskState withNoneUnderWay() {
    return withUnderWay(Set.of());
  }

  private DeskState withUnderWay(Set<Turn> next) {
    return new DeskState(validators, beginner, outings, tally, recent, next, duty);
  }

  DeskState with(Duty next) {
    return new DeskState(validators, beginner, outings, tally, recent, underWay, next);
  }

  boolean isOnDuty() {
    return duty instanceof OnDuty;
  }

  Engaged engaged() {
    return outings.engaged();
  }

  /// The validator of that name, while we are to ask it.
  Optional<Validator> find(Hotkey validator) {
    return Outings.find(validator, validators);
  }

  /// The validator as it is reached now, which may be elsewhere than when it was asked.
  Validator current(Validator validator) {
    return find(validator.target().hotkey()).orElse(validator);
  }
}
