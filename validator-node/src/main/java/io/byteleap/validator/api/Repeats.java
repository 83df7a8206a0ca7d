package io.byteleap.validator.api;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.http.Problem;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.byteleap.port.RepeatBook;
import java.time.Duration;
import java.time.InstantSource;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests that are sent again because their answer was lost: with the same `Idempotency-Key` they
/// get the same answer for 24 hours, and nothing is done twice. Refusals are not kept, since they
/// changed nothing: the same request may have better luck.
final class Repeats {
  static final Parameter KEY =
      new Parameter(
          "Idempotency-Key",
          Parameter.Place.HEADER,
          new Parameter.Text(255),
          "Your own word for this request. Sent again with it, the request is answered as the"
              + " first time; another request with it is refused. Good for 24 hours.");

  private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);
  private static final Json JSON = Json.upTo(1 << 20);
  private static final int FIRST_PROBLEM = 400;
  private static final int ID_LENGTH = 32;
  private static final HttpHeader AGAIN = RawHeader.create("Idempotency-Replayed", "true");

  private final RepeatBook book;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Executor blocking;

  Repeats(RepeatBook book, InstantSource clock, RandomGenerator random, Executor blocking) {
    this.book = book;
    this.clock = clock;
    this.random = random;
    this.blocking = blocking;
  }

  /// An id that nobody chose: the same for the same request with the same key, so that a request of
  /// which only the answer was lost finds what it began. Hex digits, or a UUID.
  String id(ApiCall call, String what) {
    if (call.value(KEY).isEmpty()) {
      return RandomUuid.draw(random).toString();
    }
    String name = call.caller().name() + "\n" + call.value(KEY) + "\n" + fingerprint(call, what);
    return Sha256.hexOf(name).substring(0, ID_LENGTH);
  }

  /// Answers, or gives the answer of the first time. `what` is asked for says the operation.
  CompletionStage<HttpResponse> once(
      ApiCall call, String what, Supplier<CompletionStage<HttpResponse>> answer) {
    if (call.value(KEY).isEmpty()) {
      return answer.get();
    }
    var key = new RepeatBook.Key(call.caller().name(), call.value(KEY));
    var asked = new RepeatBook.Asked(key, fingerprint(call, what), clock.instant());
    return CompletableFuture.supplyAsync(() -> book.look(asked), blocking)
        .thenCompose(
            look ->
                switch (look) {
                  case RepeatBook.First() -> first(key, answer);
                  case RepeatBook.Answered(var given) ->
                      CompletableFuture.completedStage(again(given));
                  case RepeatBook.UnderWay() ->
                      Responses.refused(
                          Problem.conflict("the request with this Idempotency-Key is under way")
                              .ofKind("request-under-way"));
                  case RepeatBook.OtherRequest() ->
                      Responses.refused(
                          Problem.unprocessable("the Idempotency-Key was used for another request")
                              .ofKind("idempotency-key-reused"));
                  case RepeatBook.TooMany() ->
                      Responses.refused(
                          Problem.tooManyRequests(
                              RepeatBook.KEYS_MAX + " Idempotency-Keys are in use",
                              Duration.ofHours(1)));
                });
  }

  private CompletionStage<HttpResponse> first(
      RepeatBook.Key key, Supplier<CompletionStage<HttpResponse>> answer) {
    return CompletableFuture.completedStage(key)
        .thenCompose(_ -> answer.get())
        .whenCompleteAsync((response, _) -> remember(key, response), blocking);
  }

  /// Without this the request counts as under way for a minute, and is then made anew.
  @SuppressWarnings("NullAway") // a stage that failed has no response
  private void remember(RepeatBook.Key key, HttpResponse response) {
    try {
      if (response == null || response.status().intValue() >= FIRST_PROBLEM) {
        book.forget(key);
      } else {
        book.keep(key, answer(response));
      }
    } catch (RuntimeException e) {
      LOG.warn("an answer could not be kept for repetition, why={}", FailureCause.text(e));
    }
  }

  private static RepeatBook.Answer answer(HttpResponse response) {
    return new RepeatBook.Answer(
        response.status().intValue(),
        ((HttpEntity.Strict) response.entity()).getData().utf8String(),
        response.getHeader("ETag").map(HttpHeader::value).orElse(""));
  }

  private static HttpResponse again(RepeatBook.Answer given) {
    var response = StatusServer.json(given.status(), JSON.parse(given.body())).addHeader(AGAIN);
    return given.etag().isEmpty()
        ? response
        : response.addHeader(RawHeader.create("ETag", given.etag()));
  }

  private static String fingerprint(ApiCall call, String what) {
    var values = new TreeMap<>(call.values());
    values.remove(KEY.name());
    var all = JsonObject.builder().put("what", what).put("body", call.body());
    values.forEach((name, value) -> all.put("value " + name, value));
    return Sha256.hexOf(all.build().toText());
  }
}
