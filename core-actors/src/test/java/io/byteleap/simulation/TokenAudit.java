package io.byteleap.simulation;

import java.util.UUID;

/// Knows how tokens look, and looks for them where none may be.
public final class TokenAudit {
  private static final String MARK = "bl-token-";

  /// The text of a new token.
  String issued(UUID drawn) {
    return MARK + drawn;
  }

  public void shown(Object what) {
    requireClean(what, "shown");
  }

  public void stored(Object event) {
    requireClean(event, "stored");
  }

  private static void requireClean(Object what, String how) {
    String text = String.valueOf(what);
    if (text.contains(MARK)) {
      throw new Broken(
          Invariant.NO_TOKEN_IN_SIGHT, "a token is " + how + " in a " + what.getClass());
    }
  }
}
