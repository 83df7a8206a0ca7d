package io.byteleap.validator.hub;

import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.units.Label;
import io.byteleap.port.TokenIssuer;
import io.byteleap.wire.hub.HubMessage.TokenAnswer;
import io.byteleap.wire.hub.HubMessage.TokenDeclined;
import io.byteleap.wire.hub.HubMessage.TokenGranted;
import io.byteleap.wire.hub.HubMessage.TokenLater;
import io.byteleap.wire.hub.HubMessage.TokenOutcome;
import io.byteleap.wire.hub.HubReport.TokenRequest;
import io.byteleap.wire.hub.MessageId;
import io.byteleap.wire.hub.WorkerKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// The requests for tokens that the hub has not answered, 256 at most; one is given up after half a
/// minute, which is longer than anybody waits. Holds no token: one that comes is passed on at once.
/// For one thread at a time, as an actor is.
final class OpenTokens {
  private static final int OPEN_MAX = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private record Waiting(CompletableFuture<TokenIssuer.Reply> promise, Instant since) {}

  private final RandomGenerator random;
  private final Map<MessageId, Waiting> waiting = new LinkedHashMap<>();

  OpenTokens(RandomGenerator random) {
    this.random = random;
  }

  /// The request for the hub; empty when there are too many, which the promise says.
  Optional<TokenRequest> begun(
      TokenIssuer.Order order, CompletableFuture<TokenIssuer.Reply> promise, Instant now) {
    waiting.values().removeIf(each -> each.since().plus(PATIENCE).isBefore(now));
    if (waiting.size() >= OPEN_MAX) {
      promise.complete(new TokenIssuer.Refused(Label.of("too many tokens are asked for")));
      return Optional.empty();
    }
    var id = new MessageId(RandomUuid.draw(random).toString());
    waiting.put(id, new Waiting(promise, now));
    return Optional.of(new TokenRequest(id, new WorkerKey(order.miner(), order.worker())));
  }

  /// An answer that nobody waits for is dropped.
  void answered(TokenAnswer answer) {
    Optional.ofNullable(waiting.remove(answer.requestId()))
        .ifPresent(each -> each.promise().complete(reply(answer.outcome())));
  }

  private static TokenIssuer.Reply reply(TokenOutcome outcome) {
    return switch (outcome) {
      case TokenGranted(var grant) -> new TokenIssuer.Issued(grant);
      case TokenLater(var tryAgainIn) -> new TokenIssuer.Pending(tryAgainIn);
      case TokenDeclined(var why) -> new TokenIssuer.Refused(why);
    };
  }

  /// The hub is away.
  void lost() {
    waiting.values().forEach(each -> each.promise().complete(new TokenIssuer.NotConnected()));
    waiting.clear();
  }
}
