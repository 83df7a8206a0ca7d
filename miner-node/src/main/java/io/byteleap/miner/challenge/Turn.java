package io.byteleap.miner.challenge;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import java.util.List;

/// On whose account a validator is polled.
sealed interface Turn {
  /// The round has come to the first of `rest`; the others follow.
  record OfRound(List<Validator> rest) implements Turn {
    public OfRound {
      rest = List.copyOf(rest);
      if (rest.isEmpty()) {
        throw new IllegalArgumentException("nobody's turn");
      }
    }

    Validator first() {
      return rest.getFirst();
    }

    List<Validator> others() {
      return rest.subList(1, rest.size());
    }
  }

  /// The validator asked to be polled at this time.
  record Summons(Hotkey validator) implements Turn {}
}
