package io.byteleap.domain.challenge;

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
/// What is decided is an event, and events are the truth: [#decide] is pure, [#begin] and [#evolve]
/// are total on legal pairs. Repeating an order that was accepted gives the same answer again.
public sealed interface Challenge {
  ChallengeSpec spec();

  /// Issued; waits to be collected by the miner.
  record Created(ChallengeSpec spec, Instant createdAt) implements Challenge {}

  /// In the miner's hands; the clock of the work runs.
  record Sent(ChallengeSpec spec, Instant sentAt) implements Challenge {}

  /// Roots and targets are stored; waits for the openings.
  record Committed(ChallengeSpec spec, Instant sentAt, Answer answer) implements Challenge {}

  /// Openings are stored; waits for the verdict.
  record Verifying(ChallengeSpec spec, Instant sentAt, Answer answer, Proof proof)
      implements Challenge {}

  /// Passed; `computeTime` is from hand-out to commitment by the validator's clock.
  record Verified(ChallengeSpec spec, Duration computeTime, Instant at) implements Challenge {}

  record Failed(ChallengeSpec spec, Failure why, Instant at) implements Challenge {}

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

  sealed interface Event {
    Instant at();
  }

  record ChallengeCreated(ChallengeSpec spec, Instant at) implements Event {}

  record ChallengeSent(Instant at) implements Event {}

  record RootCommitted(List<Commitment> commitments, List<UnitTargets> targets, Instant at)
      implements Event {}

  record ProofReceived(Proof proof, Instant at) implements Event {}

  record ChallengeVerified(Duration computeTime, Instant at) implements Event {}

  record ChallengeFailed(Failure why, Instant at) implements Event {}

  sealed interface Reply {}

  record Done() implements Reply {}

  /// What the worker is asked to open.
  record Targets(List<UnitTargets> units) implements Reply {}

