package io.byteleap.domain.challenge;

import java.util.List;

/// One challenge on the miner's side: take it to the worker, the commitment to the validator, the
/// targets to the worker, the openings to the validator. Each step waits for one answer; whatever
/// goes wrong ends the errand with a named outcome.
public sealed interface ChallengeErrand {
  /// The worker computes.
  record Computing() implements ChallengeErrand {}

  /// The validator stores the commitment and draws targets.
  record Committing(List<Commitment> commitments) implements ChallengeErrand {}

  /// The worker opens what was asked.
  record Opening() implements ChallengeErrand {}

  /// The validator stores the openings.
  record Delivering() implements ChallengeErrand {}

  record Over(Outcome outcome) implements ChallengeErrand {}

  sealed interface Outcome {}

  /// The validator has the openings and will judge them.
  record Delivered() implements Outcome {}

  /// The errand failed; `why` names the step and the cause.
  record Abandoned(String why) implements Outcome {}

  sealed interface Input {}

  /// The worker's result: what it commits to.
  record Computed(List<Commitment> commitments) implements Input {
    public Computed {
      commitments = List.copyOf(commitments);
    }
  }

  /// The validator's targets.
  record TargetsGiven(List<UnitTargets> targets) implements Input {
    public TargetsGiven {
      targets = List.copyOf(targets);
    }
  }

  /// The validator checked without asking for anything.
  record NothingAsked() implements Input {}

  /// The worker's openings.
  record Opened(Proof proof) implements Input {}

  /// The validator's receipt for the openings.
  record Received() implements Input {}

  /// The other side said no, or cannot be reached.
  record Failed(String why) implements Input {}

  record DeadlinePassed() implements Input {}

  sealed interface Output {}

  record SendCommitment(List<Commitment> commitments) implements Output {}

  record AskProof(List<UnitTargets> targets) implements Output {}

  record SendProof(Proof proof) implements Output {}

  /// The state that follows and what to do on the way.
  record Step(ChallengeErrand next, List<Output> outputs) {
    public Step {
      outputs = List.copyOf(outputs);
    }
  }

  default Step step(Input input) {
    return switch (input) {
      case Computed(var commitments) when this instanceof Computing && commitments.isEmpty() ->
          over(new Abandoned("the worker committed to nothing"));
      case Computed(var commitments) when this instanceof Computing ->
          new Step(new Committing(commitments), List.of(new SendCommitment(commitments)));
      case TargetsGiven(var targets) when this instanceof Committing ->
          new Step(new Opening(), List.of(new AskProof(targets)));
      case NothingAsked() when this instanceof Committing -> over(new Delivered());
      case Opened(var proof) when this instanceof Opening ->
          new Step(new Delivering(), List.of(new SendProof(proof)));
      case Received() when this instanceof Delivering -> over(new Delivered());
      case Failed(var why) when !(this instanceof Over) ->
          over(new Abandoned(doing() + ": " + why));
      case DeadlinePassed() when !(this instanceof Over) ->
          over(new Abandoned(doing() + ": deadline passed"));
      case Computed _,
          TargetsGiven _,
          NothingAsked _,
          Opened _,
          Received _,
          Failed _,
          DeadlinePassed _ ->
          new Step(this, List.of()); // late or repeated answers change nothing
    };
  }

  /// The step under way, for people.
  default String doing() {
    return switch (this) {
      case Computing() -> "computing";
      case Committing _ -> "committing";
      case Opening() -> "opening";
      case Delivering() -> "delivering";
      case Over _ -> "over";
    };
  }

  private static Step over(Outcome outcome) {
    return new Step(new Over(outcome), List.of());
  }
}
