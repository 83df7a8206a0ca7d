package io.byteleap.domain.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.ChallengeErrand.Abandoned;
import io.byteleap.domain.challenge.ChallengeErrand.AskProof;
import io.byteleap.domain.challenge.ChallengeErrand.Computed;
import io.byteleap.domain.challenge.ChallengeErrand.Computing;
import io.byteleap.domain.challenge.ChallengeErrand.DeadlinePassed;
import io.byteleap.domain.challenge.ChallengeErrand.Delivered;
import io.byteleap.domain.challenge.ChallengeErrand.Failed;
import io.byteleap.domain.challenge.ChallengeErrand.Input;
import io.byteleap.domain.challenge.ChallengeErrand.NothingAsked;
import io.byteleap.domain.challenge.ChallengeErrand.Opened;
import io.byteleap.domain.challenge.ChallengeErrand.Over;
import io.byteleap.domain.challenge.ChallengeErrand.Received;
import io.byteleap.domain.challenge.ChallengeErrand.SendCommitment;
import io.byteleap.domain.challenge.ChallengeErrand.SendProof;
import io.byteleap.domain.challenge.ChallengeErrand.TargetsGiven;
import io.byteleap.domain.merkle.MerkleRoot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ChallengeErrandTest {
  private static final List<Commitment> COMMITMENTS =
      List.of(Commitment.ofCpu(new MerkleRoot("ab".repeat(32))));
  private static final List<UnitTargets> TARGETS = List.of(UnitTargets.rowsOfCpu(List.of(1)));
  private static final Proof PROOF = new Proof(List.of());

  @Test
  void errand_takesEachAnswerToTheOtherSide() {
    var computed = new Computing().step(new Computed(COMMITMENTS));
    var asked = computed.next().step(new TargetsGiven(TARGETS));
    var opened = asked.next().step(new Opened(PROOF));
    var received = opened.next().step(new Received());

    assertThat(computed.outputs()).containsExactly(new SendCommitment(COMMITMENTS));
    assertThat(asked.outputs()).containsExactly(new AskProof(TARGETS));
    assertThat(opened.outputs()).containsExactly(new SendProof(PROOF));
    assertThat(received.next()).isEqualTo(new Over(new Delivered()));
  }

  @Test
  void errand_endsAtOnce_whenTheValidatorAsksForNothing() {
    var committing = new Computing().step(new Computed(COMMITMENTS)).next();

    assertThat(committing.step(new NothingAsked()).next()).isEqualTo(new Over(new Delivered()));
  }

  @Test
  void errand_isAbandoned_namingTheStep() {
    assertThat(new Computing().step(new Failed("worker is gone")).next())
        .isEqualTo(new Over(new Abandoned("computing: worker is gone")));
    assertThat(new Computing().step(new Computed(List.of())).next())
        .isEqualTo(new Over(new Abandoned("the worker committed to nothing")));
  }

  /// Every input in every state: what is not drawn here changes nothing, so that a late or repeated
  /// answer can do no harm.
  @Test
  void transitions_areTheOnesMeant_andNoOthers() {
    List<Input> inputs =
        List.of(
            new Computed(COMMITMENTS),
            new TargetsGiven(TARGETS),
            new NothingAsked(),
            new Opened(PROOF),
            new Received(),
            new Failed("x"),
            new DeadlinePassed());
    var computing = new Computing();
    var committing = computing.step(inputs.get(0)).next();
    var opening = committing.step(inputs.get(1)).next();
    var delivering = opening.step(inputs.get(3)).next();
    var over = delivering.step(inputs.get(4)).next();
    Set<String> taken = new HashSet<>();
    for (var state : List.of(computing, committing, opening, delivering, over)) {
      for (Input input : inputs) {
        var next = state.step(input).next();
        if (!next.equals(state)) {
          taken.add(name(state) + " -" + name(input) + "-> " + name(next));
        }
      }
    }

    assertThat(taken)
        .containsExactlyInAnyOrder(
            "Computing -Computed-> Committing",
            "Computing -Failed-> Over",
            "Computing -DeadlinePassed-> Over",
            "Committing -TargetsGiven-> Opening",
            "Committing -NothingAsked-> Over",
            "Committing -Failed-> Over",
            "Committing -DeadlinePassed-> Over",
            "Opening -Opened-> Delivering",
            "Opening -Failed-> Over",
            "Opening -DeadlinePassed-> Over",
            "Delivering -Received-> Over",
            "Delivering -Failed-> Over",
            "Delivering -DeadlinePassed-> Over");
  }

  private static String name(Object value) {
    return value.getClass().getSimpleName();
  }
}
