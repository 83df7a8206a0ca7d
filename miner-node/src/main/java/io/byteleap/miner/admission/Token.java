package io.byteleap.miner.admission;

import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.admission.TokenSecret;
import io.byteleap.domain.units.Label;
import java.time.Instant;

/// A join token as its miner keeps it. `uses` of `usesMax` workers have joined with it.
public record Token(
    TokenId id,
    TokenSecret secret,
    Label label,
    Instant issuedAt,
    Instant expiresAt,
    int usesMax,
    int uses) {
  public Token {
    if (usesMax < 1 || uses < 0 || uses > usesMax) {
      throw new IllegalArgumentException("a token has 1 or more uses, and 0 to all are used");
    }
    if (!expiresAt.isAfter(issuedAt)) {
      throw new IllegalArgumentException("a token expires after it was issued");
    }
  }

  public enum State {
    VALID,
    EXPIRED,
    USED_UP
  }

  public State stateAt(Instant now) {
    if (uses == usesMax) {
      return State.USED_UP;
    }
    return now.isBefore(expiresAt) ? State.VALID : State.EXPIRED;
  }

  Token used() {
    return new Token(id, secret, label, issuedAt, expiresAt, usesMax, uses + 1);
  }
}
