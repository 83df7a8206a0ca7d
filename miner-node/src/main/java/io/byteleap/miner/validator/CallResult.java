package io.byteleap.miner.validator;

import io.byteleap.wire.validator.Answer;

/// What came of a call to a validator. The network never throws into an actor.
public sealed interface CallResult {
  /// The validator did what was asked.
  record Answered(Answer answer) implements CallResult {}

  /// The validator said no. `code` is the protocol's, or an HTTP status.
  record Refused(int code, String says) implements CallResult {}

  /// There was no answer in time.
  record Unreachable(String cause) implements CallResult {}
}
