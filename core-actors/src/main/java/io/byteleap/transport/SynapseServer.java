package io.byteleap.transport;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.units.Label;
import io.byteleap.keys.Signer;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.synapse.SynapseBody;
import io.byteleap.wire.synapse.SynapseBody.Echo;
import io.byteleap.wire.synapse.SynapseHeaders;
import io.byteleap.wire.synapse.SynapseHeaders.Result;
import io.byteleap.wire.validator.SynapseType;
import java.net.InetAddress;
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
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The door through which miners' requests come: `POST /<class name of the synapse>`, or GET with
/// the same body. `/Synapse` is a ping, which echoes.
///
/// In order: the kind of request is known (else 404), the caller is a member (else 403) and signed
/// the request just now (else 401), the body is within its kind's size and comes in time (else 413,
/// 408), is JSON (else 422), and claims no other caller than the headers do (else 401). While the
/// handler is away, members get a 503 that says when to come again (`Retry-After`). Whatever goes
/// wrong behind the door is a 500 with a number that the log knows too. Answers and errors have the
/// SDK's form.
public final class SynapseServer {
  private static final Logger LOG = LoggerFactory.getLogger(SynapseServer.class);

  /// A body has so long to come, and a second more for each [#BYTES_PER_SECOND_MIN].
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(5);

  private static final int BYTES_PER_SECOND_MIN = 1 << 20;

  private final CallerCheck callers;
  private final SynapseHandler handler;
  private final InstantSource clock;
  private final ActorSystem<?> system;
  private final Materializer materializer;
  private final AxonStamp stamp;

  public SynapseServer(
      ActorSystem<?> system,
      Signer signer,
      Membership membership,
      SynapseHandler handler,
      InstantSource clock) {
    this.callers = new CallerCheck(signer.hotkey(), membership, clock);
    this.handler = handler;
    this.clock = clock;
    this.system = system;
    this.materializer = SystemMaterializer.get(system).materializer();
    this.stamp = new AxonStamp(signer, clock);
  }

  /// Listens; the stage fails when the address is taken.
  public CompletionStage<ServerBinding> bind(String host, int port) {
    var settings = ServerSettings.create(system.classicSystem()).withRemoteAddressAttribute(true);
    return Http.get(system).newServerAt(host, port).withSettings(settings).bind(this::respond);
  }

  /// What is known of a request while it is answered.
  private record Visit(SynapseHeaders headers, Optional<Endpoint> peer, Echo echo, Instant since) {}

  /// What is asked for, and the longest body that it may have.
  private sealed interface Wanted {
    int bodySizeMax();
  }

  private record Ping() implements Wanted {
    @Override
    public int bodySizeMax() {
      return SynapseBody.PING_SIZE_MAX;
    }
  }

  private record Call(SynapseType type) implements Wanted {
    @Override
    public int bodySizeMax() {
      return type.bodySizeMax();
    }
  }

  private CompletionStage<HttpResponse> respond(HttpRequest request) {
    var visit =
        new Visit(
            headersOf(request), peerOf(request), BriefAnswers.wishedBy(request), clock.instant());
    String name = request.getUri().getPathString().substring(1);
    return wanted(request, name)
        .map(wanted -> enter(request, visit, wanted))
        .orElseGet(() -> discarded(request, unknown(visit, name)));
  }

  private static Optional<Wanted> wanted(HttpRequest request, String name) {
    if (!request.method().equals(HttpMethods.POST) && !request.method().equals(HttpMethods.GET)) {
      return Optional.empty();
    }
    return name.equals(SynapseBody.PING)
        ? Optional.of(new Ping())
        : SynapseType.ofClassName(name).map(Call::new);
  }

  private CompletionStage<HttpResponse> enter(HttpRequest request, Visit visit, Wanted wanted) {
    return switch (callers.of(visit.headers())) {
      case CallerCheck.Forbidden(var reason) ->
          discarded(request, error(visit, 403, "Forbidden. Key is blacklisted: " + reason + "."));
      case CallerCheck.NotVerified(var error) ->
          discarded(request, error(visit, 401, notVerified(error)));
      case CallerCheck.Unreadable() ->
          discarded(request, error(visit, 500, "Internal Server Error #" + UUID.randomUUID()));
      case CallerCheck.Verified(var caller) ->
          handler
              .away()
              .map(tryAgainIn -> discarded(request, away(visit, tryAgainIn)))
              .orElseGet(() -> read(request, visit, wanted, caller));
    };
  }

