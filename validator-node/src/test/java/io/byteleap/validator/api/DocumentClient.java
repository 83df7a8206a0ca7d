package io.byteleap.validator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/// A client made of nothing but an OpenAPI document: it knows addresses, methods, parameters and
/// bodies from there, sends only what the document allows, and takes only what it promises.
final class DocumentClient implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode document;
  private final String base;
  private final String token;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Described> operations = new TreeMap<>();

  /// What was called, and how it was answered: `beginLease 201`.
  final Set<String> seen = new TreeSet<>();

  record Described(String method, String path, JsonNode json) {}

  record Answer(int status, JsonNode body, HttpResponse<String> response) {}

  DocumentClient(String document, String server, String token) throws Exception {
    this.document = MAPPER.readTree(document);
    this.base = server + this.document.at("/servers/0/url").asText();
    this.token = token;
    for (var path : this.document.get("paths").properties()) {
      for (var method : path.getValue().properties()) {
        operations.put(
            method.getValue().get("operationId").asText(),
            new Described(
                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()));
      }
    }
  }

  Set<String> operationIds() {
    return operations.keySet();
  }

  Map<String, Described> operations() {
    return operations;
  }

  /// Every answer that is no problem, as in [#seen].
  List<String> promised() {
    var all = new ArrayList<String>();
    operations.forEach(
        (id, operation) ->
            names(operation.json().get("responses")).stream()
                .filter(status -> status.startsWith("2"))
                .forEach(status -> all.add(id + " " + status)));
    return all;
  }

  Answer call(String operation, Map<String, String> parameters) throws Exception {
    return call(operation, parameters, "");
  }

  Answer call(String id, Map<String, String> parameters, String body) throws Exception {
    var operation = Objects.requireNonNull(operations.get(id), id);
    var request = request(operation, parameters);
    if (operation.json().has("requestBody")) {
      var schema =
          operation.json().at("/requestBody/content").get("application/json").get("schema");
      assertThat(problems(schema, MAPPER.readTree(body), document.get("components"))).isEmpty();
      request.header("Content-Type", "application/json");
    } else {
      assertThat(body).isEmpty();
    }
    request.method(
        operation.method(),
        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    var response = http.send(request.build(), BodyHandlers.ofString());
    seen.add(id + " " + response.statusCode());
    return new Answer(response.statusCode(), checked(id, operation, response), response);
  }

  private HttpRequest.Builder request(Described operation, Map<String, String> parameters) {
    String path = operation.path();
    var query = new ArrayList<String>();
    var request = HttpRequest.newBuilder().header("Authorization", "Bearer " + token);
    var known = new TreeSet<String>();
    for (JsonNode parameter : operation.json().get("parameters")) {
      String name = parameter.get("name").asText();
      known.add(name);
      String given = parameters.getOrDefault(name, "");
      if (!given.isEmpty()) {
        String value = URLEncoder.encode(given, StandardCharsets.UTF_8);
        switch (parameter.get("in").asText()) {
          case "path" -> path = path.replace("{" + name + "}", value);
          case "query" -> query.add(name + "=" + value);
          case "header" -> request.header(name, given);
          case String other -> throw new IllegalArgumentException(other);
        }
      } else {
        assertThat(parameter.get("required").asBoolean()).as(name).isFalse();
      }
    }
    assertThat(known).containsAll(parameters.keySet());
    String question = query.isEmpty() ? "" : "?" + String.join("&", query);
    return request.uri(URI.create(base + path + question));
  }

  private JsonNode checked(String id, Described operation, HttpResponse<String> response)
      throws Exception {
    var promise = operation.json().get("responses").get(Integer.toString(response.statusCode()));
    assertThat(promise).as(id + " " + response.statusCode() + response.body()).isNotNull();
    var content = promise.get("content").properties().iterator().next();
    String type = response.headers().firstValue("Content-Type").orElseThrow();
    assertThat(type).as(id).isEqualTo(content.getKey());
    var body = MAPPER.readTree(response.body());
    assertThat(problems(content.getValue().get("schema"), body, strict()))
        .as(id + " " + response.body())
        .isEmpty();
    return body;
  }

  /// What is wrong with a value of the schema of this name, fields that it does not know included.
  List<String> problems(String schema, String value) throws Exception {
    var ref = MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + schema);
    return problems(ref, MAPPER.readTree(value), strict());
  }

  private static List<String> problems(JsonNode schema, JsonNode value, JsonNode components) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", components);
    var config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(whole, config)
        .validate(value)
        .stream()
        .map(Object::toString)
        .toList();
  }

  /// The schemas, knowing no field but those that they name.
  private JsonNode strict() {
    JsonNode components = document.get("components").deepCopy();
    close(components.get("schemas"));
    return components;
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("type").asText().equals("object")
        && object.has("properties")
        && !object.path("required").toString().contains("openapi")) {
      object.put("additionalProperties", false);
    }
    node.forEach(DocumentClient::close);
  }

  static List<String> names(JsonNode node) {
    Iterator<String> names = node.fieldNames();
    return StreamSupport.stream(((Iterable<String>) () -> names).spliterator(), false).toList();
  }

  @Override
  public void close() {
    http.close();
  }
}
