package io.byteleap.simulation.actors;

import io.byteleap.domain.challenge.Verdict;
import io.byteleap.simulation.Invariant;
import io.byteleap.validator.challenge.Verifier;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Faults that are planted into the actors of validators, each of which a world must catch.
@SuppressWarnings("ImmutableEnumChecker") // interfaces without a state
enum PlantedActors {
  /// Every proof is sound.
  CREDULOUS_VERIFIER(
      new Sabotage() {
        @Override
        public Behavior<Verifier.Verify> verifiers(Behavior<Verifier.Verify> real) {
          return Behaviors.receiveMessage(
              verify -> {
                var sound =
                    verify.answer().targets().stream()
                        .<Verdict.UnitVerdict>map(asked -> new Verdict.Sound(asked.unit()))
                        .toList();
                verify
                    .replyTo()
                    .tell(
                        new Verifier.Judged(verify.spec().id(), new Verdict(sound), Duration.ZERO));
                return Behaviors.same();
              });
        }
      },
      Invariant.CHEAT_GAINS_NOTHING),
  /// Weights are set twice as often as they may be.
  HALF_A_TEMPO(
      new Sabotage() {
        @Override
        public int tempo(int real) {
          return real / 2;
        }
      },
      Invariant.ONCE_PER_EPOCH),
  /// One timer of three never goes off.
  LOST_TIMERS(
      new Sabotage() {
        @Override
        public boolean isLost(long timer) {
          return timer % 3 == 0;
        }
      },
      Invariant.EVERY_CHALLENGE_ENDS);

  private final Sabotage sabotage;
  private final Invariant caughtBy;

  PlantedActors(Sabotage sabotage, Invariant caughtBy) {
    this.sabotage = sabotage;
    this.caughtBy = caughtBy;
  }

  Sabotage sabotage() {
    return sabotage;
  }

  Invariant caughtBy() {
    return caughtBy;
  }
}
