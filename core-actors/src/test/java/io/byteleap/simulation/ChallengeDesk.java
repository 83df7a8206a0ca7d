package io.byteleap.simulation;

import io.byteleap.domain.challenge.Candidate;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Challenge.Accept;
import io.byteleap.domain.challenge.Challenge.Order;
import io.byteleap.domain.challenge.Challenge.Refuse;
import io.byteleap.domain.challenge.Challenge.Repeat;
import io.byteleap.domain.challenge.Challenge.Verifying;
import io.byteleap.domain.challenge.Challenge.Watch;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.Round.Step;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.Verification;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.simulation.Call.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// The challenges of one miner at one validator: issued, handed out, answered, judged, and ended
/// when they run out of time.
final class ChallengeDesk {
  private static final int EVENTS_PER_SNAPSHOT = 500;
  private static final int MATRIX_SIZE = 4;
  private static final TargetPolicy TARGETS = new TargetPolicy(2, 0.5);
  private static final int JUDGING_MILLIS_MAX = 3_000;

  private final World world;
  private final ValidatorNode validator;
  private final Peer peer;
  private final Kept<Round, Step> round;
  private Instant armed = Instant.MAX;

  ChallengeDesk(World world, ValidatorNode validator, Peer peer) {
    this.world = world;
    this.validator = validator;
    this.peer = peer;
    this.round = new Kept<>(Round.NONE, Round::evolve, world, EVENTS_PER_SNAPSHOT);
  }

  Round round() {
    return round.state();
  }

  void issue(List<Candidate> idle) {
    var now = validator.now();
    store(
        round.state().free(idle).stream()
            .map(candidate -> new Challenge.ChallengeCreated(drawn(candidate), now))
            .map(event -> new Step(event.spec().worker(), event))
            .toList());
  }

  private ChallengeSpec drawn(Candidate candidate) {
    var random = validator.random();
    var matrix = new MatrixSpec(MatrixSeed.draw(random), MATRIX_SIZE, 1);
    return new ChallengeSpec(
        new ChallengeId(RandomUuid.draw(random).toString()),
        candidate.worker(),
        new CpuWork(matrix, TARGETS),
        world.scenario().pace().challenges().patience());
  }

  Answer collect() {
    var steps = steps(new Challenge.Hand());
    var handed =
        steps.stream()
            .filter(step -> step.event() instanceof Challenge.ChallengeSent)
            .flatMap(step -> round.state().of(step.worker()).stream())
            .map(Challenge::spec)
            .toList();
    store(steps);
    return new Call.Collected(handed);
  }

  Answer commit(Call.Commit commit) {
    return ordered(commit.challenge(), new Challenge.Commit(commit.worker(), commit.commitments()));
  }

  Answer prove(Call.Prove prove) {
    return ordered(prove.challenge(), new Challenge.Prove(prove.proof()));
  }

  private Answer ordered(ChallengeId id, Order order) {
    var challenge = round.state().find(id);
    if (challenge.isEmpty()) {
      return new Call.Refused("Challenge " + id + " not found");
    }
    return switch (decide(challenge.get(), order)) {
      case Accept(var event, var reply) -> {
        store(List.of(new Step(challenge.get().spec().worker(), event)));
        round.state().find(id).ifPresent(this::judgeIfProven);
        yield answer(id, reply);
      }
      case Repeat(var reply) -> answer(id, reply);
      case Refuse(var says) -> new Call.Refused(says);
    };
  }

  private Answer answer(ChallengeId id, Challenge.Reply reply) {
    return switch (reply) {
      case Challenge.Targets(var units) -> {
        world.auditor().challenges().answered(id, units);
        yield new Call.Targets(units);
      }
      case Challenge.Queued() -> new Call.ProofTaken();
      case Challenge.Ended(var says) -> new Call.Refused(says);
      case Challenge.Done _, Challenge.UnitAsked _, Challenge.UnitOver _ ->
          throw new IllegalStateException("BUG: nobody asked for " + reply);
    };
  }

  private Challenge.Decision decide(Challenge challenge, Order order) {
    return world.machines().decide(challenge, order, watch(), validator.random());
  }

  private Watch watch() {
    return new Watch(validator.since(), validator.now());
  }

  /// What `order` means for the open challenges.
  private List<Step> steps(Order order) {
    return round
        .state()
        .open()
        .flatMap(
            held ->
                decide(held, order) instanceof Accept(var event, _)
                    ? Stream.of(new Step(held.spec().worker(), event))
                    : Stream.empty())
        .toList();
  }

  private void store(List<Step> steps) {
    if (steps.isEmpty()) {
      return;
    }
    validator.store(
        round,
        steps,
        () -> {
          world.auditor().challenges().stored(validator, peer, steps);
          steps.forEach(step -> validator.weights().work().take(peer.miner().hotkey(), step));
          arm();
        });
  }

  /// Sets the alarm for the next deadline, unless an earlier one is set.
  private void arm() {
    var next = round.state().nextDeadline(validator.since()).map(world.machines()::alarm);
    if (next.isPresent() && next.get().isBefore(armed)) {
      armed = next.get();
      var set = armed;
      validator.after(
          Duration.between(validator.now(), set).plusMillis(1),
          "a deadline",
          () -> {
            if (armed.equals(set)) {
              armed = Instant.MAX;
              store(steps(new Challenge.Expire()));
              arm();
            }
          });
    }
  }

  private void judgeIfProven(Challenge challenge) {
    if (challenge instanceof Verifying(var spec, _, var answer, var proof, _)) {
      validator.after(
          Duration.ofMillis(1 + validator.random().nextInt(JUDGING_MILLIS_MAX)),
          "a verdict",
          () -> {
            var verdict = Verification.judge(spec, answer.commitments(), answer.targets(), proof);
            round
                .state()
                .find(spec.id())
                .filter(held -> !held.isFinal())
                .ifPresent(held -> settle(held, new Challenge.Settle(verdict)));
          });
    }
  }

  private void settle(Challenge held, Order order) {
    if (decide(held, order) instanceof Accept(var event, _)) {
      store(List.of(new Step(held.spec().worker(), event)));
    }
  }

  /// After a restart: what was proven is judged, and time is given again.
  void recover() {
    round.recover();
    armed = Instant.MAX;
    round.state().open().forEach(this::judgeIfProven);
    arm();
  }
}
