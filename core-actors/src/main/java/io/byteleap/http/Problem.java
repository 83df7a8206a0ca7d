package io.byteleap.http;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.model.headers.HttpChallenge;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.WWWAuthenticate;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/// A refusal of a node's HTTP interface: its status, which kind of trouble it is where the status
/// does not say enough (a word such as `worker-is-leased`, or empty), what is wrong this time, and
/// what else the status asks for. Source: RFC 9457, problem details.
public record Problem(int status, String kind, String detail, List<HttpHeader> headers) {
  private static final String KINDS = "urn:byteleap:problem:";
  private static final ContentType.WithFixedCharset TYPE =
      MediaTypes.customWithFixedCharset(
              "application", "problem+json", HttpCharsets.UTF_8, Map.of(), false)
          .toContentType();

  private static final String RETRY_AFTER_SECONDS = "5";

  public Problem {
    headers = List.copyOf(headers);
  }

  private static Problem of(int status, String detail) {
    return new Problem(status, "", detail, List.of());
  }

  public static Problem badRequest(String detail) {
    return of(400, detail);
  }

  public static Problem unauthorized(String detail) {
    return new Problem(
        401,
        "",
        detail,
        List.of(WWWAuthenticate.create(HttpChallenge.create("Bearer", "byteleap"))));
  }

  public static Problem forbidden(String detail) {
    return of(403, detail);
  }

  public static Problem notFound(String detail) {
    return of(404, detail);
  }

  public static Problem methodNotAllowed(List<HttpMethod> allowed) {
    var names = allowed.stream().map(HttpMethod::name).distinct().toList();
    var header = Allow.create(allowed.stream().distinct().toArray(HttpMethod[]::new));
    return new Problem(405, "", "allowed here: " + String.join(", ", names), List.of(header));
  }

  public static Problem timeout(String detail) {
    return of(408, detail);
  }

  public static Problem conflict(String detail) {
    return of(409, detail);
  }

  public static Problem preconditionFailed(String detail) {
    return of(412, detail);
  }

  public static Problem tooLarge(String detail) {
    return of(413, detail);
  }

  public static Problem unsupportedMediaType(String detail) {
    return of(415, detail);
  }

  public static Problem unprocessable(String detail) {
    return of(422, detail);
  }

  /// `retryAfter` is rounded up to whole seconds.
  public static Problem tooManyRequests(String detail, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return new Problem(
        429, "", detail, List.of(RawHeader.create("Retry-After", Long.toString(seconds))));
  }

  public static Problem internal(String detail) {
    return of(500, detail);
  }

  /// Not now: the client may try again in some seconds.
  public static Problem unavailable(String detail) {
    return new Problem(
        503, "", detail, List.of(RawHeader.create("Retry-After", RETRY_AFTER_SECONDS)));
  }

  /// The same problem, of this kind.
  public Problem ofKind(String kind) {
    return new Problem(status, kind, detail, headers);
  }

  public HttpResponse toResponse() {
    var body =
        JsonObject.builder()
            .put("type", kind.isEmpty() ? "about:blank" : KINDS + kind)
            .put("title", StatusCodes.get(status).reason())
            .put("status", status)
            .put("detail", Label.of(detail).value())
            .build();
    return HttpResponse.create()
        .withStatus(status)
        .addHeaders(headers)
        .withEntity(HttpEntities.create(TYPE, body.toText()));
  }

  /// The route that refuses; whatever body came with the request is not read.
  public Route refusal() {
    return Directives.extractRequest(
        request ->
            Directives.extractMaterializer(
                materializer -> {
                  request.discardEntityBytes(materializer);
                  return Directives.complete(toResponse());
                }));
  }
}
