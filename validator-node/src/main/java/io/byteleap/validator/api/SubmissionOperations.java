package io.byteleap.validator.api;

import io.byteleap.domain.access.Scope;
import io.byteleap.json.JsonObject;
import io.byteleap.validator.weights.SubmissionPlan;
import io.byteleap.validator.weights.WeightKeeper.Earnest;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// What would be submitted now, and submitting it.
final class SubmissionOperations {
  private static final String PATH = "weights/submission";
  private static final Operation.Document PLAN = new Operation.Document("SubmissionPlan");

  private final Directory directory;

  SubmissionOperations(Directory directory) {
    this.directory = directory;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(
                PATH,
                "previewSubmission",
                "What a submission of weights would do now",
                _ -> planned(Earnest.DRY_RUN))
            .answering(200, "What would be done", PLAN),
        Operation.post(
                PATH,
                "submitWeights",
                "Submits the newest round's weights without waiting for the validator's own tempo",
                Scope.ADMIN,
                _ -> planned(Earnest.SUBMIT))
            .answering(200, "What is done", PLAN));
  }

  private CompletionStage<HttpResponse> planned(Earnest earnest) {
    return Responses.answered(directory.submission(earnest).thenApply(this::json));
  }

  private JsonObject json(SubmissionPlan plan) {
    return JsonObject.builder()
        .put("action", plan.action())
        .put("why", plan.why())
        .put("round", plan.round())
        .putObjects("weights", ApiJson.weights(plan.weights(), directory.subnet().metagraph()))
        .build();
  }
}
