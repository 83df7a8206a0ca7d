package io.byteleap.transport;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.synapse.SynapseBody;
import io.byteleap.wire.synapse.SynapseHeaders;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The door through which miners' requests come: `POST /<class name of the synapse>`.
///
/// In order: the kind of request is known (else 404), the caller is named in the headers and a
/// member (else 403), the body is within its kind's size and comes in time (else 413, 408), is JSON
/// (else 422), and claims no other caller than the headers do (else 401). Whatever goes wrong
/// behind the door is a 500 with a number that the log knows too. Answers and errors have the SDK's
/// form.
public final class SynapseServer {
  private static final Logger LOG = LoggerFactory.getLogger(SynapseServer.class);
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);

  private final Membership membership;
  private final SynapseHandler handler;
  private final InstantSource clock;
  private final Materializer materializer;

  public SynapseServer(
      Membership membership,
      SynapseHandler handler,
      InstantSource clock,
      Materializer materializer) {
    this.membership = membership;
    this.handler = handler;
    this.clock = clock;
    this.materializer = materializer;
  }

  /// What is known of a request while it is answered.
  private record Visit(SynapseHeaders headers, Instant since) {}

  public CompletionStage<HttpResponse> respond(HttpRequest request) {
    var visit = new Visit(headersOf(request), clock.instant());
    String name = request.getUri().getPathString().substring(1);
    var type = SynapseType.ofClassName(name);
    if (type.isEmpty() || !request.method().equals(HttpMethods.POST)) {
      return discarded(request, error(visit, 404, notFound(name)));
    }
    var caller = visit.headers().callerHotkey().flatMap(SynapseServer::hotkey);
    if (caller.isEmpty()) {
      return discarded(request, error(visit, 403, blacklisted("missing_hotkey")));
    }
    var refusal = membership.refusal(caller.get());
    if (refusal.isPresent()) {
      return discarded(request, error(visit, 403, blacklisted(refusal.get())));
    }
    return request
        .entity()
        .withSizeLimit(type.get().bodySizeMax())
        .toStrict(BODY_TIMEOUT.toMillis(), materializer)
        .thenCompose(entity -> answer(visit, type.get(), caller.get(), entity.getData().toArray()))
        .exceptionally(failure -> failed(visit, failure));
  }

  private CompletionStage<HttpResponse> answer(
      Visit visit, SynapseType type, Hotkey caller, byte[] utf8) {
    return switch (SynapseBody.decode(type, utf8)) {
      case Decoded.Refused<SynapseBody>(var why) -> done(error(visit, 422, why.value()));
      case Decoded.Read<SynapseBody>(var body) when !isOwn(body, caller) ->
          done(
              error(
                  visit,
                  401,
                  "Not Verified with error: the body claims another hotkey than the headers"));
      case Decoded.Read<SynapseBody>(var body) ->
          handler
              .handle(new SynapseCall(type, caller, body.request()))
              .thenApply(response -> success(visit, type, body, response));
    };
  }

  private static boolean isOwn(SynapseBody body, Hotkey caller) {
    return body.claimedHotkey().map(claimed -> claimed.equals(caller.value())).orElse(true);
  }

  private HttpResponse success(Visit visit, SynapseType type, SynapseBody body, String response) {
    var spent = spent(visit);
    var answer = body.answering(type, response, spent);
    return response(200, visit.headers().answering(200, "Success", spent), answer.toText());
  }

  private HttpResponse error(Visit visit, int status, String message) {
    String shown = Label.of(message).value();
    return response(
        status,
        visit.headers().answering(status, shown, spent(visit)),
        SynapseBody.errorText(shown));
  }

  private HttpResponse failed(Visit visit, Throwable failure) {
    Throwable cause = FailureCause.of(failure);
    if (cause instanceof EntityStreamSizeException) {
      return error(visit, 413, "Body larger than this kind of request may have");
    }
    if (cause instanceof TimeoutException) {
      return error(visit, 408, "Body did not arrive in time");
    }
    var number = UUID.randomUUID();
    LOG.error("request failed, number={}", number, cause);
    return error(visit, 500, "Internal Server Error #" + number);
  }

  private static HttpResponse response(int status, SynapseHeaders headers, String json) {
    var response =
        HttpResponse.create()
            .withStatus(status)
            .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json));
    for (var field : headers.fields().entrySet()) {
      response = response.addHeader(RawHeader.create(field.getKey(), field.getValue()));
    }
    return response;
  }

  private CompletionStage<HttpResponse> discarded(HttpRequest request, HttpResponse response) {
    request.discardEntityBytes(materializer);
    return done(response);
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedStage(response);
  }

  private Duration spent(Visit visit) {
    return Duration.between(visit.since(), clock.instant());
  }

  private static SynapseHeaders headersOf(HttpRequest request) {
    var all = new LinkedHashMap<String, String>();
    request.getHeaders().forEach(header -> all.putIfAbsent(header.lowercaseName(), header.value()));
    return SynapseHeaders.ofReceived(all);
  }

  private static Optional<Hotkey> hotkey(String text) {
    return switch (Decoded.of(() -> new Hotkey(text))) {
      case Decoded.Read<Hotkey>(var hotkey) -> Optional.of(hotkey);
      case Decoded.Refused<Hotkey> _ -> Optional.empty();
    };
  }

  private static String notFound(String name) {
    String known =
        Arrays.stream(SynapseType.values())
            .map(type -> "'" + type.className() + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    return "Synapse name '" + Label.of(name) + "' not found. Available synapses " + known;
  }

  private static String blacklisted(String reason) {
    return "Forbidden. Key is blacklisted: " + reason + ".";
  }
}
