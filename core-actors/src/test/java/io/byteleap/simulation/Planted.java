package io.byteleap.simulation;

import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.scoring.MinerEvidence;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerLedger.WorkersSeen;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Opening;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.session.SecureSession;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.weights.WeightEpoch;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Faults that are planted into the domain, each of which a world must catch. Most happen seldom,
/// as the ones that are looked for do.
@SuppressWarnings("ImmutableEnumChecker") // a supplier and a set that nobody changes
public enum Planted {
  /// The journal loses one event of many.
  LOST_EVENT(Planted::lostEvent, Invariant.NOTHING_IS_FORGOTTEN, Invariant.NO_BUG),
  /// A worker that was heard is left out of what is stored.
  UNSEEN_WORKER(Planted::unseenWorker, Invariant.HONEST_LOSES_NOTHING),
  /// A heartbeat counts for the next five minutes too.
  DOUBLE_CREDIT(Planted::doubleCredit, Invariant.CHEAT_GAINS_NOTHING),
  /// Of two heartbeats in one bucket the second one counts for an earlier bucket.
  CREDIT_FOR_YESTERDAY(Planted::creditForYesterday, Invariant.CHEAT_GAINS_NOTHING),
  /// Scores are made of more than a lease is worth.
  WINDOW_TOO_LONG(
      Planted::windowTooLong, Invariant.CHEAT_GAINS_NOTHING, Invariant.HONEST_LOSES_NOTHING),
  /// A box is sealed and its number is not remembered.
  REUSED_NUMBER(Planted::reusedNumber, Invariant.SEQUENCE_NUMBER_USED_ONCE),
  /// A box that was taken before is taken again.
  REPLAY_TAKEN(Planted::replayTaken, Invariant.SEQUENCE_NUMBER_USED_ONCE),
  /// Who commits again is asked something else.
  TARGETS_DRAWN_TWICE(Planted::targetsDrawnTwice, Invariant.TARGETS_DRAWN_ONCE),
  /// An unsound proof passes.
  LIE_BELIEVED(Planted::lieBelieved, Invariant.CHEAT_GAINS_NOTHING),
  /// A sound proof fails.
  TRUTH_NOT_BELIEVED(Planted::truthNotBelieved, Invariant.HONEST_LOSES_NOTHING),
  /// The time of the work is the worker's whole time, to the proof.
  TIME_OF_THE_PROOF(Planted::timeOfTheProof, Invariant.VERIFIED_HAS_EVIDENCE),
  /// Nobody looks at deadlines.
  DEADLINE_FORGOTTEN(Planted::deadlineForgotten, Invariant.EVERY_CHALLENGE_ENDS),
  /// Weights are set twice as often as they may be.
  HALF_A_TEMPO(Planted::halfATempo, Invariant.ONCE_PER_EPOCH);

  private static final int SELDOM = 50;

  private final Supplier<Machines> machines;
  private final Set<Invariant> caughtBy;

  Planted(Supplier<Machines> machines, Invariant first, Invariant... others) {
    this.machines = machines;
    this.caughtBy = EnumSet.of(first, others);
  }

  public Machines machines() {
    return machines.get();
  }

  public Set<Invariant> caughtBy() {
    return caughtBy;
  }

  /// True once in so many times.
  private static final class Seldom {
    private final int oneIn;
    private int count;

    Seldom(int oneIn) {
      this.oneIn = oneIn;
    }

    boolean now() {
      count++;
      return count % oneIn == 0;
    }
  }

  private static Machines lostEvent() {
    var seldom = new Seldom(SELDOM);
    return new Machines() {
      @Override
      public <E> List<E> written(List<E> events) {
        return seldom.now() ? events.subList(0, events.size() - 1) : events;
      }
    };
  }

  private static Machines unseenWorker() {
    var seldom = new Seldom(SELDOM);
    return new Machines() {
      @Override
      public MinerLedger evolve(MinerLedger ledger, MinerLedger.Event event) {
        return event instanceof WorkersSeen(var bucket, var workers) && seldom.now()
            ? ledger.evolve(new WorkersSeen(bucket, workers.subList(1, workers.size())))
            : ledger.evolve(event);
      }
    };
  }

  private static Machines doubleCredit() {
    return crediting(1);
  }

  private static Machines creditForYesterday() {
    return crediting(-1);
  }

  /// Whoever is seen is also seen so many buckets later.
  private static Machines crediting(int later) {
    var seldom = new Seldom(SELDOM / 5);
    return new Machines() {
      @Override
      public MinerLedger.Decision decide(MinerLedger ledger, MinerLedger.Order order, Instant now) {
        var decision = ledger.decide(order, now);
        return decision instanceof MinerLedger.Accept(var events, var reply)
                && !events.isEmpty()
                && events.getLast() instanceof WorkersSeen(var bucket, List<WorkerId> workers)
                && seldom.now()
            ? new MinerLedger.Accept(
                Stream.concat(
                        events.stream(),
                        Stream.of(new WorkersSeen(new Bucket(bucket.index() + later), workers)))
                    .toList(),
                reply)
            : decision;
      }
    };
  }

