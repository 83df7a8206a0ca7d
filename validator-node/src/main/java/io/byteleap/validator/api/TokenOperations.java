package io.byteleap.validator.api;

import static io.byteleap.validator.api.Responses.refused;

import io.byteleap.domain.access.AccessSecret;
import io.byteleap.domain.access.AccessToken;
import io.byteleap.domain.access.AccessTokenId;
import io.byteleap.domain.access.Scope;
import io.byteleap.domain.units.Label;
import io.byteleap.http.JsonBody;
import io.byteleap.http.Problem;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.byteleap.port.AccessTokens;
import io.byteleap.wire.Decoded;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// Access tokens, for admins: made, listed and revoked. A token's text is in one answer only, the
/// one that made it.
final class TokenOperations {
  private static final String TOKENS = "tokens";
  private static final Parameter ID = Parameter.path("token_id", "The token's id.");
  private static final Json JSON = Json.upTo(JsonBody.SIZE_MAX);

  private final AccessTokens tokens;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Executor blocking;

  TokenOperations(
      AccessTokens tokens, InstantSource clock, RandomGenerator random, Executor blocking) {
    this.tokens = tokens;
    this.clock = clock;
    this.random = random;
    this.blocking = blocking;
  }

  List<Operation> all() {
    var list =
        Operation.get(TOKENS, "listTokens", "Access tokens, the newest first", this::list)
            .taking(Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of tokens", new Operation.Document("TokenPage"))
            .needing(Scope.ADMIN);
    return List.of(
        list,
        Operation.post(TOKENS, "makeToken", "Makes an access token", Scope.ADMIN, this::make)
            .reading("TokenWish")
            .answering(
                201,
                "The token with its text, for the only time",
                new Operation.Document("NewToken"))
            .refusing(409, 413, 415),
        Operation.delete(
                TOKENS + "/{token_id}",
                "revokeToken",
                "Revokes an access token",
                Scope.ADMIN,
                this::revoke)
            .answering(200, "The token, which is good no more", new Operation.Document("Token"))
            .refusing(404));
  }

  private CompletionStage<HttpResponse> list(ApiCall call) {
    return Paging.answered(
        TOKENS,
        call,
        wish -> {
          var now = clock.instant();
          return CompletableFuture.supplyAsync(() -> tokens.page(wish), blocking)
              .thenApply(page -> Paging.json(TOKENS, page.map(token -> json(token, now).build())));
        });
  }

  private CompletionStage<HttpResponse> make(ApiCall call) {
    return switch (Decoded.of(() -> wished(JSON.parse(call.body()), clock.instant()))) {
      case Decoded.Refused<AccessToken>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<AccessToken>(var token) ->
          CompletableFuture.supplyAsync(() -> kept(token), blocking);
    };
  }

  private AccessToken wished(JsonObject json, Instant now) {
    long seconds = json.integer("lifetime_seconds");
    if (seconds < 0 || seconds > AccessToken.LIFETIME_MAX.toSeconds()) {
      throw new IllegalArgumentException(
          "lifetime_seconds must be "
              + AccessToken.LIFETIME_MIN.toSeconds()
              + " to "
              + AccessToken.LIFETIME_MAX.toSeconds());
    }
    return AccessToken.made(
        AccessTokenId.draw(random),
        Label.of(json.textOr("label", "")),
        json.texts("scopes").stream().map(Scope::of).collect(Collectors.toSet()),
        now,
        now.plus(Duration.ofSeconds(seconds)));
  }

  private HttpResponse kept(AccessToken token) {
    var secret = AccessSecret.draw(random);
    return switch (tokens.add(token, secret.hash())) {
      case TOO_MANY ->
          Problem.conflict("there are " + AccessTokens.COUNT_MAX + " tokens, as many as may be")
              .toResponse();
      case KEPT ->
          StatusServer.json(
                  201, json(token, token.createdAt()).put("token", secret.reveal()).build())
              .addHeader(RawHeader.create("Cache-Control", "no-store"));
    };
  }

  private CompletionStage<HttpResponse> revoke(ApiCall call) {
    return switch (Decoded.of(() -> new AccessTokenId(call.value(ID)))) {
      case Decoded.Refused<AccessTokenId>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<AccessTokenId>(var id) ->
          CompletableFuture.supplyAsync(() -> revoked(id), blocking);
    };
  }

  private HttpResponse revoked(AccessTokenId id) {
    var now = clock.instant();
    return tokens
        .revoke(id, now)
        .map(token -> StatusServer.json(200, json(token, now).build()))
        .orElseGet(() -> Problem.notFound("no token " + id).toResponse());
  }

  private static JsonObject.Builder json(AccessToken token, Instant now) {
    var json =
        JsonObject.builder()
            .put("token_id", token.id().value())
            .put("label", token.label().value())
            .putTexts("scopes", token.sortedScopes().stream().map(Scope::word).toList())
            .put("state", token.state(now).name().toLowerCase(Locale.ROOT))
            .put("created_at", token.createdAt().toString())
            .put("expires_at", token.expiresAt().toString());
    switch (token.revocation()) {
      case AccessToken.NotRevoked() -> json.putNull("revoked_at");
      case AccessToken.Revoked(var at) -> json.put("revoked_at", at.toString());
    }
    switch (token.lastUse()) {
      case AccessToken.NeverUsed() -> json.putNull("last_used_at");
      case AccessToken.UsedAt(var at) -> json.put("last_used_at", at.toString());
    }
    return json;
  }
}
