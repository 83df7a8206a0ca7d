package io.byteleap.miner.admission;

import io.byteleap.domain.admission.JoinToken;

/// What comes of an [Order].
public sealed interface Answer {
  /// The new token, and how it is kept.
  record Issued(JoinToken token, Token kept) implements Answer {}

  record Revoked(Token token) implements Answer {}

  record Shown(Book book) implements Answer {}

  /// The worker after the order.
  record Changed(Member member) implements Answer {}

  record Refused(Why why, String says) implements Answer {}

  enum Why {
    /// There is no such token or worker.
    UNKNOWN,
    /// The order does not fit what is.
    CONFLICT,
    /// The order itself is wrong.
    INVALID,
    /// The miner could not keep it, so that nothing was done.
    FAILED
  }
}
