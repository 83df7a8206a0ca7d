package io.byteleap.domain.challenge;

import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.Committed;
import io.byteleap.domain.challenge.Challenge.Created;
import io.byteleap.domain.challenge.Challenge.Event;
import io.byteleap.domain.challenge.Challenge.Failed;
import io.byteleap.domain.challenge.Challenge.KeysHandedOut;
import io.byteleap.domain.challenge.Challenge.ProofReceived;
import io.byteleap.domain.challenge.Challenge.RootCommitted;
import io.byteleap.domain.challenge.Challenge.Sent;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.challenge.Challenge.Verified;
import io.byteleap.domain.challenge.Challenge.Verifying;
import java.util.Arrays;
import java.util.Optional;

/// Every way from one state of a challenge to another; there are no others. A challenge begins as
/// [Created], and [Verified] and [Failed] are final.
public enum Transition {
  HANDED_OUT(Created.class, ChallengeSent.class, Sent.class),
  NOT_HANDED_OUT(Created.class, ChallengeFailed.class, Failed.class),
  COMMITTED(Sent.class, RootCommitted.class, Committed.class),
  NOT_COMMITTED(Sent.class, ChallengeFailed.class, Failed.class),
  PROVEN(Committed.class, ProofReceived.class, Verifying.class),
  NOT_PROVEN(Committed.class, ChallengeFailed.class, Failed.class),
  FOUND_SOUND(Verifying.class, ChallengeVerified.class, Verified.class),
  NOT_FOUND_SOUND(Verifying.class, ChallengeFailed.class, Failed.class),
  KEYS_HANDED_OUT(Created.class, KeysHandedOut.class, AtWork.class),
  UNIT_STEPPED(AtWork.class, UnitStepped.class, AtWork.class),
  UNITS_FOUND_SOUND(AtWork.class, ChallengeVerified.class, Verified.class),
  NO_UNIT_FOUND_SOUND(AtWork.class, ChallengeFailed.class, Failed.class);

  private final Class<? extends Challenge> from;
  private final Class<? extends Event> event;
  private final Class<? extends Challenge> to;

  Transition(
      Class<? extends Challenge> from,
      Class<? extends Event> event,
      Class<? extends Challenge> to) {
    this.from = from;
    this.event = event;
    this.to = to;
  }

  public Class<? extends Challenge> from() {
    return from;
  }

  public Class<? extends Event> event() {
    return event;
  }

  public Class<? extends Challenge> to() {
    return to;
  }

  /// The transition that `event` is in `state`; none when it can never happen there.
  public static Optional<Transition> of(Challenge state, Event event) {
    return Arrays.stream(values())
        .filter(one -> one.from.isInstance(state) && one.event.isInstance(event))
        .findFirst();
  }
}
