package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.challenge.Challenge.Accept;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.Commit;
import io.byteleap.domain.challenge.Challenge.Event;
import io.byteleap.domain.challenge.Challenge.Expire;
import io.byteleap.domain.challenge.Challenge.Hand;
import io.byteleap.domain.challenge.Challenge.Order;
import io.byteleap.domain.challenge.Challenge.Prove;
import io.byteleap.domain.challenge.Challenge.Refuse;
import io.byteleap.domain.challenge.Challenge.Repeat;
import io.byteleap.domain.challenge.Challenge.Settle;
import io.byteleap.domain.challenge.Challenge.Watch;
import io.byteleap.domain.exact.ExactRefusal;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.SecretId;
import io.byteleap.domain.exact.UnitBook;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.merkle.MerkleRoot;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.HonestWorker;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ChallengeTest {
  private static final Instant T0 = Samples.T0;

  private final RandomGenerator random = Seeds.generator(1);
  private final ChallengeSpec spec = Samples.challenge("c-1", "w-1", random);
  private final HonestWorker worker = new HonestWorker(spec);
  private static final AtWork.HandOut HAND_OUT =
      new AtWork.HandOut(new Hotkey("5Miner"), new SecretId("s-1"), T0);

  private final Challenge exactCreated =
      Challenge.begin(
          new Challenge.ChallengeCreated(Samples.exactChallenge("c-2", "w-1", "-1"), T0));
  private final Challenge exactAtWork = exactCreated.evolve(new Challenge.KeysHandedOut(HAND_OUT));
  private final Challenge created = Challenge.begin(new Challenge.ChallengeCreated(spec, T0));

  @Test
  void honestWorker_isVerified_andItsTimeIsFromHandOutToCommitment() {
    var sent = accept(created, new Hand(), T0.plusSeconds(1));
    var committed = accept(sent, worker.commits(spec), T0.plusSeconds(3));
    var verifying = accept(committed, worker.proves(committed), T0.plusSeconds(4));
    var verified = accept(verifying, verdictOn(verifying), T0.plusSeconds(9));

    assertThat(verified)
        .isEqualTo(
            new Challenge.Verified(
                spec,
                Duration.ofSeconds(2),
                List.of(new Verdict.Sound(UnitId.CPU)),
                T0.plusSeconds(9)));
  }

  @Test
  void sameCommitmentAgain_getsTheSameTargets_anotherOneIsRefused() {
    var sent = accept(created, new Hand(), T0);
    var committed = accept(sent, worker.commits(spec), T0);
    var targets = ((Challenge.Committed) committed).answer().targets();

    assertThat(decide(committed, worker.commits(spec), T0.plusSeconds(1)))
        .isEqualTo(new Repeat(new Challenge.Targets(targets)));
    assertThat(decide(committed, commitTo("ab".repeat(32)), T0)).isInstanceOf(Refuse.class);
  }

  @Test
  void commitment_beforeHandOut_isRefused() {
    assertThat(decide(created, worker.commits(spec), T0)).isInstanceOf(Refuse.class);
  }

  @Test
  void commitment_ofAnotherWorker_isRefusedAndChangesNothing() {
    var sent = accept(created, new Hand(), T0);
    var foreign =
        new Commit(new WorkerId("w-9"), List.of(Commitment.ofCpu(new MerkleRoot("00".repeat(32)))));

    assertThat(decide(sent, foreign, T0))
        .isEqualTo(new Refuse("Worker ID mismatch: expected w-1, got w-9"));
  }

  @Test
  void commitment_afterItsDeadline_failsTheChallenge() {
    var sent = accept(created, new Hand(), T0);

    assertThat(decide(sent, worker.commits(spec), T0.plusSeconds(60)))
        .isInstanceOfSatisfying(
            Accept.class,
            accept -> assertThat(accept.event()).isInstanceOf(Challenge.RootCommitted.class));
    assertFails(sent, worker.commits(spec), T0.plusSeconds(61), Failure.COMMITMENT_LATE);
  }

  @Test
  void commitment_forAUnitThatWasNotAsked_failsTheChallenge() {
    var sent = accept(created, new Hand(), T0);
    var signature = new Commitment.Signature(1, "00".repeat(64));
    var gpu = new Commitment(new UnitId("GPU-1"), new MerkleRoot("00".repeat(32)), signature);

    assertFails(sent, new Commit(spec.worker(), List.of(gpu)), T0, Failure.UNKNOWN_UNIT);
    assertFails(sent, new Commit(spec.worker(), List.of()), T0, Failure.NO_COMMITMENT);
  }

  @Test
  void twoCommitmentsForOneUnit_failTheChallenge() {
    var sent = accept(created, new Hand(), T0);
    var twice = new Commit(spec.worker(), List.of(worker.commitment(), worker.commitment()));

    assertFails(sent, twice, T0, Failure.COMMITTED_TWICE);
  }

  @Test
  void proof_afterItsDeadline_failsTheChallenge() {
    var committed = accept(accept(created, new Hand(), T0), worker.commits(spec), T0);

    assertFails(committed, worker.proves(committed), T0.plusSeconds(121), Failure.PROOF_LATE);
  }

  @Test
  void proof_ofOtherUnits_isRefusedAndChangesNothing() {
    var committed = accept(accept(created, new Hand(), T0), worker.commits(spec), T0);

    assertThat(decide(committed, new Prove(new Proof(List.of())), T0)).isInstanceOf(Refuse.class);
  }

  @Test
  void sameProofAgain_isTakenAgain_anotherOneIsRefused() {
    var committed = accept(accept(created, new Hand(), T0), worker.commits(spec), T0);
    var verifying = accept(committed, worker.proves(committed), T0);
    var other =
        new Prove(
            new Proof(List.of(new UnitProof(UnitId.CPU, List.of(), List.of(), Numbers.NONE))));

    assertThat(decide(verifying, worker.proves(committed), T0.plusSeconds(500)))
        .isEqualTo(new Repeat(new Challenge.Queued()));
    assertThat(decide(verifying, other, T0)).isInstanceOf(Refuse.class);
  }

  @Test
  void notCollected_isNotChargedToTheWorker() {
    var failed = accept(created, new Expire(), T0.plusSeconds(21));

    assertThat(failed)
        .isEqualTo(
            new Challenge.Failed(spec, Failure.NOT_COLLECTED, List.of(), T0.plusSeconds(21)));
    assertThat(Failure.NOT_COLLECTED.isCharged()).isFalse();
    assertThat(Failure.VALUES_DIFFER.isCharged()).isTrue();
  }

  @Test
  void whatTheValidatorMissedWhileItWasAway_isChargedToNobody() {
    var sent = accept(created, new Hand(), T0);
    var committed = accept(sent, worker.commits(spec), T0);
    var back = T0.plus(Duration.ofHours(1));

    for (Challenge waiting : List.of(created, sent, committed)) {
      var deadline = waiting.deadline(back).orElseThrow();
      var late = new Watch(back, deadline.plusSeconds(1));

      assertThat(decide(waiting, new Expire(), new Watch(back, deadline)))
          .isInstanceOf(Refuse.class);
      assertThat(((Accept) decide(waiting, new Expire(), late)).event())
          .isEqualTo(new ChallengeFailed(Failure.VALIDATOR_AWAY, late.now()));
    }
    assertThat(sent.deadline(back)).contains(back.plus(Samples.PATIENCE.commit()));
    assertThat(Failure.VALIDATOR_AWAY.isCharged()).isFalse();
  }

  @Test
  void answerThatComesAfterTheValidatorIsBack_counts() {
    var sent = accept(created, new Hand(), T0);
    var watch = new Watch(T0.plusSeconds(600), T0.plusSeconds(601));

    var committed = sent.evolve(((Accept) decide(sent, worker.commits(spec), watch)).event());
    var proven = (Accept) decide(committed, worker.proves(committed), watch);

    assertThat(proven.event()).isInstanceOf(Challenge.ProofReceived.class);
  }

  @Test
  void waitThatBeganAfterTheValidatorCameBack_isChargedAsEver() {
    var sent = accept(created, new Hand(), T0.plusSeconds(10));
    var late = new Watch(T0.plusSeconds(10), T0.plusSeconds(71));

    assertThat(((Accept) decide(sent, new Expire(), late)).event())
        .isEqualTo(new ChallengeFailed(Failure.COMMITMENT_LATE, late.now()));
  }

  @Test
  void proofThatCannotBeJudged_isChargedToNobody() {
    var committed = accept(accept(created, new Hand(), T0), worker.commits(spec), T0);
    var verifying = accept(committed, worker.proves(committed), T0);

    assertFails(verifying, new Challenge.GiveUp(), T0, Failure.NOT_JUDGED);
    assertThat(Failure.NOT_JUDGED.isCharged()).isFalse();
  }

  @Test
  void everyStateThatIsNotFinal_hasADeadline() {
    for (Challenge state : oneOfEachState()) {
      assertThat(state.deadline(T0).isPresent()).as(name(state)).isNotEqualTo(state.isFinal());
    }
  }

  @Test
  void verdictThatDoesNotCome_isChargedToNobody() {
    var committed = accept(accept(created, new Hand(), T0), worker.commits(spec), T0);
    var verifying = accept(committed, worker.proves(committed), T0.plusSeconds(10));
    var deadline = T0.plusSeconds(10).plus(Samples.PATIENCE.judge());

    assertThat(verifying.deadline(T0)).contains(deadline);
    assertThat(decide(verifying, new Expire(), deadline)).isInstanceOf(Refuse.class);
    assertFails(verifying, new Expire(), deadline.plusMillis(1), Failure.NOT_JUDGED);
  }

  /// Takes every order in every state, early and late, and writes down which state follows which by
  /// which event: exactly the transitions that are declared.
  @Test
  void transitions_areTheOnesDeclared_eachIsTaken() {
    Set<Transition> taken = new HashSet<>();
    for (Challenge state : oneOfEachStateAndVersion()) {
      for (Order order : ordersFor(state)) {
        for (Instant now : List.of(T0, T0.plus(Duration.ofDays(1)))) {
          if (decide(state, order, now) instanceof Accept(var event, _)) {
            var transition = Transition.of(state, event).orElseThrow();
            assertThat(state.evolve(event)).isInstanceOf(transition.to());
            taken.add(transition);
          }
        }
      }
    }

    assertThat(taken).containsExactlyInAnyOrder(Transition.values());
  }

  @Test
  void everyOtherPair_ofStateAndEvent_isABug() {
    List<Challenge> states = oneOfEachState();
    assertThat(states.stream().map(Object::getClass))
        .containsExactlyInAnyOrder(Challenge.class.getPermittedSubclasses());
    List<Event> events = oneOfEachEvent();
    assertThat(events.stream().map(Object::getClass))
        .containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    int refused = 0;
    for (Challenge state : states) {
      for (Event event : events) {
        if (Transition.of(state, event).isEmpty()) {
          assertThatThrownBy(() -> state.evolve(event))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith("BUG:");
          refused++;
        }
      }
    }

    assertThat(refused).isEqualTo(states.size() * events.size() - Transition.values().length);
  }

  @Test
  void noTwoTransitions_haveTheSameStateAndEvent() {
    for (Transition one : Transition.values()) {
      for (Transition other : Transition.values()) {
        assertThat(one == other || one.from() != other.from() || one.event() != other.event())
            .isTrue();
      }
    }
  }

  private List<Event> oneOfEachEvent() {
    return List.of(
        new Challenge.ChallengeCreated(spec, T0),
        new Challenge.ChallengeSent(T0),
        new Challenge.RootCommitted(List.of(worker.commitment()), List.of(), T0),
        new Challenge.ProofReceived(new Proof(List.of()), T0),
        new Challenge.KeysHandedOut(HAND_OUT),
        settled(new ExactVerdict.Sound()),
        new Challenge.ChallengeVerified(Duration.ZERO, List.of(), T0),
        new ChallengeFailed(Failure.COMMITMENT_LATE, T0));
  }

  private List<Challenge> oneOfEachState() {
    var sent = accept(created, new Hand(), T0);
    var committed = accept(sent, worker.commits(spec), T0);
    var verifying = accept(committed, worker.proves(committed), T0);
    return List.of(
        created,
        sent,
        committed,
        verifying,
        exactAtWork,
        accept(verifying, verdictOn(verifying), T0),
        accept(created, new Expire(), T0.plusSeconds(21)));
  }

  /// With version 2 before its hand-out, and with all its verdicts.
  private List<Challenge> oneOfEachStateAndVersion() {
    var refused = new ExactVerdict.Refused(ExactRefusal.PRODUCT_WRONG);
    return Stream.concat(
            oneOfEachState().stream(),
            Stream.of(
                exactCreated,
                exactAtWork.evolve(settled(new ExactVerdict.Sound())),
                exactAtWork.evolve(settled(refused))))
        .toList();
  }

  private static Event settled(ExactVerdict verdict) {
    return new Challenge.UnitStepped(UnitId.CPU, new UnitChallenge.UnitSettled(verdict, T0));
  }

  private List<Order> ordersFor(Challenge state) {
    var unsound = new Verdict.Unsound(UnitId.CPU, Failure.VALUES_DIFFER);
    Order proof =
        state instanceof Challenge.Committed
            ? worker.proves(state)
            : new Prove(new Proof(List.of()));
    return List.of(
        new Hand(),
        worker.commits(spec),
        proof,
        new Settle(new Verdict(List.of(new Verdict.Sound(UnitId.CPU)))),
        new Settle(new Verdict(List.of(unsound))),
        new Challenge.GiveUp(),
        new Challenge.HandKeys(HAND_OUT),
        new Challenge.OfUnit(
            UnitId.CPU, new UnitChallenge.Refuse(ExactRefusal.GIVEN_UP), UnitBook.EMPTY),
        new Expire());
  }

  private Settle verdictOn(Challenge verifying) {
    var state = (Challenge.Verifying) verifying;
    return new Settle(
        Verification.judge(
            spec, state.answer().commitments(), state.answer().targets(), state.proof()));
  }

  private Commit commitTo(String root) {
    return new Commit(spec.worker(), List.of(Commitment.ofCpu(new MerkleRoot(root))));
  }

  private Challenge.Decision decide(Challenge challenge, Order order, Instant now) {
    return decide(challenge, order, new Watch(T0, now));
  }

  private Challenge.Decision decide(Challenge challenge, Order order, Watch watch) {
    return challenge.decide(order, watch, random);
  }

  private Challenge accept(Challenge challenge, Order order, Instant now) {
    return challenge.evolve(((Accept) decide(challenge, order, now)).event());
  }

  private void assertFails(Challenge challenge, Order order, Instant now, Failure why) {
    assertThat(decide(challenge, order, now))
        .isInstanceOfSatisfying(
            Accept.class,
            accept -> assertThat(accept.event()).isEqualTo(new ChallengeFailed(why, now)));
  }

  private static String name(Challenge state) {
    return state.getClass().getSimpleName();
  }
}