  private CompletionStage<HttpResponse> read(
      HttpRequest request, Visit visit, Wanted wanted, Hotkey caller) {
    return request
        .entity()
        .withSizeLimit(wanted.bodySizeMax())
        .toStrict(patience(wanted).toMillis(), materializer)
        .thenComposeAsync(
            entity -> answer(visit, wanted, caller, entity.getData().toArrayUnsafe()),
            system.executionContext())
        .exceptionally(failure -> failed(visit, failure));
  }

  private HttpResponse away(Visit visit, Duration tryAgainIn) {
    return error(visit, 503, "Temporarily unable to process requests")
        .addHeader(RawHeader.create("Retry-After", Long.toString(tryAgainIn.toSeconds())));
  }

  private static Duration patience(Wanted wanted) {
    return BODY_TIMEOUT.plusSeconds(wanted.bodySizeMax() / BYTES_PER_SECOND_MIN);
  }

  private CompletionStage<HttpResponse> answer(
      Visit visit, Wanted wanted, Hotkey caller, byte[] utf8) {
    var decoded =
        switch (wanted) {
          case Ping() -> SynapseBody.decodePing(utf8);
          case Call(var type) -> SynapseBody.decode(type, utf8);
        };
    return switch (decoded) {
      case Decoded.Refused<SynapseBody>(var why) -> done(error(visit, 422, why.value()));
      case Decoded.Read<SynapseBody>(var body) when !isOwn(body, caller) ->
          done(error(visit, 401, notVerified("the body claims another hotkey than the headers")));
      case Decoded.Read<SynapseBody>(var body) ->
          switch (wanted) {
            case Ping() -> done(success(visit, body.answeringPing(spent(visit))));
            case Call(var type) ->
                handler
                    .handle(new SynapseCall(type, caller, body.request()))
                    .thenApply(response -> answered(visit, type, body, response));
          };
    };
  }

  private HttpResponse answered(Visit visit, SynapseType type, SynapseBody body, String response) {
    var answer = success(visit, body.answering(type, response, spent(visit), visit.echo()));
    handler.answered(type, spent(visit));
    return answer;
  }

  private static boolean isOwn(SynapseBody body, Hotkey caller) {
    return body.claimedHotkey().map(claimed -> claimed.equals(caller.value())).orElse(true);
  }

  private HttpResponse success(Visit visit, SynapseBody answer) {
    var headers = visit.headers().answering(new Result(200, "Success", spent(visit)));
    return response(200, headers, answer.toText());
  }

  private HttpResponse unknown(Visit visit, String name) {
    handler.turnedAway(404);
    var result = new Result(404, notFound(name), spent(visit));
    return response(
        404, SynapseHeaders.refusingUnknown(result), SynapseBody.errorText(result.message()));
  }

  /// `message` holds nothing of the request that was not read or made a label.
  private HttpResponse error(Visit visit, int status, String message) {
    handler.turnedAway(status);
    var headers =
        visit
            .headers()
            .refusing(
                new Result(status, message, spent(visit)),
                stamp.on(visit.headers().callerHotkey()),
                visit.peer());
    return response(status, headers, SynapseBody.errorText(message));
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
    return HttpResponse.create()
        .withStatus(status)
        .withHeaders(RawHeaders.of(headers))
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json));
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

  private static Optional<Endpoint> peerOf(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .filter(address -> address.getPort() > 0)
        .flatMap(SynapseServer::endpoint);
  }

  private static Optional<Endpoint> endpoint(RemoteAddress address) {
    return address
        .getAddress()
        .map(InetAddress::getHostAddress)
        .map(ip -> new Endpoint(ip, address.getPort()));
  }

  private static String notVerified(String error) {
    return "Not Verified with error: " + error;
  }

  private static String notFound(String name) {
    String known =
        Stream.concat(
                Stream.of(SynapseBody.PING),
                Arrays.stream(SynapseType.values()).map(SynapseType::className))
            .map(className -> "'" + className + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    return "Synapse name '" + Label.of(name) + "' not found. Available synapses " + known;
  }
}
