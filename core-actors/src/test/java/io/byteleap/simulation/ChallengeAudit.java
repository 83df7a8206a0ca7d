package io.byteleap.simulation;

import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.ProofReceived;
import io.byteleap.domain.challenge.Challenge.RootCommitted;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.Round.Step;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.simulation.Counts.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The life of every open challenge, written down a second time.
public final class ChallengeAudit {
  private static final Duration SLACK = Duration.ofSeconds(2);

  private enum Stage {
    CREATED,
    SENT,
    COMMITTED,
    PROVEN
  }

  private record Place(Pair peer, WorkerId worker) {}

  private static final class Open {
    private final Validator validator;
    private final Pair peer;
    private final ChallengeSpec spec;
    private Stage stage = Stage.CREATED;
    private Instant enteredAt;
    private Instant sentAt = Instant.MAX;
    private Instant committedAt = Instant.MAX;
    private List<UnitTargets> targets = List.of();
    private Proof proof = new Proof(List.of());

    Open(Validator validator, Pair peer, ChallengeCreated event) {
      this.validator = validator;
      this.peer = peer;
      this.spec = event.spec();
      this.enteredAt = event.at();
    }

    void enter(Stage next, Instant at) {
      stage = next;
      enteredAt = at;
    }

    private Duration patience() {
      return switch (stage) {
        case CREATED -> spec.patience().collect();
        case SENT -> spec.patience().commit();
        case COMMITTED -> spec.patience().prove();
        case PROVEN -> spec.patience().judge();
      };
    }

    boolean wasInterrupted() {
      return enteredAt.isBefore(peer.since());
    }

    Instant deadline() {
      return (wasInterrupted() ? peer.since() : enteredAt).plus(patience());
    }
  }

  private final World world;
  private final ScoreAudit scores;
  private final Map<Place, Open> open = new LinkedHashMap<>();
  private final Map<ChallengeId, Open> byId = new HashMap<>();

  ChallengeAudit(World world, ScoreAudit scores) {
    this.world = world;
    this.scores = scores;
  }

  /// The validator has stored `steps` of its round with the miner.
  public void stored(Validator validator, Pair peer, List<Step> steps) {
    steps.forEach(step -> stored(validator, peer, step));
  }

  private void stored(Validator validator, Pair peer, Step step) {
    var place = new Place(peer, step.worker());
    switch (step.event()) {
      case ChallengeCreated created -> created(validator, place, created);
      case ChallengeSent(var at) -> {
        var one = at(place, Stage.CREATED);
        one.sentAt = at;
        one.enter(Stage.SENT, at);
      }
      case RootCommitted(var commitments, var targets, var at) -> {
        var one = at(place, Stage.SENT);
        if (targets.size() != commitments.size()) {
          throw new Broken(
              Invariant.TARGETS_DRAWN_ONCE, "not every root of " + place.worker() + " is asked");
        }
        one.targets = targets;
        one.committedAt = at;
        one.enter(Stage.COMMITTED, at);
      }
      case ProofReceived(var proof, var at) -> {
        var one = at(place, Stage.COMMITTED);
        one.proof = proof;
        one.enter(Stage.PROVEN, at);
      }
      case Challenge.KeysHandedOut _, Challenge.UnitStepped _ ->
          throw new IllegalStateException("BUG: nobody here has challenges of version 2");
      case ChallengeVerified verified -> verified(place, verified);
      case ChallengeFailed failed -> failed(place, failed);
    }
  }

  private void created(Validator validator, Place place, ChallengeCreated event) {
    world.counts().add(Counted.CHALLENGES);
    var one = new Open(validator, place.peer(), event);
    if (open.put(place, one) != null) {
      throw new Broken(
          Invariant.ONE_OPEN_CHALLENGE, place.worker() + " has a second open challenge");
    }
    byId.put(event.spec().id(), one);
    if (scores.isSurelyLeased(place.peer(), place.worker(), event.at())) {
      throw new Broken(
          Invariant.NO_LEASED_WORKER_CHALLENGED, place.worker() + " is leased and challenged");
    }
  }

