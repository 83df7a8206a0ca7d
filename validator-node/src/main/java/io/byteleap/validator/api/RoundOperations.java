package io.byteleap.validator.api;

import static io.byteleap.validator.api.Responses.refused;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.http.Problem;
import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.byteleap.port.RentalIndex;
import io.byteleap.validator.weights.RoundReplay;
import io.byteleap.validator.weights.RoundReplay.Which;
import io.byteleap.wire.Decoded;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// Past rounds made again: why a miner had its score, and whether a round comes out as it was
/// stored. A round is its number, or `newest`.
final class RoundOperations {
  private static final String NEWEST = "newest";
  private static final Parameter HOTKEY = Parameter.path("hotkey", "The miner's SS58 address.");
  private static final Parameter NUMBER = Parameter.path("round", "A number, or newest.");
  private static final Parameter ROUND =
      Parameter.query("round", "In which round: a number, or newest, which it is otherwise.");

  private static final int RENTALS_MAX = 100;

  private final RoundReplay rounds;
  private final RentalIndex rentals;
  private final Executor blocking;

  RoundOperations(RoundReplay rounds, RentalIndex rentals, Executor blocking) {
    this.rounds = rounds;
    this.rentals = rentals;
    this.blocking = blocking;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(
                "explain/{hotkey}", "explainScore", "Why a miner has its score", this::explanation)
            .taking(ROUND)
            .answering(200, "The score, worker by worker", new Operation.Document("Explanation"))
            .refusing(404, 409),
        Operation.get(
                "rounds/{round}/replay",
                "replayRound",
                "Makes a round again from the journal, and compares",
                call -> of(call.value(NUMBER), which -> response(rounds.replay(which))))
            .answering(200, "Whether it is the same", new Operation.Document("Replay"))
            .refusing(404, 409));
  }

  private CompletionStage<HttpResponse> explanation(ApiCall call) {
    String round = call.value(ROUND);
    return switch (Decoded.of(() -> new Hotkey(call.value(HOTKEY)))) {
      case Decoded.Refused<Hotkey>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<Hotkey>(var miner) ->
          of(round.isEmpty() ? NEWEST : round, which -> explained(miner, which));
    };
  }

  /// The machines that are or were rented on the miner's workers are no part of the score, but of
  /// what a lease's owner asks about.
  private HttpResponse explained(Hotkey miner, Which which) {
    return switch (rounds.explain(miner, which)) {
      case RoundReplay.Explained explained -> {
        var at = explained.round().at();
        var since = explained.explanation().windowStart();
        yield StatusServer.json(
            200,
            JsonObject.builder()
                .putAll(ExplanationJson.of(explained))
                .putObjects(
                    "rentals",
                    rentals.of(miner, since, RENTALS_MAX).stream()
                        .filter(rental -> rental.begunAt().isBefore(at))
                        .map(rental -> VmJson.explained(rental, at))
                        .toList())
                .build());
      }
      case RoundReplay.Outcome other -> response(other);
    };
  }

  private CompletionStage<HttpResponse> of(String round, Function<Which, HttpResponse> question) {
    return which(round)
        .<CompletionStage<HttpResponse>>map(which -> asked(() -> question.apply(which)))
        .orElseGet(
            () -> refused(Problem.badRequest("a round is a number from 1 on, or " + NEWEST)));
  }

  private CompletableFuture<HttpResponse> asked(Supplier<HttpResponse> question) {
    return CompletableFuture.supplyAsync(question, blocking);
  }

  private static Optional<Which> which(String round) {
    if (round.equals(NEWEST)) {
      return Optional.of(new RoundReplay.Newest());
    }
    return round.matches("[1-9][0-9]{0,17}")
        ? Optional.of(new RoundReplay.Numbered(Long.parseLong(round)))
        : Optional.empty();
  }

  private static HttpResponse response(RoundReplay.Outcome outcome) {
    return switch (outcome) {
      case RoundReplay.Explained explained -> StatusServer.json(200, ExplanationJson.of(explained));
      case RoundReplay.Same same -> StatusServer.json(200, ExplanationJson.of(same));
      case RoundReplay.Different different -> StatusServer.json(200, ExplanationJson.of(different));
      case RoundReplay.NoSuchRound() -> Problem.notFound("there is no such round").toResponse();
      case RoundReplay.NotInRound(var number) ->
          Problem.notFound("the miner was not in round " + number).toResponse();
      case RoundReplay.Impossible(var number, var why) ->
          Problem.conflict("round " + number + " cannot be made again: " + why).toResponse();
    };
  }
}
