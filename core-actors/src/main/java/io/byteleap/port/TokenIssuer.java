package io.byteleap.port;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.EnrolGrant;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Whoever makes the tokens with which workers enrol at a VM gateway. Keeps none that it has given.
@FunctionalInterface
public interface TokenIssuer {
  /// Nobody.
  TokenIssuer NONE = _ -> CompletableFuture.completedStage(new NotConnected());

  /// Whom a token is for: a worker, under the hotkey of its miner. That it is present there has
  /// been looked at.
  record Order(Hotkey miner, WorkerId worker) {}

  sealed interface Reply {}

  record Issued(EnrolGrant grant) implements Reply {}

  /// There will be one; when to ask again.
  record Pending(Duration tryAgainIn) implements Reply {}

  record Refused(Label why) implements Reply {}

  /// The issuer cannot be asked at the moment, or there is none.
  record NotConnected() implements Reply {}

  /// The stage may take its time, and may fail: whoever asks has a deadline.
  CompletionStage<Reply> issue(Order order);

  /// Asks `other` whenever this one is not connected.
  default TokenIssuer orElse(TokenIssuer other) {
    return order ->
        issue(order)
            .thenCompose(
                reply ->
                    switch (reply) {
                      case NotConnected() -> other.issue(order);
                      case Issued _, Pending _, Refused _ ->
                          CompletableFuture.completedStage(reply);
                    });
  }
}
