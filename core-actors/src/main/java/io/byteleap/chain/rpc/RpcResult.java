package io.byteleap.chain.rpc;

import io.byteleap.domain.units.Label;

/// What became of a request. Every request gets exactly one.
public sealed interface RpcResult {
  /// The node's answer.
  record Answered(RpcValue value) implements RpcResult {}

  /// There is no value, and why.
  sealed interface NoValue extends RpcResult {}

  /// The node says no. `data` is what it adds to the message, if that is a text: for a refused
  /// extrinsic (code 1010) the reason stands there.
  record Failed(long code, Label message, Label data) implements NoValue {}

  /// The node did not say anything that can be used.
  record Unreachable(Absence absence, Label detail) implements NoValue {
    static Unreachable of(Absence absence, String detail) {
      return new Unreachable(absence, Label.of(detail));
    }

    @Override
    public String toString() {
      return absence.text + (detail.isBlank() ? "" : ": " + detail);
    }
  }

  /// Kinds of silence.
  enum Absence {
    /// No node could be reached in time.
    NOT_CONNECTED("no node of the chain can be reached"),
    /// As many requests as may wait are waiting.
    TOO_MANY("too many requests wait"),
    /// The request is larger than requests may be.
    TOO_LARGE("the request is too large"),
    /// No answer in time.
    TIMED_OUT("the node did not answer in time"),
    /// The connection ended before the answer.
    CONNECTION_LOST("the connection to the node was lost"),
    /// An answer that cannot be read.
    GARBLED("the node's answer cannot be read");

    private final String text;

    Absence(String text) {
      this.text = text;
    }

    /// Whether the node may have got the request, and done what it asks. What was not sent can be
    /// sent again without harm.
    public boolean maybeDone() {
      return switch (this) {
        case NOT_CONNECTED, TOO_MANY, TOO_LARGE -> false;
        case TIMED_OUT, CONNECTION_LOST, GARBLED -> true;
      };
    }
  }
}
