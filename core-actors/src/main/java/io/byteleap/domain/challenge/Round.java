package io.byteleap.domain.challenge;

import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactVerdict.Refused;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The challenges of one miner: of each worker the latest, open or final; and which of its units
/// gave cause for doubt.
///
/// INVARIANT: a worker has at most one open challenge, because there is one place for it here and a
/// new one is only made for workers that are [#free].
public record Round(SortedMap<WorkerId, Challenge> latest, Doubts doubts) {
  /// Challenges that one miner is given in one round at most.
  public static final int CHALLENGES_MAX = 100;

  public static final Round NONE = new Round(new TreeMap<>());

  /// Final challenges of workers that are never challenged again are forgotten after this long.
  private static final Duration MEMORY = Duration.ofHours(1);

  /// What happened to the challenge of one worker.
  public record Step(WorkerId worker, Challenge.Event event) {}

  public Round {
    latest = Collections.unmodifiableSortedMap(new TreeMap<>(latest));
  }

  /// Without doubts.
  public Round(SortedMap<WorkerId, Challenge> latest) {
    this(latest, Doubts.NONE);
  }

  public Optional<Challenge> of(WorkerId worker) {
    return Optional.ofNullable(latest.get(worker));
  }

  public Optional<Challenge> find(ChallengeId id) {
    return latest.values().stream().filter(held -> held.spec().id().equals(id)).findFirst();
  }

  public Stream<Challenge> open() {
    return latest.values().stream().filter(held -> !held.isFinal());
  }

  /// Those of `candidates`, in their order, that have no open challenge; as many as a round takes.
  public List<Candidate> free(Collection<Candidate> candidates) {
    Set<WorkerId> seen = new HashSet<>();
    return candidates.stream()
        .filter(candidate -> seen.add(candidate.worker()))
        .filter(candidate -> of(candidate.worker()).map(Challenge::isFinal).orElse(true))
        .limit(CHALLENGES_MAX)
        .toList();
  }

  /// When the next open challenge runs out of time, for a validator that has been there since
  /// `since`.
  public Optional<Instant> nextDeadline(Instant since) {
    return open().flatMap(held -> held.deadline(since).stream()).min(Instant::compareTo);
  }

  /// When the earliest of the musters opens whose challenges wait for just that.
  public Optional<Instant> nextOpening(Instant now) {
    return latest.values().stream()
        .flatMap(held -> awaited(held, now).stream())
        .map(Muster::opensAt)
        .min(Instant::compareTo);
  }

  private static Optional<Muster> awaited(Challenge held, Instant now) {
    return held instanceof Challenge.Created(var spec, _)
            && spec.occasion() instanceof Muster muster
            && !muster.hasBegun(now)
        ? Optional.of(muster)
        : Optional.empty();
  }

  /// What `order` means for the open challenges: a step for each that takes it.
  public List<Step> steps(Challenge.Order order, Challenge.Watch watch, RandomGenerator random) {
    return open().flatMap(held -> step(held, order, watch, random)).toList();
  }

  /// What `order` means for one challenge: a step if it takes it.
  public List<Step> stepsOf(
      ChallengeId id, Challenge.Order order, Challenge.Watch watch, RandomGenerator random) {
    return find(id).stream().flatMap(held -> step(held, order, watch, random)).toList();
  }

  private static Stream<Step> step(
      Challenge held, Challenge.Order order, Challenge.Watch watch, RandomGenerator random) {
    if (held instanceof AtWork atWork && order instanceof Challenge.Expire) {
      return atWork.expiries(watch, random).map(event -> new Step(held.spec().worker(), event));
    }
    return held.decide(order, watch, random) instanceof Challenge.Accept(var event, _)
        ? Stream.of(new Step(held.spec().worker(), event))
        : Stream.empty();
  }

  /// `steps`, and the ends of those challenges whose last unit gets its verdict by them.
  public List<Step> withEnds(List<Step> steps, Instant now) {
    var after = this;
    for (Step step : steps) {
      after = after.evolve(step);
    }
    var ends =
        after
            .open()
            .flatMap(held -> held instanceof AtWork atWork ? Stream.of(atWork) : Stream.empty())
            .filter(AtWork::isComplete)
            .map(atWork -> new Step(atWork.spec().worker(), atWork.end(now)));
    return Stream.concat(steps.stream(), ends).toList();
  }

  public Round evolve(Step step) {
    var next = new TreeMap<>(latest);
    next.put(step.worker(), after(step));
    if (step.event() instanceof Challenge.ChallengeCreated created) {
      next.entrySet().removeIf(entry -> isForgotten(entry, created.at()));
      return new Round(next, doubts.at(created.at()));
    }
    return new Round(next, doubtsAfter(step));
  }

  /// A unit that did not come to a muster is one that was late.
  private Doubts doubtsAfter(Step step) {
    return switch (step.event()) {
      case Challenge.UnitStepped(
              var unit,
              UnitChallenge.UnitSettled(Refused(var why, _), var at)) ->
          doubts.with(step.worker(), unit, why, at);
      case Challenge.ChallengeFailed(var why, _, var at) when why == Failure.MUSTER_MISSED -> {
        var next = doubts;
        for (UnitId unit : held(step).spec().work().units()) {
          next = next.with(step.worker(), unit, ExactRefusal.COMMITMENT_LATE, at);
        }
        yield next;
      }
      case Challenge.UnitStepped _,
          Challenge.ChallengeFailed _,
          Challenge.ChallengeCreated _,
          Challenge.ChallengeSent _,
          Challenge.RootCommitted _,
          Challenge.ProofReceived _,
          Challenge.KeysHandedOut _,
          Challenge.ChallengeVerified _ ->
          doubts;
    };
  }

  private Challenge held(Step step) {
    return of(step.worker())
        .orElseThrow(() -> new IllegalStateException("BUG: no challenge for " + step));
  }

  private Challenge after(Step step) {
    return switch (step.event()) {
      case Challenge.ChallengeCreated created -> Challenge.begin(created);
      case Challenge.ChallengeSent _,
          Challenge.RootCommitted _,
          Challenge.ProofReceived _,
          Challenge.KeysHandedOut _,
          Challenge.UnitStepped _,
          Challenge.ChallengeVerified _,
          Challenge.ChallengeFailed _ ->
          held(step).evolve(step.event());
    };
  }

  private static boolean isForgotten(Map.Entry<WorkerId, Challenge> entry, Instant now) {
    return switch (entry.getValue()) {
      case Challenge.Verified verified -> verified.at().isBefore(now.minus(MEMORY));
      case Challenge.Failed failed -> failed.at().isBefore(now.minus(MEMORY));
      case Challenge.Created _,
          Challenge.Sent _,
          Challenge.Committed _,
          Challenge.Verifying _,
          AtWork _ ->
          false;
    };
  }
}