  /// The openings are stored and will be judged.
  record Queued() implements Reply {}

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
      case Created _, Sent _, Committed _, Verifying _ -> false;
    };
  }

  private Optional<Wait> waits() {
    var patience = spec().patience();
    return switch (this) {
      case Created(_, var createdAt) ->
          Optional.of(new Wait(createdAt, patience.collect(), Failure.NOT_COLLECTED));
      case Sent(_, var sentAt) ->
          Optional.of(new Wait(sentAt, patience.commit(), Failure.COMMITMENT_LATE));
      case Committed(_, _, var answer) ->
          Optional.of(new Wait(answer.committedAt(), patience.prove(), Failure.PROOF_LATE));
      case Verifying _, Verified _, Failed _ -> Optional.empty();
    };
  }

  /// When the challenge fails unless something happens, for a validator that has been there since
  /// `since`; empty when it waits for us or is final.
  default Optional<Instant> deadline(Instant since) {
    return waits().map(wait -> wait.deadline(since));
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
      case Commit(var worker, var commitments) -> decideCommit(worker, commitments, watch, random);
      case Prove(var proof) -> decideProof(proof, watch);
      case Settle(var verdict) -> decideVerdict(verdict, watch.now());
      case GiveUp() -> decideGivingUp(watch.now());
      case Expire() -> decideExpiry(watch);
    };
  }

  private Decision decideHand(Watch watch) {
    return switch (this) {
      case Created _ -> endedIfLate(watch, () -> handedOut(watch.now()));
      case Sent _, Committed _, Verifying _, Verified _, Failed _ -> alreadyProcessed();
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
      case Verifying(_, _, var answer, _) -> repeatedOr(answer, commitments);
      case Verified _, Failed _ -> alreadyProcessed();
    };
  }

  private Decision decideFirstCommitment(
      List<Commitment> commitments, Instant now, RandomGenerator random) {
    boolean exactlyTheCpu =
        commitments.size() == 1 && commitments.getFirst().unit().equals(UnitId.CPU);
    if (!exactlyTheCpu) {
      return ended(Failure.UNKNOWN_UNIT, now);
    }
    var rows = spec().targets().draw(spec().matrix().size(), random);
    var targets = List.of(UnitTargets.rowsOfCpu(rows));
    return new Accept(new RootCommitted(commitments, targets, now), new Targets(targets));
  }

  private Decision repeatedOr(Answer answer, List<Commitment> commitments) {
    return answer.commitments().equals(commitments)
        ? new Repeat(new Targets(answer.targets()))
        : alreadyProcessed();
  }

  private Decision decideProof(Proof proof, Watch watch) {
    return switch (this) {
      case Created _, Sent _ -> new Refuse("Challenge " + spec().id() + " not in committed state");
      case Committed(_, _, var answer) ->
          endedIfLate(watch, () -> decideFirstProof(answer, proof, watch.now()));
      case Verifying(_, _, _, var stored) when stored.equals(proof) -> new Repeat(new Queued());
      case Verifying _, Verified _, Failed _ -> alreadyProcessed();
    };
  }

  private Decision decideFirstProof(Answer answer, Proof proof, Instant now) {
    return answersAll(answer, proof)
        ? new Accept(new ProofReceived(proof, now), new Queued())
        : new Refuse("Proofs do not match the commitments of challenge " + spec().id());
  }

  private static boolean answersAll(Answer answer, Proof proof) {
    var committed = answer.commitments().stream().map(Commitment::unit).sorted().toList();
    var opened = proof.units().stream().map(UnitProof::unit).sorted().toList();
    return committed.equals(opened);
  }

  private Decision decideVerdict(Verdict verdict, Instant now) {
    return switch (this) {
      case Verifying(_, var sentAt, var answer, _) ->
          new Accept(
              verdict
                  .failure()
                  .<Event>map(why -> new ChallengeFailed(why, now))
                  .orElseGet(
                      () ->
                          new ChallengeVerified(
                              Duration.between(sentAt, answer.committedAt()), now)),
              new Done());
      case Created _, Sent _, Committed _, Verified _, Failed _ -> alreadyProcessed();
    };
  }

  private Decision decideGivingUp(Instant now) {
    return switch (this) {
      case Verifying _ -> ended(Failure.NOT_JUDGED, now);
      case Created _, Sent _, Committed _, Verified _, Failed _ -> alreadyProcessed();
    };
  }

  private Decision decideExpiry(Watch watch) {
    return endedIfLate(watch, () -> new Refuse("Challenge " + spec().id() + " is not late"));
  }

  private Decision endedIfLate(Watch watch, Supplier<Decision> inTime) {
    return lateness(watch).map(why -> ended(why, watch.now())).orElseGet(inTime);
  }

  private Decision ended(Failure why, Instant now) {
    String says = "Challenge " + spec().id() + " failed: " + why;
    return new Accept(new ChallengeFailed(why, now), new Ended(says));
  }

  private Decision alreadyProcessed() {
    return new Refuse("Challenge " + spec().id() + " already processed");
  }

  /// The challenge after `event`; a pair that [#decide] never makes is a bug.
  default Challenge evolve(Event event) {
    return switch (event) {
      case ChallengeSent(var at) when this instanceof Created -> new Sent(spec(), at);
      case RootCommitted(var commitments, var targets, var at)
          when this instanceof Sent(var spec, var sentAt) ->
          new Committed(spec, sentAt, new Answer(commitments, targets, at));
      case ProofReceived(var proof, _)
          when this instanceof Committed(var spec, var sentAt, var answer) ->
          new Verifying(spec, sentAt, answer, proof);
      case ChallengeVerified(var computeTime, var at) when this instanceof Verifying ->
          new Verified(spec(), computeTime, at);
      case ChallengeFailed(var why, var at) when !isFinal() -> new Failed(spec(), why, at);
      case ChallengeCreated _,
          ChallengeSent _,
          RootCommitted _,
          ProofReceived _,
          ChallengeVerified _,
          ChallengeFailed _ ->
          throw new IllegalStateException("BUG: " + event.getClass() + " on " + getClass());
    };
  }
}
