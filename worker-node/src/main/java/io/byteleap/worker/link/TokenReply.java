package io.byteleap.worker.link;

import io.byteleap.wire.EnrolGrant;

/// What the miner says to a request for a token with which the worker enrols at a VM gateway.
public sealed interface TokenReply {
  record Given(EnrolGrant grant) implements TokenReply {}

  /// There is none; `why` is the miner's word, for people.
  record Refused(String why) implements TokenReply {}

  /// The miner cannot be asked now.
  record Away() implements TokenReply {}
}
