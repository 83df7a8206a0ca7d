package io.byteleap.validator.api;

import io.byteleap.json.JsonObject;
import io.byteleap.port.History;
import io.byteleap.port.History.ChallengeFilter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// Challenges, rounds of scores and submissions of weights, as the history has them.
final class HistoryOperations {
  private static final String CHALLENGES = "challenges";
  private static final String ROUNDS = "rounds";
  private static final String SUBMISSIONS = "submissions";
  private static final Parameter STATUS =
      Parameter.query(
          "status", new Parameter.Word(ChallengeFilter.STATES), "Only those in this state.");

  private final Directory directory;
  private final History history;
  private final Executor blocking;

  HistoryOperations(Directory directory, History history, Executor blocking) {
    this.directory = directory;
    this.history = history;
    this.blocking = blocking;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(
                CHALLENGES, "listChallenges", "Challenges, the newest first", this::challenges)
            .taking(Filters.HOTKEY, Filters.WORKER, STATUS, Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of challenges", new Operation.Document("ChallengePage")),
        Operation.get("scores", "listScores", "Rounds of scores, the newest first", this::scores)
            .taking(Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of rounds", new Operation.Document("RoundPage")),
        Operation.get(
                "weights",
                "listWeights",
                "What was handed to the chain last, and submissions, the newest first",
                this::weights)
            .taking(Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of submissions", new Operation.Document("WeightPage")));
  }

  private CompletionStage<HttpResponse> challenges(ApiCall call) {
    var filter =
        new ChallengeFilter(
            call.value(Filters.HOTKEY), call.value(Filters.WORKER), call.value(STATUS));
    return Paging.answered(
        CHALLENGES,
        call,
        wish ->
            looked(
                () ->
                    JsonObject.builder()
                        .put("totals", history.challengeTotals(filter))
                        .putAll(Paging.json(CHALLENGES, history.challenges(filter, wish)))
                        .build()));
  }

  private CompletionStage<HttpResponse> scores(ApiCall call) {
    return Paging.answered(
        ROUNDS, call, wish -> looked(() -> Paging.json(ROUNDS, history.scoreRounds(wish))));
  }

  private CompletionStage<HttpResponse> weights(ApiCall call) {
    return Paging.answered(
        SUBMISSIONS,
        call,
        wish ->
            directory
                .epoch()
                .thenCombine(
                    looked(() -> Paging.json(SUBMISSIONS, history.submissions(wish))),
                    (epoch, submissions) ->
                        JsonObject.builder()
                            .putAll(ApiJson.progress(epoch.epoch()))
                            .putObjects(
                                "weights",
                                ApiJson.weights(epoch.epoch(), directory.subnet().metagraph()))
                            .putAll(submissions)
                            .build()));
  }

  private CompletionStage<JsonObject> looked(Supplier<JsonObject> question) {
    return CompletableFuture.supplyAsync(question, blocking);
  }
}
