package io.byteleap.redteam;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.loadtest.LoadProblem;
import io.byteleap.loadtest.Patience;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.validator.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// One strategy at the door of a real validator, round after round, on a thread of its own.
final class DoorPlayer {
  private static final InstantSource CLOCK = InstantSource.system();

  private final Strategy strategy;
  private final DoorMiner miner;
  private final DoorVerdicts verdicts;
  private final DoorBoard board;
  private final RandomGenerator random;
  private final WorkerKeypair keypair = WorkerKeypair.draw();
  private Instant beaten = Instant.MIN;

  DoorPlayer(
      Strategy strategy,
      DoorMiner miner,
      DoorVerdicts verdicts,
      DoorBoard board,
      RandomGenerator random) {
    this.strategy = strategy;
    this.miner = miner;
    this.verdicts = verdicts;
    this.board = board;
    this.random = random;
  }

  /// Plays so many rounds, or as many as there are within `patience` of waiting for each.
  List<Outcome> play(int rounds, Duration patience) throws LoadProblem {
    var outcomes = new ArrayList<Outcome>();
    var end = CLOCK.instant().plus(patience);
    while (outcomes.size() < rounds && CLOCK.instant().isBefore(end)) {
      beat();
      for (var challenge : miner.poll()) {
        double work = round(challenge);
        outcomes.add(verdicts.await(miner.hotkey(), challenge.challengeId(), work));
        end = CLOCK.instant().plus(patience);
      }
      Patience.pause(DoorTimes.LOOK);
    }
    return List.copyOf(outcomes);
  }

  private void beat() throws LoadProblem {
    var now = CLOCK.instant();
    if (beaten.equals(Instant.MIN) || now.isAfter(beaten.plus(DoorTimes.BEAT))) {
      miner.heartbeat(1, now);
      beaten = now;
    }
  }

  /// Returns the work done.
  private double round(Answer.ComputeChallenge challenge) throws LoadProblem {
    boolean exact = challenge.challengeType().equals(ExactParts.MATMUL_EXACT_V2);
    return switch (strategy.play()) {
      case Strategy.OfExact(var play) when exact -> exact(play, challenge);
      case Strategy.OfMatrix(var play) when !exact -> matrix(play, challenge);
      case Strategy.OfExact _, Strategy.OfMatrix _, Strategy.OfPay _ ->
          throw new LoadProblem(
              strategy.name() + " was given a challenge " + challenge.challengeType());
    };
  }

  private double exact(ExactPlay play, Answer.ComputeChallenge challenge) {
    var id = new ChallengeId(challenge.challengeId());
    var task = ExactParts.readOrder(challenge.data()).tasks(id).getFirst();
    var worker = new WorkerId(challenge.targetWorkerId());
    var unit = new ExactUnit(task, new UnitName(miner.hotkey(), worker, task.unit()), keypair);
    var last = board.lastOf(strategy.name(), unit, random);
    if (strategy.equals(DoorRuns.MATE)) {
      var desk = new DoorExactDesk(miner, unit, () -> board.mateIsKnown(unit));
      return play.play(new ExactHand(unit, unit, last, random), desk);
    }
    var hand = new ExactHand(unit, board.mate(), last, random);
    return play.play(hand, new DoorExactDesk(miner, unit, () -> {}));
  }

  private double matrix(MatrixPlay play, Answer.ComputeChallenge challenge) {
    var work = ChallengeParts.readMatrix(challenge.data());
    var mate = board.mateOf(strategy.name(), work, random);
    var last = board.lastOf(strategy.name(), work, random);
    return play.play(
        new MatrixHand(work, mate, last, random), new DoorMatrixDesk(miner, challenge));
  }
}
