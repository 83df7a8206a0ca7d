package io.byteleap.validator.api;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/// A refusal of the HTTP interface: status, what kind it is, and what is wrong this time.
/// Source: RFC 9457, problem details.
record Problem(int status, String title, String detail) {
  private static final ContentType.WithFixedCharset TYPE =
      MediaTypes.customWithFixedCharset(
              "application", "problem+json", HttpCharsets.UTF_8, Map.of(), false)
          .toContentType();

  static Problem badRequest(String detail) {
    return new Problem(400, "Bad request", detail);
  }

  static Problem unauthorized(String detail) {
    return new Problem(401, "Unauthorized", detail);
  }

  static Problem forbidden(String detail) {
    return new Problem(403, "Forbidden", detail);
  }

  static Problem notFound(String detail) {
    return new Problem(404, "Not found", detail);
  }

  static Problem conflict(String detail) {
    return new Problem(409, "Conflict", detail);
  }

  static Problem unavailable(String detail) {
    return new Problem(503, "Service unavailable", detail);
  }

  HttpResponse toResponse() {
    var body =
        JsonObject.builder()
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .put("detail", Label.of(detail).value())
            .build();
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(TYPE, body.toText()));
  }
}
