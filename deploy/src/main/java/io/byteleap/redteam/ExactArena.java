package io.byteleap.redteam;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.exact.Bell;
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
import io.byteleap.domain.exact.Stint;
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
import io.byteleap.validator.challenge.ExactPolicy;
import java.time.Duration;
import java.time.Instant;
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

  private static final UnitChallenge.Patience PATIENCE_AT_MUSTERS =
      new UnitChallenge.Patience(
          ExactPolicy.On.MUSTER_PATIENCE, ExactPolicy.On.MUSTER_PATIENCE, PATIENCE_OF_ALL.judge());

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
    var seat = new Seat(SimulatedExactDesk.START, new Bell.None(), new Stint.Whole(), PATIENCE);
    return seated(seat, timing, random, (hand, desk) -> play.play(hand, desk));
  }

  /// Plays the part of a unit at a muster that has its keys at `handedAt` and commits at
  /// `committedAt`, which is later.
  Outcome play(
      ExactPlay play,
      Muster muster,
      Instant handedAt,
      Instant committedAt,
      RandomGenerator random) {
    var seat = new Seat(handedAt, muster.bell(), muster.stint(handedAt), PATIENCE_AT_MUSTERS);
    return seated(
        seat,
        Timing.NONE,
        random,
        (hand, desk) -> {
          desk.passUntil(committedAt);
          return play.play(hand, desk);
        });
  }

  /// When a unit has its keys, until when it works, and how long is waited for it.
  private record Seat(Instant handedAt, Bell bell, Stint stint, UnitChallenge.Patience patience) {}

  private interface SeatedPlay {
    double play(ExactHand hand, SimulatedExactDesk desk);
  }

  private Outcome seated(Seat seat, Timing timing, RandomGenerator random, SeatedPlay play) {
    var secret = RoundSecret.draw(random);
    var own = unit(OWN_UNIT, keypair, secret, seat.stint(), random);
    var mateName = new UnitName(OTHER, new WorkerId("w-2"), UnitId.CPU);
    var mate = unit(mateName, keypairOfMate, secret, seat.stint(), random);
    var last = unit(own.name(), keypair, RoundSecret.draw(random), seat.stint(), random);
    var check = RoundCheck.computed(own.task().keyOfB(), SHAPE.size(), random);
    var book = UnitBook.EMPTY.with(mate.name(), keypairOfMate.key());
    var spec =
        new UnitChallenge.Spec(
            own.task().challenge(),
            own.name(),
            SHAPE,
            new UnitTerms(rowsAsked(), timing.envelope()),
            seat.patience(),
            seat.bell());
    var desk =
        new SimulatedExactDesk(
            new UnitChallenge.Computing(spec, seat.handedAt()),
            own.task(),
            known(book, random),
            check,
            judge,
            timing.roundTrip(),
            random);
    double work = play.play(new ExactHand(own, mate, last, random), desk);
    return desk.outcome(work);
  }

  /// Half the units were there before, and are bound to their key.
  private UnitBook known(UnitBook book, RandomGenerator random) {
    return random.nextBoolean() ? book.with(OWN_UNIT, keypair.key()) : book;
  }

  private static ExactUnit unit(
      UnitName name,
      WorkerKeypair keypair,
      RoundSecret secret,
      Stint stint,
      RandomGenerator random) {
    var challenge = new ChallengeId(RandomUuid.draw(random).toString());
    var task =
        new ExactTask(
            challenge,
            name.unit(),
            SHAPE,
            secret.keyOfA(name.hotkey(), name.worker(), name.unit(), challenge),
            secret.keyOfB(SHAPE.size()),
            stint);
    return new ExactUnit(task, name, keypair);
  }
}
