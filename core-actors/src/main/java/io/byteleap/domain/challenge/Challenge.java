package io.byteleap.domain.challenge;

import io.byteleap.domain.challenge.Verdict.UnitVerdict;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// One challenge on the validator's side, from issue to verdict.
///
/// ```
/// Created -> Sent -> Committed -> Verifying -> Verified
///    |        |          |            |
///    +--------+----------+------------+-----> Failed
/// ```
///
/// A challenge of version 2 goes from `Created` to [AtWork], where each unit takes these steps by
/// itself, and from there to `Verified` or `Failed`.
///
/// What is decided is an event, and events are the truth: [#decide] is pure, [#begin] and [#evolve]
/// are total on the pairs of [Transition]. Repeating an order that was accepted gives the same
/// answer again. Every state that is not final has a deadline.
public sealed interface Challenge
    permits AtWork,
        Challenge.Created,
        Challenge.Sent,
        Challenge.Committed,
        Challenge.Verifying,
        Challenge.Verified,
        Challenge.Failed {
  ChallengeSpec spec();

  /// Issued; waits to be collected by the miner.
  record Created(ChallengeSpec spec, Instant createdAt) implements Challenge {}

  /// In the miner's hands; the clock of the work runs.
  record Sent(ChallengeSpec spec, Instant sentAt) implements Challenge {}

  /// Roots and targets are stored; waits for the openings.
  record Committed(ChallengeSpec spec, Instant sentAt, Answer answer) implements Challenge {}

  /// Openings are stored; waits for the verdict.
  record Verifying(ChallengeSpec spec, Instant sentAt, Answer answer, Proof proof, Instant provenAt)
      implements Challenge {}

  /// Passed by at least one of `units`; `computeTime` is from hand-out to commitment by the
  /// validator's clock.
  record Verified(ChallengeSpec spec, Duration computeTime, List<UnitVerdict> units, Instant at)
      implements Challenge {
    public Verified {
      units = List.copyOf(units);
    }
  }

  /// Failed; `units` is empty when it came to no verdict.
  record Failed(ChallengeSpec spec, Failure why, List<UnitVerdict> units, Instant at)
      implements Challenge {
    public Failed {
      units = List.copyOf(units);
    }
  }

  /// What the worker committed to, what it was asked then, and when.
  record Answer(List<Commitment> commitments, List<UnitTargets> targets, Instant committedAt) {
    public Answer {
      commitments = List.copyOf(commitments);
      targets = List.copyOf(targets);
    }
  }

  sealed interface Order {}

  /// The miner collects the challenge.
  record Hand() implements Order {}

  record Commit(WorkerId worker, List<Commitment> commitments) implements Order {}

  record Prove(Proof proof) implements Order {}

  record Settle(Verdict verdict) implements Order {}

  /// The validator could not judge the openings, by its own fault.
  record GiveUp() implements Order {}

  /// Time passed.
  record Expire() implements Order {}

  /// The miner collects a challenge of version 2, with keys of this hand-out.
  record HandKeys(AtWork.HandOut handOut) implements Order {}

  /// What happens to one unit of a challenge of version 2; `book` knows the units' keys.
  record OfUnit(UnitId unit, UnitChallenge.Order order, UnitBook book) implements Order {}

  sealed interface Event {
    Instant at();
  }

  record ChallengeCreated(ChallengeSpec spec, Instant at) implements Event {}

  record ChallengeSent(Instant at) implements Event {}

  record RootCommitted(List<Commitment> commitments, List<UnitTargets> targets, Instant at)
      implements Event {}

  record ProofReceived(Proof proof, Instant at) implements Event {}

  record ChallengeVerified(Duration computeTime, List<UnitVerdict> units, Instant at)
      implements Event {
    public ChallengeVerified {
      units = List.copyOf(units);
    }
  }

  record ChallengeFailed(Failure why, List<UnitVerdict> units, Instant at) implements Event {
    public ChallengeFailed {
      units = List.copyOf(units);
    }

    /// Failed before there was a verdict.
    public ChallengeFailed(Failure why, Instant at) {
      this(why, List.of(), at);
    }
  }

  /// The keys of a challenge of version 2 are in the miner's hands.
  record KeysHandedOut(AtWork.HandOut handOut) implements Event {
    @Override
    public Instant at() {
      return handOut.at();
    }
  }

  /// One unit of a challenge of version 2 came a step further.
  record UnitStepped(UnitId unit, UnitChallenge.Event event) implements Event {
    @Override
    public Instant at() {
      return event.at();
    }
  }

  sealed interface Reply {}

  record Done() implements Reply {}

  /// What the worker is asked to open.
  record Targets(List<UnitTargets> units) implements Reply {}

  /// The openings are stored and will be judged.
  record Queued() implements Reply {}

  /// What one unit is asked to open.
  record UnitAsked(OpeningRequest request) implements Reply {}

  /// The unit's part ends here.
  record UnitOver(ExactRefusal why) implements Reply {}

  /// The challenge ends here; `says` tells the peer why.
  record Ended(String says) implements Reply {}

  /// From where a decision is made: it is `now`, and the validator has been there for its peers
  /// without a break since `since`.
  record Watch(Instant since, Instant now) {}

  sealed interface Decision {}

  /// Store the event, then reply.
  record Accept(Event event, Reply reply) implements Decision {}

  /// Nothing new: the same answer as before.
  record Repeat(Reply reply) implements Decision {}

  /// Nothing changes; `says` tells the peer why.
  record Refuse(String says) implements Decision {}

  static Challenge begin(ChallengeCreated event) {
    return new Created(event.spec(), event.at());
  }

  default boolean isFinal() {
    return switch (this) {
      case Verified _, Failed _ -> true;
      case Created _, Sent _, Committed _, Verifying _, AtWork _ -> false;
    };
  }

  private Optional<Wait> waits() {
    var patience = spec().patience();
    return switch (this) {
      case Created(var spec, var createdAt) ->
          Optional.of(
              switch (spec.occasion()) {
                case Occasion.AnyTime() ->
                    Wait.anew(createdAt, patience.collect(), Failure.NOT_COLLECTED);
                case Muster muster ->
                    Wait.once(muster.opensAt(), muster.window(), Failure.MUSTER_MISSED);
              });
      case Sent(_, var sentAt) ->
          Optional.of(Wait.anew(sentAt, patience.commit(), Failure.COMMITMENT_LATE));
      case Committed(_, _, var answer) ->
          Optional.of(Wait.anew(answer.committedAt(), patience.prove(), Failure.PROOF_LATE));
      case Verifying verifying ->
          Optional.of(Wait.anew(verifying.provenAt(), patience.judge(), Failure.NOT_JUDGED));
      case AtWork _, Verified _, Failed _ -> Optional.empty();
    };
  }

  /// When the challenge fails unless something happens, for a validator that has been there since
  /// `since`; empty when it is final.
  default Optional<Instant> deadline(Instant since) {
    return this instanceof AtWork atWork
        ? Optional.of(atWork.nextDeadline())
        : waits().map(wait -> wait.deadline(since));
  }

  /// How the challenge has failed by now; empty while there is time.
  private Optional<Failure> lateness(Watch watch) {
    return waits()
        .filter(wait -> watch.now().isAfter(wait.deadline(watch.since())))
        .map(wait -> wait.failure(watch.since()));
  }

  /// What to do about `order`; `random` draws the targets and must be cryptographically secure
  /// outside tests.
  default Decision decide(Order order, Watch watch, RandomGenerator random) {
    return switch (order) {
      case Hand() -> decideHand(watch);
      case HandKeys(var handOut) -> decideKeys(handOut, watch);
      case OfUnit _ -> new Refuse("Challenge " + spec().id() + " has no units at work");
      case Commit(var worker, var commitments) -> decideCommit(worker, commitments, watch, random);
      case Prove(var proof) -> decideProof(proof, watch);
      case Settle(var verdict) -> decideVerdict(verdict, watch.now());
      case GiveUp() -> decideGivingUp(watch.now());
      case Expire() -> decideExpiry(watch);
    };
  }

  private Decision decideHand(Watch watch) {
    return switch (this) {
      case Created(var spec, _) when spec.work() instanceof Work.ExactWork ->
          new Refuse("Challenge " + spec.id() + " is handed out with keys");
      case Created _ -> endedIfLate(watch, () -> handedOut(watch.now()));
      case Sent _, Committed _, Verifying _, AtWork _, Verified _, Failed _ -> alreadyProcessed();
    };
  }

  private Decision decideKeys(AtWork.HandOut handOut, Watch watch) {
    return switch (this) {
      case Created(var spec, _) when spec.work() instanceof Work.ExactWork ->
          spec.occasion() instanceof Muster muster && !muster.hasBegun(watch.now())
              ? new Refuse("Challenge " + spec.id() + " is handed out from " + muster.opensAt())
              : endedIfLate(watch, () -> new Accept(new KeysHandedOut(handOut), new Done()));
      case Created _ -> new Refuse("Challenge " + spec().id() + " has no keys");
      case Sent _, Committed _, Verifying _, AtWork _, Verified _, Failed _ -> alreadyProcessed();
    };
  }

  private static Decision handedOut(Instant now) {
    return new Accept(new ChallengeSent(now), new Done());
  }

  private Decision decideCommit(
      WorkerId worker, List<Commitment> commitments, Watch watch, RandomGenerator random) {
    if (!worker.equals(spec().worker())) {
      return new Refuse("Worker ID mismatch: expected " + spec().worker() + ", got " + worker);
    }
    return switch (this) {
      case Created _ -> new Refuse("Challenge " + spec().id() + " was not handed out");
      case Sent _ ->
          endedIfLate(watch, () -> decideFirstCommitment(commitments, watch.now(), random));
      case Committed(_, _, var answer) -> repeatedOr(answer, commitments);
      case Verifying(_, _, var answer, _, _) -> repeatedOr(answer, commitments);
      case AtWork _, Verified _, Failed _ -> alreadyProcessed();
    };
  }

  private Decision decideFirstCommitment(
      List<Commitment> commitments, Instant now, RandomGenerator random) {
    return CommitmentRules.problem(spec().work(), commitments)
        .map(problem -> ended(problem.why(), problem.says(), now))
        .orElseGet(() -> targetsDrawn(commitments, now, random));
  }

  private Decision targetsDrawn(List<Commitment> commitments, Instant now, RandomGenerator random) {
    var units = commitments.stream().map(Commitment::unit).toList();
    var targets = spec().work().drawTargets(units, random);
    return new Accept(new RootCommitted(commitments, targets, now), new Targets(targets));
  }

  private Decision repeatedOr(Answer answer, List<Commitment> commitments) {
    return answer.commitments().equals(commitments)
        ? new Repeat(new Targets(answer.targets()))
        : alreadyProcessed();
  }

  private Decision decideProof(Proof proof, Watch watch) {
    return switch (this) {
      case Committed(_, _, var answer) ->
          endedIfLate(watch, () -> decideFirstProof(answer, proof, watch.now()));
      case Verifying proven when proven.proof().equals(proof) -> new Repeat(new Queued());
      case Created _, Sent _, Verifying _, AtWork _, Verified _, Failed _ ->
          new Refuse("Challenge " + spec().id() + " not in committed state");
    };
  }

  private Decision decideFirstProof(Answer answer, Proof proof, Instant now) {
    return ProofRules.refusal(answer, proof)
        .<Decision>map(Refuse::new)
        .orElseGet(() -> new Accept(new ProofReceived(proof, now), new Queued()));
  }

  private Decision decideVerdict(Verdict verdict, Instant now) {
    return switch (this) {
      case Verifying proven -> new Accept(settled(proven, verdict, now), new Done());
      case Created _, Sent _, Committed _, AtWork _, Verified _, Failed _ -> alreadyProcessed();
    };
  }

  private static Event settled(Verifying proven, Verdict verdict, Instant now) {
    var computeTime = Duration.between(proven.sentAt(), proven.answer().committedAt());
    return verdict
        .failure()
        .<Event>map(why -> new ChallengeFailed(why, verdict.units(), now))
        .orElseGet(() -> new ChallengeVerified(computeTime, verdict.units(), now));
  }

  private Decision decideGivingUp(Instant now) {
    return switch (this) {
      case Verifying _ -> ended(Failure.NOT_JUDGED, now);
      case Created _, Sent _, Committed _, AtWork _, Verified _, Failed _ -> alreadyProcessed();
    };
  }

  private Decision decideExpiry(Watch watch) {
    return endedIfLate(watch, () -> new Refuse("Challenge " + spec().id() + " is not late"));
  }

  private Decision endedIfLate(Watch watch, Supplier<Decision> inTime) {
    return lateness(watch).map(why -> ended(why, watch.now())).orElseGet(inTime);
  }

  private Decision ended(Failure why, Instant now) {
    return ended(why, "Challenge " + spec().id() + " failed: " + why, now);
  }

  private static Decision ended(Failure why, String says, Instant now) {
    return new Accept(new ChallengeFailed(why, now), new Ended(says));
  }

  private Decision alreadyProcessed() {
    return new Refuse("Challenge " + spec().id() + " already processed");
  }

  /// The challenge after `event`; a pair that is no [Transition] is a bug.
  default Challenge evolve(Event event) {
    return switch (event) {
      case ChallengeSent(var at) when this instanceof Created -> new Sent(spec(), at);
      case RootCommitted(var commitments, var targets, var at)
          when this instanceof Sent(var spec, var sentAt) ->
          new Committed(spec, sentAt, new Answer(commitments, targets, at));
      case ProofReceived(var proof, var at)
          when this instanceof Committed(var spec, var sentAt, var answer) ->
          new Verifying(spec, sentAt, answer, proof, at);
      case KeysHandedOut(var handOut) when this instanceof Created -> AtWork.begin(spec(), handOut);
      case UnitStepped step when this instanceof AtWork atWork -> atWork.evolve(step);
      case ChallengeVerified(var computeTime, var units, var at)
          when this instanceof Verifying || this instanceof AtWork ->
          new Verified(spec(), computeTime, units, at);
      case ChallengeFailed(var why, var units, var at) when !isFinal() ->
          new Failed(spec(), why, units, at);
      case ChallengeCreated _,
          ChallengeSent _,
          RootCommitted _,
          ProofReceived _,
          KeysHandedOut _,
          UnitStepped _,
          ChallengeVerified _,
          ChallengeFailed _ ->
          throw new IllegalStateException("BUG: " + event.getClass() + " on " + getClass());
    };
  }
}
