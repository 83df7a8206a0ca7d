package io.byteleap.validator.api;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Build;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/// The description of the interface, made of the very operations that are served; the schemas of
/// what travels stand in `schemas.json`. Source: OpenAPI 3.1.1, JSON Schema 2020-12.
final class OpenApi {
  private static final String SCHEMAS = "schemas.json";
  private static final int SCHEMAS_SIZE_MAX = 1 << 20;
  private static final String BEARER = "bearer";

  /// What every operation may answer besides.
  private static final List<Integer> PROBLEMS_OF_ALL = List.of(400, 401, 403, 429, 500, 503);

  private OpenApi() {}

  static JsonObject document(List<Operation> operations) {
    return JsonObject.builder()
        .put("openapi", "3.1.1")
        .put("info", info())
        .putObjects("servers", List.of(JsonObject.builder().put("url", "/api/v1").build()))
        .put("paths", paths(operations))
        .put(
            "components",
            JsonObject.builder()
                .put("schemas", schemas())
                .put(
                    "securitySchemes",
                    JsonObject.builder()
                        .put(
                            BEARER,
                            JsonObject.builder()
                                .put("type", "http")
                                .put("scheme", "bearer")
                                .put("description", "A token of `byteleap-validator token new`.")
                                .build())
                        .build())
                .build())
        .build();
  }

  private static JsonObject info() {
    return JsonObject.builder()
        .put("title", "ByteLeap validator")
        .put("version", Build.version())
        .put(
            "description",
            "Leases, workers, challenges, scores and weights of a validator. Reading needs no token"
                + " on the validator's own machine.")
        .put("license", JsonObject.builder().put("name", "MIT").put("identifier", "MIT").build())
        .build();
  }

  static JsonObject schemas() {
    try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream(SCHEMAS))) {
      return Json.upTo(SCHEMAS_SIZE_MAX).parse(in.readNBytes(SCHEMAS_SIZE_MAX));
    } catch (IOException e) {
      throw new UncheckedIOException(SCHEMAS + " cannot be read", e);
    }
  }

  private static JsonObject paths(List<Operation> operations) {
    var byPath = new LinkedHashMap<String, JsonObject.Builder>();
    for (Operation operation : operations) {
      byPath
          .computeIfAbsent("/" + operation.path().text(), _ -> JsonObject.builder())
          .put(word(operation.method()), described(operation));
    }
    var paths = JsonObject.builder();
    byPath.forEach((path, methods) -> paths.put(path, methods.build()));
    return paths.build();
  }

  private static String word(HttpMethod method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject described(Operation operation) {
    var json =
        JsonObject.builder()
            .put("operationId", operation.id())
            .put("summary", operation.summary())
            .putTexts("tags", List.of(operation.path().topic()))
            .putObjects(
                "parameters", operation.parameters().stream().map(Parameter::toOpenApi).toList());
    switch (operation.access()) {
      case Access.Anyone() -> json.putObjects("security", List.of());
      case Access.Needs(var scope) ->
          json.putObjects("security", security(scope.word()))
              .put("description", "Needs the scope " + scope.word() + ".");
    }
    switch (operation.body()) {
      case Operation.NoBody() -> {}
      case Operation.Json(var schema) ->
          json.put(
              "requestBody",
              JsonObject.builder()
                  .put("required", true)
                  .put("content", content("application/json", schema))
                  .build());
    }
    return json.put("responses", responses(operation)).build();
  }

  private static List<JsonObject> security(String scope) {
    return List.of(JsonObject.builder().putTexts(BEARER, List.of(scope)).build());
  }

  private static JsonObject responses(Operation operation) {
    var responses = JsonObject.builder();
    for (Operation.Success success : operation.successes()) {
      responses.put(
          Integer.toString(success.status()),
          JsonObject.builder()
              .put("description", success.description())
              .put(
                  "content",
                  switch (success.content()) {
                    case Operation.Document(var schema) -> content("application/json", schema);
                    case Operation.Events(var schema) -> events(schema);
                  })
              .build());
    }
    Stream.concat(PROBLEMS_OF_ALL.stream(), operation.problems().stream())
        .sorted()
        .forEach(status -> responses.put(Integer.toString(status), problem(status)));
    return responses.build();
  }

  private static JsonObject problem(int status) {
    return JsonObject.builder()
        .put("description", StatusCodes.get(status).reason())
        .put("content", content("application/problem+json", "Problem"))
        .build();
  }

  private static JsonObject content(String type, String schema) {
    return typed(type, ref(schema));
  }

  private static JsonObject ref(String schema) {
    return JsonObject.builder().put("$ref", "#/components/schemas/" + schema).build();
  }

  /// A stream is text to those who know no better; what its events carry is said beside.
  private static JsonObject events(String schema) {
    return typed(
        "text/event-stream",
        JsonObject.builder()
            .put("type", "string")
            .put("description", "Server-sent events; the data of each are JSON.")
            .put("x-event-data", ref(schema))
            .build());
  }

  private static JsonObject typed(String type, JsonObject schema) {
    return JsonObject.builder()
        .put(type, JsonObject.builder().put("schema", schema).build())
        .build();
  }
}
