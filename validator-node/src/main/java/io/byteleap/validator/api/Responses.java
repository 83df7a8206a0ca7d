package io.byteleap.validator.api;

import io.byteleap.actor.FailureCause;
import io.byteleap.http.Problem;
import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.byteleap.port.History.HistoryUnavailable;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;

/// How answers that come later become responses.
final class Responses {
  private Responses() {}

  static Route answered(CompletionStage<JsonObject> answer) {
    return responded(answer.thenApply(json -> StatusServer.json(200, json)));
  }

  /// Whom we asked may be away: then the client may try again.
  static Route responded(CompletionStage<HttpResponse> response) {
    return Directives.completeWithFuture(
        response.exceptionally(
            failure ->
                Problem.unavailable(
                        FailureCause.of(failure) instanceof HistoryUnavailable
                            ? "the database cannot be read now"
                            : "no answer in time: " + FailureCause.text(failure))
                    .toResponse()));
  }

  static Route refused(Problem problem) {
    return problem.refusal();
  }

  static JsonObject list(String name, List<JsonObject> items) {
    return JsonObject.builder().putObjects(name, items).build();
  }
}
