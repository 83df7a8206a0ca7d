package io.byteleap.miner.validator;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.units.Label;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.event.MinerEvent.Failure;
import java.util.Optional;

/// What operators hear of a link's experience.
final class ContactNews {
  private ContactNews() {}

  /// Empty for what happens all the time.
  static Optional<MinerEvent> of(Hotkey validator, Contact contact) {
    return switch (contact) {
      case Contact.SessionOpened(_, var proof) ->
          Optional.of(new MinerEvent.SessionOpened(validator, proof == HandshakeProof.SIGNED));
      case Contact.SessionLost(_, var says) ->
          Optional.of(new MinerEvent.SessionLost(validator, Label.of(says)));
      case Contact.Answered _ -> Optional.empty();
      case Contact.Refused(_, var says) ->
          Optional.of(new MinerEvent.CallFailed(validator, Failure.REFUSED, Label.of(says)));
      case Contact.Missed(_, var cause) -> Optional.of(missed(validator, cause));
      case Contact.GreetingMissed(_, var cause) -> Optional.of(missed(validator, cause));
    };
  }

  private static MinerEvent missed(Hotkey validator, String cause) {
    return new MinerEvent.CallFailed(validator, Failure.UNREACHABLE, Label.of(cause));
  }
}
