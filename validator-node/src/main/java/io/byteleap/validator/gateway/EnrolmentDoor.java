package io.byteleap.validator.gateway;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.http.JsonBody;
import io.byteleap.http.Problem;
import io.byteleap.http.Rejections;
import io.byteleap.json.Json;
import io.byteleap.node.StatusServer;
import io.byteleap.wire.vm.Enrolment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where workers enrol: `POST /enroll` with the token as bearer. Refusals are problem documents.
final class EnrolmentDoor {
  static final String PATH = "enroll";

  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentDoor.class);
  private static final String BEARER = "Bearer ";
  private static final Json JSON = Json.upTo(Enrolment.BODY_SIZE_MAX);

  /// Of all workers together: signing costs more than asking.
  private static final int ATTEMPTS_MAX = 600;

  private static final Duration STRETCH = Duration.ofMinutes(1);

  private final EnrolmentDesk desk;
  private final GatewayMeters meters;
  private final InstantSource clock;
  private final Executor blocking;
  private final AtomicReference<AttemptLimit> limit =
      new AtomicReference<>(AttemptLimit.of(ATTEMPTS_MAX, STRETCH));

  EnrolmentDoor(EnrolmentDesk desk, GatewayMeters meters, InstantSource clock, Executor blocking) {
    this.desk = desk;
    this.meters = meters;
    this.clock = clock;
    this.blocking = blocking;
  }

  Route route() {
    return Rejections.handled(
        () ->
            Directives.path(
                PATH,
                () ->
                    Directives.post(
                        () ->
                            Directives.optionalHeaderValueByName(
                                "Authorization", this::presented))));
  }

  private Route presented(Optional<String> header) {
    var token = header.filter(value -> value.startsWith(BEARER));
    if (token.isEmpty()) {
      return Problem.unauthorized("an enrolment token is needed").refusal();
    }
    if (!mayTry()) {
      return Problem.tooManyRequests("too many enrolments", STRETCH).refusal();
    }
    String text = token.get().substring(BEARER.length());
    return JsonBody.read(
        body ->
            Directives.completeWithFuture(
                CompletableFuture.supplyAsync(() -> desk.enrol(text, body), blocking)
                    .thenApply(this::response)
                    .exceptionally(EnrolmentDoor::failed)));
  }

  private boolean mayTry() {
    var now = clock.instant();
    while (true) {
      var before = limit.get();
      var after = before.attempt(now);
      if (after.isEmpty()) {
        return false;
      }
      if (limit.compareAndSet(before, after.get())) {
        return true;
      }
    }
  }

  private HttpResponse response(EnrolmentDesk.Answer answer) {
    meters.enrolment(answer);
    return switch (answer) {
      case EnrolmentDesk.Granted(var granted) ->
          StatusServer.json(200, JSON.parse(granted.toText()))
              .addHeader(RawHeader.create("Cache-Control", "no-store"));
      case EnrolmentDesk.Denied(var why, var says) -> {
        LOG.warn("enrolment refused, why={}", says);
        yield switch (why) {
          case TOKEN -> Problem.unauthorized(says.value()).toResponse();
          case REQUEST -> Problem.badRequest(says.value()).toResponse();
          case REVOKED -> Problem.forbidden(says.value()).toResponse();
        };
      }
    };
  }

  private static HttpResponse failed(Throwable failure) {
    LOG.error("an enrolment failed, why={}", FailureCause.text(failure));
    return Problem.unavailable("the gateway cannot enrol anybody now").toResponse();
  }
}
