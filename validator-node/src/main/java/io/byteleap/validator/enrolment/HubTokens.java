package io.byteleap.validator.enrolment;

import io.byteleap.port.TokenIssuer;
import io.byteleap.validator.hub.HubLink;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/// The hub as an issuer of tokens: whoever holds the connection to the hub says here when it can be
/// asked, and when no longer. Not connected at first.
public final class HubTokens implements TokenIssuer, HubLink.TokenSocket {
  private final AtomicReference<TokenIssuer> line = new AtomicReference<>(TokenIssuer.NONE);

  /// From now on `hub` is asked.
  @Override
  public void connected(TokenIssuer hub) {
    line.set(hub);
  }

  @Override
  public void disconnected() {
    line.set(TokenIssuer.NONE);
  }

  @Override
  public CompletionStage<Reply> issue(Order order) {
    return line.get().issue(order);
  }
}