  private static Machines windowTooLong() {
    return new Machines() {
      @Override
      public MinerScore score(MinerLedger ledger, ScoreBasis basis, MinerEvidence evidence) {
        var later =
            new ScoreBasis(basis.policy(), basis.served(), basis.at().plus(Duration.ofHours(1)));
        return MinerScore.of(ledger, later, evidence);
      }
    };
  }

  private static Machines reusedNumber() {
    var seldom = new Seldom(SELDOM);
    return new Machines() {
      @Override
      public Optional<SecureSession.Sealing> seal(
          SecureSession session, MessageType type, Bytes plaintext) {
        var sealing = session.seal(type, plaintext);
        return seldom.now()
            ? sealing.map(made -> new SecureSession.Sealing(session, made.box()))
            : sealing;
      }
    };
  }

  private static Machines replayTaken() {
    return new Machines() {
      @Override
      public SecureSession.Opened open(
          SecureSession session, SealedBox box, MessageType type, Instant now) {
        var opened = session.open(box, type, now);
        return opened.opening() instanceof Opening.Refused(var why)
                && why == Opening.Why.BAD_SEQUENCE
            ? new SecureSession.Opened(
                session,
                SecureSession.begin(
                        session.id(), session.self(), session.keys(), session.expiresAt())
                    .open(box, type, now)
                    .opening())
            : opened;
      }
    };
  }

  private static Machines deciding(Patch patch) {
    return new Machines() {
      @Override
      public Challenge.Decision decide(
          Challenge challenge,
          Challenge.Order order,
          Challenge.Watch watch,
          RandomGenerator random) {
        return patch.apply(challenge, order, challenge.decide(order, watch, random), random);
      }
    };
  }

  private interface Patch {
    Challenge.Decision apply(
        Challenge challenge,
        Challenge.Order order,
        Challenge.Decision decision,
        RandomGenerator random);
  }

  private static Machines targetsDrawnTwice() {
    return deciding(
        (challenge, _, decision, random) ->
            decision instanceof Challenge.Repeat(Challenge.Targets(var units))
                ? new Challenge.Repeat(
                    new Challenge.Targets(
                        challenge
                            .spec()
                            .work()
                            .drawTargets(units.stream().map(unit -> unit.unit()).toList(), random)))
                : decision);
  }

  private static Machines lieBelieved() {
    return deciding(
        (challenge, _, decision, _) ->
            decision instanceof Challenge.Accept(Challenge.ChallengeFailed failed, var reply)
                    && challenge instanceof Challenge.Verifying proven
                    && !failed.units().isEmpty()
                ? new Challenge.Accept(
                    new Challenge.ChallengeVerified(
                        Duration.between(proven.sentAt(), proven.answer().committedAt()),
                        failed.units(),
                        failed.at()),
                    reply)
                : decision);
  }

  private static Machines truthNotBelieved() {
    var seldom = new Seldom(SELDOM / 5);
    return deciding(
        (_, _, decision, _) ->
            decision instanceof Challenge.Accept(Challenge.ChallengeVerified verified, var reply)
                    && seldom.now()
                ? new Challenge.Accept(
                    new Challenge.ChallengeFailed(
                        Failure.VALUES_DIFFER,
                        verified.units().stream()
                            .<Verdict.UnitVerdict>map(
                                unit -> new Verdict.Unsound(unit.unit(), Failure.VALUES_DIFFER))
                            .toList(),
                        verified.at()),
                    reply)
                : decision);
  }

  private static Machines timeOfTheProof() {
    return deciding(
        (challenge, _, decision, _) ->
            decision instanceof Challenge.Accept(Challenge.ChallengeVerified verified, var reply)
                    && challenge instanceof Challenge.Verifying proven
                ? new Challenge.Accept(
                    new Challenge.ChallengeVerified(
                        Duration.between(proven.sentAt(), proven.provenAt()),
                        verified.units(),
                        verified.at()),
                    reply)
                : decision);
  }

  private static Machines deadlineForgotten() {
    return new Machines() {
      @Override
      public Instant alarm(Instant deadline) {
        return deadline.plus(Duration.ofHours(1));
      }
    };
  }

  private static Machines halfATempo() {
    return new Machines() {
      @Override
      public WeightEpoch.Decision decide(
          WeightEpoch epoch, WeightEpoch.ChainView view, WeightEpoch.Rhythm rhythm, Instant now) {
        return epoch.decide(view, new WeightEpoch.Rhythm(rhythm.tempo() / 2, rhythm.ageMax()), now);
      }
    };
  }
}
