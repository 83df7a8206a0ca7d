package io.byteleap.validator.api;

import io.byteleap.http.JsonBody;
import io.byteleap.http.Problem;
import io.byteleap.http.Rejections;
import io.byteleap.wire.Decoded;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/// Serves operations below `/api/v1` as they are described, and nothing else: who may, with which
/// parameters, with which body. Refusals are problem documents.
final class ApiTable {
  private static final Duration SHORTLY = Duration.ofSeconds(1);

  private final List<Operation> operations;
  private final Gate gate;
  private final CallLimits limits;

  ApiTable(List<Operation> operations, Gate gate, CallLimits limits) {
    this.operations = List.copyOf(operations);
    this.gate = gate;
    this.limits = limits;
  }

  /// An operation at a path, and what stands there in the places of its names.
  private record Match(Operation operation, Map<String, String> names) {}

  Route route() {
    return Directives.pathPrefix(
        "api",
        () ->
            Rejections.handled(
                () ->
                    Directives.pathPrefix(
                        "v1",
                        () ->
                            Directives.pathPrefix(
                                PathMatchers.segments(),
                                path ->
                                    Directives.pathEndOrSingleSlash(
                                        () ->
                                            Directives.extractRequest(
                                                request -> found(request, path)))))));
  }

  private Route found(HttpRequest request, List<String> path) {
    var here =
        operations.stream()
            .flatMap(
                operation ->
                    operation.path().match(path).map(names -> new Match(operation, names)).stream())
            .toList();
    if (here.isEmpty()) {
      return Problem.notFound("nothing at " + request.getUri().getPathString()).refusal();
    }
    return here.stream()
        .filter(match -> match.operation().method().equals(request.method()))
        .findFirst()
        .map(match -> admitted(request, match))
        .orElseGet(
            () ->
                Problem.methodNotAllowed(
                        here.stream().map(match -> match.operation().method()).toList())
                    .refusal());
  }

  private Route admitted(HttpRequest request, Match match) {
    return Directives.onSuccess(
        gate.admit(request, match.operation().access()),
        admission ->
            switch (admission) {
              case Gate.Refused(var problem) -> problem.refusal();
              case Gate.Admitted(var caller) -> understood(request, match, caller);
            });
  }

  private Route understood(HttpRequest request, Match match, Caller caller) {
    return switch (Decoded.of(() -> values(request, match))) {
      case Decoded.Refused<Map<String, String>>(var why) ->
          Problem.badRequest(why.value()).refusal();
      case Decoded.Read<Map<String, String>>(var values) ->
          switch (match.operation().body()) {
            case Operation.NoBody() -> answered(match.operation(), new ApiCall(caller, values, ""));
            case Operation.Json _ ->
                JsonBody.read(
                    body -> answered(match.operation(), new ApiCall(caller, values, body)));
          };
    };
  }

  private static Map<String, String> values(HttpRequest request, Match match) {
    var values = new LinkedHashMap<String, String>();
    match.names().forEach((name, value) -> put(values, match, Parameter.Place.PATH, name, value));
    request
        .getUri()
        .query()
        .toList()
        .forEach(pair -> put(values, match, Parameter.Place.QUERY, pair.first(), pair.second()));
    for (Parameter parameter : match.operation().parameters()) {
      if (parameter.place() == Parameter.Place.HEADER) {
        request
            .getHeader(parameter.name())
            .ifPresent(
                header ->
                    put(values, match, Parameter.Place.HEADER, parameter.name(), header.value()));
      }
    }
    return values;
  }

  private static void put(
      Map<String, String> values, Match match, Parameter.Place place, String name, String value) {
    var parameter =
        match
            .operation()
            .parameter(place, name)
            .orElseThrow(() -> new IllegalArgumentException("unknown parameter " + name));
    parameter
        .wrong(value)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
    if (values.put(name, value) != null) {
      throw new IllegalArgumentException(name + " stands there twice");
    }
  }

  private Route answered(Operation operation, ApiCall call) {
    String caller = call.caller().name();
    if (!limits.enter(caller)) {
      return Problem.tooManyRequests("too many requests at once", SHORTLY).refusal();
    }
    return Directives.completeWithFuture(
        CompletableFuture.completedStage(call)
            .thenCompose(operation.handler()::handle)
            .exceptionally(failure -> Responses.problem(failure).toResponse())
            .whenComplete((_, _) -> limits.leave(caller)));
  }
}
