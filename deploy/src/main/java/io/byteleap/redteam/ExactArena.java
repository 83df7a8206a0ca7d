package io.byteleap.redteam;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.OpeningCheck;
import io.byteleap.domain.exact.RoundCheck;
import io.byteleap.domain.exact.RoundSecret;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.RowPolicy;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.exact.UnitTerms;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// Rounds of challenge v2 in simulated time: the validator's own decisions, frames and check,
/// without a network. Every round has a secret of its own.
final class ExactArena {
  /// The smallest that has whole tiles: what is shown does not depend on the size.
  static final ExactShape SHAPE = new ExactShape(128, 2);

  /// Rows opened of a unit without doubts, as a validator has it that configures nothing.
  static final RowPolicy ROWS = new RowPolicy(4, 64);

  /// How long a challenge waits for its miner, and for each step after.
  static final ChallengeSpec.Patience PATIENCE_OF_ALL =
      new ChallengeSpec.Patience(
          Duration.ofMinutes(8),
          Duration.ofSeconds(60),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5));

  private static final UnitChallenge.Patience PATIENCE =
      new UnitChallenge.Patience(
          PATIENCE_OF_ALL.commit(), PATIENCE_OF_ALL.prove(), PATIENCE_OF_ALL.judge());

  private static final Hotkey OWN = new Hotkey("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty");
  private static final UnitName OWN_UNIT = new UnitName(OWN, new WorkerId("w-1"), UnitId.CPU);
  private static final Hotkey OTHER =
      new Hotkey("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");

  private final Judge judge;
  private final WorkerKeypair keypair = WorkerKeypair.draw();
  private final WorkerKeypair keypairOfMate = WorkerKeypair.draw();

  /// How openings are judged.
  @FunctionalInterface
  interface Judge {
    /// The validator's own.
    Judge REAL = OpeningCheck::judge;

    ExactVerdict judge(
        ExactTask task,
        TreeHash root,
        List<Integer> asked,
        List<OpenedRow> opened,
        RoundCheck check);
  }

  ExactArena(Judge judge) {
    this.judge = judge;
  }

  /// This time, as a share of what is waited for a commitment.
  static double shareOf(Duration time) {
    return (double) time.toNanos() / PATIENCE.commit().toNanos();
  }

  /// Rows that are asked for in every round.
  static int rowsAsked() {
    return ROWS.count(SHAPE, 0);
  }

  /// When a unit is credible, and what its miner makes the validator believe of the way.
  record Timing(Envelope envelope, RoundTrip roundTrip) {
    private static final Timing NONE = new Timing(new Envelope.None(), new RoundTrip.Unknown());
  }

  /// Plays one round of a unit of no model; `random` decides all that chance decides but the units'
  /// keys.
  Outcome play(ExactPlay play, RandomGenerator random) {
    return play(play, Timing.NONE, random);
  }

  /// The same of a unit with an envelope.
  Outcome play(ExactPlay play, Timing timing, RandomGenerator random) {
    var secret = RoundSecret.draw(random);
    var own = unit(OWN_UNIT, keypair, secret, random);
    var mate =
        unit(new UnitName(OTHER, new WorkerId("w-2"), UnitId.CPU), keypairOfMate, secret, random);
    var last = unit(own.name(), keypair, RoundSecret.draw(random), random);
    var check = RoundCheck.computed(own.task().keyOfB(), SHAPE.size(), random);
    var book = UnitBook.EMPTY.with(mate.name(), keypairOfMate.key());
    var spec =
        new UnitChallenge.Spec(
            own.task().challenge(),
            own.name(),
            SHAPE,
            new UnitTerms(rowsAsked(), timing.envelope()),
            PATIENCE);
    var desk =
        new SimulatedExactDesk(
            spec, own.task(), known(book, random), check, judge, timing.roundTrip(), random);
    double work = play.play(new ExactHand(own, mate, last, random), desk);
    return desk.outcome(work);
  }

  /// Half the units were there before, and are bound to their key.
  private UnitBook known(UnitBook book, RandomGenerator random) {
    return random.nextBoolean() ? book.with(OWN_UNIT, keypair.key()) : book;
  }

  private static ExactUnit unit(
      UnitName name, WorkerKeypair keypair, RoundSecret secret, RandomGenerator random) {
    var challenge = new ChallengeId(RandomUuid.draw(random).toString());
    var task =
        new ExactTask(
            challenge,
            name.unit(),
            SHAPE,
            secret.keyOfA(name.hotkey(), name.worker(), name.unit(), challenge),
            secret.keyOfB(SHAPE.size()));
    return new ExactUnit(task, name, keypair);
  }
}
