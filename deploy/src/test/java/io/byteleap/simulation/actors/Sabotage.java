package io.byteleap.simulation.actors;

import io.byteleap.validator.challenge.Verifier;
import org.apache.pekko.actor.typed.Behavior;

/// Where the actors of validators can be made to fail on purpose, so that it is seen whether the
/// rules notice. What a journal loses is for the world's machines to say.
interface Sabotage {
  Sabotage NONE = new Sabotage() {};

  /// Who judges proofs.
  default Behavior<Verifier.Verify> verifiers(Behavior<Verifier.Verify> real) {
    return real;
  }

  /// How many blocks a validator waits between weights.
  default int tempo(int real) {
    return real;
  }

  /// Whether one of a validator's timers never goes off.
  default boolean isLost(long timer) {
    return false;
  }
}