  private Open at(Place place, Stage stage) {
    var one = open.get(place);
    if (one == null || one.stage != stage) {
      throw new Broken(
          stage == Stage.SENT ? Invariant.TARGETS_DRAWN_ONCE : Invariant.VERIFIED_HAS_EVIDENCE,
          "a challenge of " + place.worker() + " goes on that is not " + stage);
    }
    return one;
  }

  /// A commitment is answered, for the first time or again.
  public void answered(ChallengeId id, List<UnitTargets> targets) {
    var one = byId.get(id);
    if (one == null || one.targets.isEmpty() || !one.targets.equals(targets)) {
      throw new Broken(
          Invariant.TARGETS_DRAWN_ONCE, "targets of " + id + " are not those that were stored");
    }
  }

  private void verified(Place place, ChallengeVerified event) {
    world.counts().add(Counted.VERIFIED);
    var one = at(place, Stage.PROVEN);
    end(place, one);
    boolean complete =
        !one.targets.isEmpty()
            && one.targets.stream()
                .allMatch(
                    asked ->
                        one.proof.units().stream()
                            .anyMatch(
                                unit ->
                                    unit.unit().equals(asked.unit())
                                        && unit.rowHashes().size() == asked.rows().size()));
    if (!complete || !event.computeTime().equals(Duration.between(one.sentAt, one.committedAt))) {
      throw new Broken(
          Invariant.VERIFIED_HAS_EVIDENCE,
          place.worker() + " is verified in " + event.computeTime() + ", complete: " + complete);
    }
    if (!node(place).isHonest()) {
      throw new Broken(Invariant.CHEAT_GAINS_NOTHING, node(place) + " is verified");
    }
  }

  private void failed(Place place, ChallengeFailed event) {
    world.counts().failed(event.why());
    var one = Objects.requireNonNull(open.get(place));
    end(place, one);
    if (event.units().isEmpty()) {
      requireLate(place, one, event);
    } else if (node(place).isHonest()) {
      throw new Broken(Invariant.HONEST_LOSES_NOTHING, node(place) + " failed with " + event.why());
    } else {
      world.counts().add(Counted.LIES);
    }
  }

  /// Nothing else than time makes a challenge fail without a verdict, and time is nobody's fault
  /// who was not heard.
  private static void requireLate(Place place, Open one, ChallengeFailed event) {
    boolean isRight =
        event.why()
            == (one.wasInterrupted()
                ? Failure.VALIDATOR_AWAY
                : switch (one.stage) {
                  case CREATED -> Failure.NOT_COLLECTED;
                  case SENT -> Failure.COMMITMENT_LATE;
                  case COMMITTED -> Failure.PROOF_LATE;
                  case PROVEN -> Failure.NOT_JUDGED;
                });
    if (!isRight || !event.at().isAfter(one.deadline())) {
      throw new Broken(
          Invariant.HONEST_LOSES_NOTHING,
          place.worker() + " failed with " + event.why() + " before " + one.deadline());
    }
  }

  private void end(Place place, Open one) {
    open.remove(place);
    byId.remove(one.spec.id());
  }

  private WorkerNode node(Place place) {
    return place.peer().miner().workers().stream()
        .filter(worker -> worker.id().equals(place.worker()))
        .findFirst()
        .orElseThrow();
  }

  /// None of the validator's challenges is open longer than it may be.
  public void noneIsLate(Validator validator) {
    var now = validator.now();
    open.forEach(
        (place, one) -> {
          if (one.validator.equals(validator) && now.isAfter(one.deadline().plus(SLACK))) {
            throw new Broken(
                Invariant.EVERY_CHALLENGE_ENDS,
                "a challenge of "
                    + place.worker()
                    + " is "
                    + one.stage
                    + " at "
                    + now
                    + ", until "
                    + one.deadline());
          }
        });
  }
}
