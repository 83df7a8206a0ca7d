package io.byteleap.validator.api;

import io.byteleap.domain.access.Scope;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// One thing that can be asked of the interface: all that is needed to serve it, and to describe
/// it. Its problems are those beside the ones that every operation has.
record Operation(
    HttpMethod method,
    PathTemplate path,
    String id,
    String summary,
    Access access,
    List<Parameter> parameters,
    Body body,
    List<Success> successes,
    List<Integer> problems,
    Handler handler) {
  /// What a request carries.
  sealed interface Body {}

  record NoBody() implements Body {}

  /// JSON of the schema of this name.
  record Json(String schema) implements Body {}

  /// An answer that is no problem.
  record Success(int status, String description, Content content) {}

  sealed interface Content {}

  /// JSON of the schema of this name.
  record Document(String schema) implements Content {}

  /// Server-sent events whose data have the schema of this name.
  record Events(String schema) implements Content {}

  @FunctionalInterface
  interface Handler {
    CompletionStage<HttpResponse> handle(ApiCall call);
  }

  Operation {
    parameters = List.copyOf(parameters);
    successes = List.copyOf(successes);
    problems = List.copyOf(problems);
    var named =
        parameters.stream()
            .filter(parameter -> parameter.place() == Parameter.Place.PATH)
            .map(Parameter::name)
            .toList();
    if (!named.equals(path.names())) {
      throw new IllegalArgumentException(id + ": the path names " + path.names());
    }
  }

  static Operation get(String path, String id, String summary, Handler handler) {
    return of(HttpMethods.GET, path, id, summary, Scope.READ, handler);
  }

  static Operation post(String path, String id, String summary, Scope scope, Handler handler) {
    return of(HttpMethods.POST, path, id, summary, scope, handler);
  }

  static Operation delete(String path, String id, String summary, Scope scope, Handler handler) {
    return of(HttpMethods.DELETE, path, id, summary, scope, handler);
  }

  private static Operation of(
      HttpMethod method, String path, String id, String summary, Scope scope, Handler handler) {
    return new Operation(
        method,
        new PathTemplate(path),
        id,
        summary,
        new Access.Needs(scope),
        path(path),
        new NoBody(),
        List.of(),
        List.of(),
        handler);
  }

  private static List<Parameter> path(String path) {
    return new PathTemplate(path)
        .names().stream().map(name -> Parameter.path(name, describe(name))).toList();
  }

  private static String describe(String name) {
    return switch (name) {
      case "hotkey" -> "The miner's SS58 address.";
      case "round" -> "A round's number, or newest.";
      case String other -> "The " + other.replace('_', ' ') + ".";
    };
  }

  Operation forAnyone() {
    return open(new Access.Anyone());
  }

  Operation needing(Scope scope) {
    return open(new Access.Needs(scope));
  }

  private Operation open(Access whom) {
    return new Operation(
        method, path, id, summary, whom, parameters, body, successes, problems, handler);
  }

  Operation taking(Parameter... more) {
    return new Operation(
        method,
        path,
        id,
        summary,
        access,
        Stream.concat(parameters.stream(), Stream.of(more)).toList(),
        body,
        successes,
        problems,
        handler);
  }

  Operation reading(String schema) {
    return new Operation(
        method,
        path,
        id,
        summary,
        access,
        parameters,
        new Json(schema),
        successes,
        problems,
        handler);
  }

  Operation answering(int status, String description, Content content) {
    var all =
        Stream.concat(successes.stream(), Stream.of(new Success(status, description, content)));
    return new Operation(
        method, path, id, summary, access, parameters, body, all.toList(), problems, handler);
  }

  Operation refusing(Integer... statuses) {
    return new Operation(
        method, path, id, summary, access, parameters, body, successes, List.of(statuses), handler);
  }

  Optional<Parameter> parameter(Parameter.Place place, String name) {
    return parameters.stream()
        .filter(parameter -> parameter.place() == place && parameter.name().equals(name))
        .findFirst();
  }
}
