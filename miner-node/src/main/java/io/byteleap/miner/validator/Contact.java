package io.byteleap.miner.validator;

import io.byteleap.domain.session.HandshakeProof;
import java.time.Instant;

/// What a link experienced with its validator, for whoever judges validators.
sealed interface Contact {
  /// A handshake went well; whether the validator signed it.
  record SessionOpened(Instant at, HandshakeProof proof) implements Contact {}

  /// The session is no good any more; a new one may be.
  record SessionLost(Instant at, String says) implements Contact {}

  /// A call was answered inside the session, with yes or no.
  record Answered(Instant at) implements Contact {}

  /// The validator is there and does not want to talk.
  record Refused(Instant at, String says) implements Contact {}

  /// A call got no answer.
  record Missed(Instant at, String cause) implements Contact {}

  /// We said hello and got no answer; nobody's call was lost.
  record GreetingMissed(Instant at, String cause) implements Contact {}
}
