package io.byteleap.transport;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.keys.SignedRequest;
import io.byteleap.keys.Signer;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.synapse.Caller;
import io.byteleap.wire.synapse.SynapseBody;
import io.byteleap.wire.synapse.SynapseHeaders;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.SystemMaterializer;

/// Makes signed requests to validators, over connections that are kept open. Stages never fail.
public final class SynapseClient implements SynapseCaller {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int ANSWER_SIZE_MAX = 8 << 20;

  private final ActorSystem<?> system;
  private final Signer signer;
  private final String ownIp;
  private final InstantSource clock;

  /// `ownIp` is the address that we say we have; nobody verifies it.
  public SynapseClient(ActorSystem<?> system, Signer signer, String ownIp, InstantSource clock) {
    this.system = system;
    this.signer = signer;
    this.ownIp = ownIp;
    this.clock = clock;
  }

  public sealed interface Result {}

  /// The text inside the response.
  public record Answered(String response) implements Result {}

  /// The validator answered with an error status.
  public record Rejected(int status, String message) implements Result {}

  /// No answer, or none that can be read.
  public record Unreachable(String cause) implements Result {}

  /// Whom a request is for.
  public record Target(Endpoint endpoint, Hotkey hotkey) {}

  @Override
  public CompletionStage<Result> call(
      Target target, SynapseType type, String request, Duration timeout) {
    return Http.get(system)
        .singleRequest(http(target, type, request, timeout, caller(target)))
        .thenCompose(response -> read(response, timeout))
        .toCompletableFuture()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> new Unreachable(FailureCause.text(failure)));
  }

  /// Each request has a UUID of its own, as those of the existing miners have.
  private Caller caller(Target target) {
    long nonce = nanos(clock.instant());
    String uuid = UUID.randomUUID().toString();
    var signed =
        new SignedRequest(
            nonce, signer.hotkey(), target.hotkey(), uuid, SignedRequest.EMPTY_BODY_HASH);
    return new Caller(
        Caller.SDK_VERSION,
        nonce,
        uuid,
        signer.hotkey(),
        ownIp,
        signer.sign(signed.message()).hex());
  }

  private static HttpRequest http(
      Target target, SynapseType type, String request, Duration timeout, Caller caller) {
    var headers =
        SynapseHeaders.ofRequest(type, timeout, caller, target.endpoint(), target.hotkey());
    var body =
        SynapseBody.ofRequest(type, timeout, caller, target.endpoint(), target.hotkey(), request);
    return HttpRequest.POST("http://" + target.endpoint().authority() + "/" + type.className())
        .withHeaders(RawHeaders.of(headers))
        .addHeader(BriefAnswers.wish())
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body.toText()));
  }

  private CompletionStage<Result> read(HttpResponse response, Duration timeout) {
    return response
        .entity()
        .withSizeLimit(ANSWER_SIZE_MAX)
        .toStrict(timeout.toMillis(), SystemMaterializer.get(system).materializer())
        .thenApply(entity -> result(response.status().intValue(), entity.getData().toArray()));
  }

  private static Result result(int status, byte[] utf8) {
    return switch (SynapseBody.decodeAnswer(utf8)) {
      case Decoded.Read<SynapseBody.Answer>(SynapseBody.Response(var text)) when status == 200 ->
          new Answered(text);
      case Decoded.Read<SynapseBody.Answer>(SynapseBody.ErrorMessage(var message)) ->
          new Rejected(status, message);
      case Decoded.Read<SynapseBody.Answer> _ -> new Rejected(status, "no message");
      case Decoded.Refused<SynapseBody.Answer>(var why) ->
          status == 200
              ? new Unreachable("answer cannot be read: " + why)
              : new Rejected(status, "no message");
    };
  }

  static long nanos(Instant instant) {
    return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
  }
}
