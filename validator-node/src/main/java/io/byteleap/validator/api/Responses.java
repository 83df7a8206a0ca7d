package io.byteleap.validator.api;

import io.byteleap.actor.FailureCause;
import io.byteleap.http.Problem;
import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.byteleap.port.History.HistoryUnavailable;
import io.byteleap.port.Page;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// How answers that come later become responses.
final class Responses {
  private Responses() {}

  static CompletionStage<HttpResponse> answered(CompletionStage<JsonObject> answer) {
    return answer.thenApply(json -> StatusServer.json(200, json));
  }

  static CompletionStage<HttpResponse> refused(Problem problem) {
    return CompletableFuture.completedStage(problem.toResponse());
  }

  /// Whom we asked may be away: then the client may try again. A page's key may be of
  /// no list, which only the list could see. Anything else is our own mistake, and goes on.
  static Problem problem(Throwable failure) {
    return switch (FailureCause.of(failure)) {
      case HistoryUnavailable _ -> Problem.unavailable("the database cannot be read now");
      case TimeoutException late -> Problem.unavailable("no answer in time: " + text(late));
      case Page.UnknownKey unknown -> Problem.badRequest(String.valueOf(unknown.getMessage()));
      case Throwable other -> throw new CompletionException(other);
    };
  }

  private static String text(Throwable failure) {
    return FailureCause.text(failure);
  }
}
