package io.byteleap.redteam;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Rounds of challenge v1 in simulated time: the validator's own decisions and verification,
/// without a network.
final class MatrixArena {
  /// Small; what is shown does not depend on it.
  static final int SIZE = 256;

  /// Rows opened as a validator has it that configures nothing: 25 to 75.
  static final TargetPolicy ROWS = new TargetPolicy(50, 0.5);

  private static final ChallengeSpec.Patience PATIENCE =
      new ChallengeSpec.Patience(
          Duration.ofMinutes(8),
          Duration.ofSeconds(60),
          Duration.ofMinutes(2),
          Duration.ofHours(1));

  private MatrixArena() {}

  /// The chance that a round hits one of `wrong` rows.
  static double hit(int wrong) {
    return Chances.hit(SIZE, wrong, 2 * ROWS.rows() - ROWS.largest(), ROWS.largest());
  }

  /// Plays one round; `random` decides all that chance decides.
  static Outcome play(MatrixPlay play, RandomGenerator random) {
    return play(play, 1, random);
  }

  /// The same with a product that is multiplied on, `iterations` times in all.
  static Outcome play(MatrixPlay play, int iterations, RandomGenerator random) {
    var work = draw(iterations, random);
    var spec =
        new ChallengeSpec(
            new ChallengeId(RandomUuid.draw(random).toString()),
            new WorkerId("w-1"),
            new CpuWork(work, ROWS),
            PATIENCE);
    var desk = new SimulatedMatrixDesk(spec, random);
    var mate = draw(iterations, random);
    var last = draw(iterations, random);
    double done = play.play(new MatrixHand(work, mate, last, random), desk);
    return desk.outcome(done);
  }

  private static MatrixSpec draw(int iterations, RandomGenerator random) {
    return new MatrixSpec(MatrixSeed.draw(random), SIZE, iterations);
  }
}
