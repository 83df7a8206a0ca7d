package io.byteleap.validator.api;

import io.byteleap.config.Secret;
import io.byteleap.domain.access.AccessToken;
import io.byteleap.domain.access.Scope;
import io.byteleap.domain.access.TokenHash;
import io.byteleap.domain.units.Label;
import io.byteleap.http.Problem;
import io.byteleap.port.AccessTokens;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;

/// Lets requests in, or not: by the token that they show, or, for reading, because they come from
/// this machine. A request that says it was passed on speaks for somebody elsewhere.
public final class Gate {
  private static final String BEARER = "Bearer ";
  private static final int TOKEN_LENGTH_MAX = 512;
  private static final List<String> PASSED_ON =
      List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");
  private static final Label API = Label.of("api");

  private final AdminSecrets secrets;
  private final AccessTokens tokens;
  private final CallLimits limits;
  private final InstantSource clock;
  private final Executor blocking;

  /// What admins show who can read the node's files: the one that `file` holds from anywhere, the
  /// one in the data folder from this machine. Either may be empty.
  public record AdminSecrets(Secret file, Secret local) {}

  sealed interface Admission {}

  record Admitted(Caller caller) implements Admission {}

  record Refused(Problem problem) implements Admission {}

  Gate(
      AdminSecrets secrets,
      AccessTokens tokens,
      CallLimits limits,
      InstantSource clock,
      Executor blocking) {
    this.secrets = secrets;
    this.tokens = tokens;
    this.limits = limits;
    this.clock = clock;
    this.blocking = blocking;
  }

  CompletionStage<Admission> admit(HttpRequest request, Access access) {
    var address =
        request.getAttribute(AttributeKeys.remoteAddress).flatMap(RemoteAddress::getAddress);
    var from = "address " + address.map(InetAddress::getHostAddress).orElse("unknown");
    if (!limits.mayAsk(from, clock.instant())) {
      return now(tooMany());
    }
    boolean isLocal = address.filter(InetAddress::isLoopbackAddress).isPresent();
    var anybody = new Admitted(new Caller(from, API));
    return switch (access) {
      case Access.Anyone() -> now(anybody);
      case Access.Needs(var scope) ->
          request
              .getHeader("Authorization")
              .map(header -> shown(header, scope, isLocal))
              .orElseGet(
                  () ->
                      now(
                          scope == Scope.READ && isLocal && !isPassedOn(request)
                              ? anybody
                              : new Refused(Problem.unauthorized("a bearer token is needed"))));
    };
  }

  private static boolean isPassedOn(HttpRequest request) {
    return PASSED_ON.stream().anyMatch(name -> request.getHeader(name).isPresent());
  }

  private CompletionStage<Admission> shown(HttpHeader header, Scope scope, boolean isLocal) {
    String value = header.value();
    if (!value.startsWith(BEARER) || value.length() > TOKEN_LENGTH_MAX) {
      return now(invalid());
    }
    String text = value.substring(BEARER.length());
    if (secrets.file().matches(text)) {
      return now(new Admitted(new Caller("token file", API)));
    }
    if (isLocal && secrets.local().matches(text)) {
      return now(new Admitted(new Caller("admin token", API)));
    }
    return CompletableFuture.<Admission>supplyAsync(() -> lookedUp(text, scope), blocking)
        .exceptionally(failure -> new Refused(Responses.problem(failure)));
  }

  private Admission lookedUp(String text, Scope scope) {
    var now = clock.instant();
    var found =
        tokens.find(TokenHash.of(text)).filter(token -> token.state(now) == AccessToken.State.GOOD);
    if (found.isEmpty()) {
      return invalid();
    }
    var token = found.get();
    if (token.isUseNews(now)) {
      tokens.used(token.id(), now);
    }
    if (!token.allows(scope)) {
      return new Refused(Problem.forbidden("the token has not the scope " + scope.word()));
    }
    var caller = new Caller("token " + token.id(), sourceOf(token));
    return limits.mayAsk(caller.name(), now) ? new Admitted(caller) : tooMany();
  }

  private static Label sourceOf(AccessToken token) {
    return Optional.of(token.label()).filter(label -> !label.value().isEmpty()).orElse(API);
  }

  private static Refused invalid() {
    return new Refused(Problem.unauthorized("a valid bearer token is needed"));
  }

  private Refused tooMany() {
    return new Refused(Problem.tooManyRequests("too many requests", limits.stretch()));
  }

  private static CompletionStage<Admission> now(Admission admission) {
    return CompletableFuture.completedStage(admission);
  }
}
