package io.byteleap.validator.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.challenge.Challenge;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Verdict;
import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.PeakRate;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.UnitChallenge;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.fixture.HonestUnit;
import io.byteleap.validator.challenge.ChallengeRound.Keyed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Rounds of challenges of version 2 in which the time counts.
final class EnvelopeRoundTest extends ExactRoundBench {
  /// A work of these tests is nothing for it.
  private static final PeakRate TINY = new PeakRate(130, 0.05);

  private static ChallengePolicy policy(ModelEnvelopes envelopes) {
    var exact =
        new ExactPolicy.On(
            EXACT.processors(), EXACT.gpus(), EXACT.models(), EXACT.rows(), envelopes, PATIENCE);
    return new ChallengePolicy(POLICY.work(), PATIENCE, exact);
  }

  private void sound(Keyed keyed, UnitId which) {
    var unit = HonestUnit.of(keyed.spec().id(), keyed.order(), name(which), WorkerKeypair.draw());
    open(keyed, opened(unit, rows(commit(keyed, unit))));
    judge();
  }

  @Test
  void unitOutsideItsEnvelope_isAsked_judged_andRefused_andThatIsADoubt() {
    var models = new ModelEnvelopes.OfModel(new ModelAllowlist(List.of("T4")), TINY);
    policy = policy(new ModelEnvelopes(List.of(models), Envelope.Judged.BOTH));
    var keyed = handedOut(gpus(gpu("NVIDIA T4", "GPU-a"), gpu("NVIDIA H100", "GPU-b")));
    clock.pass(Duration.ofMillis(3_500)); // a T4 has 2 s and a little for so small a work
    roundTrip = new RoundTrip.AtMost(Duration.ofSeconds(1));

    sound(keyed, A);
    sound(keyed, B);

    assertThat(((Challenge.Verified) latest(keyed)).units())
        .containsExactly(new Verdict.Unsound(A, Failure.TOO_SLOW), new Verdict.Sound(B));
    assertThat(judged("too-slow")).isEqualTo(1);
    assertThat(round.getState().doubts().count(W1, A, clock.instant())).isEqualTo(1);
    assertThat(round.getState().doubts().count(W1, B, clock.instant())).isZero();
  }

  @Test
  void unitThatIsFasterThanItsModelCanBe_isRefused_whereOnlyThatIsJudged_andASlowOneIsNot() {
    var slow = new PeakRate(0.1, 1); // 8.4 million operations: 51 microseconds
    var models = new ModelEnvelopes.OfModel(new ModelAllowlist(List.of("T4")), slow);
    policy = policy(new ModelEnvelopes(List.of(models), Envelope.Judged.FASTEST));
    var keyed = handedOut(twoGpus());

    sound(keyed, A);
    clock.pass(Duration.ofSeconds(50));
    sound(keyed, B);

    assertThat(((Challenge.Verified) latest(keyed)).units())
        .containsExactly(new Verdict.Unsound(A, Failure.TOO_FAST), new Verdict.Sound(B));
    assertThat(judged("too-fast")).isEqualTo(1);
  }

  @Test
  void wayToTheMiner_isTakenOff_andStoredWithTheCommitment() {
    var models = new ModelEnvelopes.OfModel(new ModelAllowlist(List.of("T4")), TINY);
    policy = policy(new ModelEnvelopes(List.of(models), Envelope.Judged.BOTH));
    var keyed = handedOut(gpus(gpu("NVIDIA T4", "GPU-a")));
    clock.pass(Duration.ofMillis(2_900));
    roundTrip = new RoundTrip.AtMost(Duration.ofMillis(950));
    var unit = unit(keyed, A);

    var rows = rows(commit(keyed, unit));
    assertThat(unitOf(keyed, A))
        .isInstanceOfSatisfying(
            UnitChallenge.Asked.class,
            asked -> assertThat(asked.answer().roundTrip()).isEqualTo(roundTrip));
    open(keyed, opened(unit, rows));
    judge();

    assertThat(latest(keyed)).isInstanceOf(Challenge.Verified.class);
  }
}
