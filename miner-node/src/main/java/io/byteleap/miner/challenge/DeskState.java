package io.byteleap.miner.challenge;

import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/// Whom to ask, who begins the next round, what is under way, and what became of the others.
record DeskState(
    List<Validator> validators,
    int beginner,
    Outings outings,
    Tally tally,
    Tasks.Recent recent,
    Poll poll,
    Duty duty) {
  /// Whether more challenges are wanted.
  sealed interface Duty {}

  record OnDuty() implements Duty {}

  record Draining(ActorRef<ChallengeDesk.Drained> replyTo) implements Duty {}

  /// Whether a validator owes us the answer to a poll.
  enum Poll {
    UNDER_WAY,
    NONE
  }

  static final DeskState FIRST =
      new DeskState(
          List.of(), 0, Outings.NONE, Tally.NONE, Tasks.Recent.NONE, Poll.NONE, new OnDuty());

  DeskState with(List<Validator> next) {
    return new DeskState(next, beginner, outings, tally, recent, poll, duty);
  }

  DeskState withNextBeginner() {
    return new DeskState(validators, beginner + 1, outings, tally, recent, poll, duty);
  }

  DeskState with(Tally next) {
    return new DeskState(validators, beginner, outings, next, recent, poll, duty);
  }

  DeskState with(Outings next) {
    return new DeskState(validators, beginner, next, tally, recent, poll, duty);
  }

  DeskState with(Tasks.Over over) {
    return new DeskState(validators, beginner, outings, tally, recent.with(over), poll, duty);
  }

  DeskState with(Poll next) {
    return new DeskState(validators, beginner, outings, tally, recent, next, duty);
  }

  DeskState with(Duty next) {
    return new DeskState(validators, beginner, outings, tally, recent, poll, next);
  }

  boolean isOnDuty() {
    return duty instanceof OnDuty;
  }

  Engaged engaged() {
    return outings.engaged();
  }

  /// The validator as it is reached now, which may be elsewhere than when it was asked.
  Validator current(Validator validator) {
    return Outings.find(validator.target().hotkey(), validators).orElse(validator);
  }
}
