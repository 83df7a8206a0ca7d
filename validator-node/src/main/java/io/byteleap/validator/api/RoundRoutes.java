package io.byteleap.validator.api;

import static io.byteleap.validator.api.Responses.refused;
import static io.byteleap.validator.api.Responses.responded;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.http.Problem;
import io.byteleap.node.StatusServer;
import io.byteleap.validator.weights.RoundReplay;
import io.byteleap.validator.weights.RoundReplay.Which;
import io.byteleap.wire.Decoded;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/// Past rounds made again: why a miner had its score, and whether a round comes out as it was
/// stored. A round is its number, or `newest`.
final class RoundRoutes {
  private static final String NEWEST = "newest";

  private final RoundReplay rounds;
  private final Executor blocking;

  RoundRoutes(RoundReplay rounds, Executor blocking) {
    this.rounds = rounds;
    this.blocking = blocking;
  }

  /// `GET /explain/{hotkey}?round=`
  Route explanation() {
    return Directives.pathPrefix(
        "explain",
        () ->
            Directives.path(
                PathMatchers.segment(),
                hotkey ->
                    Directives.get(
                        () ->
                            Directives.parameterOptional(
                                "round", round -> explanation(hotkey, round)))));
  }

  private Route explanation(String hotkey, Optional<String> round) {
    return switch (Decoded.of(() -> new Hotkey(hotkey))) {
      case Decoded.Refused<Hotkey>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<Hotkey>(var miner) ->
          of(round.orElse(NEWEST), which -> rounds.explain(miner, which));
    };
  }

  /// `GET /rounds/{round}/replay`
  Route replay() {
    return Directives.pathPrefix(
        "rounds",
        () ->
            Directives.path(
                PathMatchers.segment().slash("replay"),
                round -> Directives.get(() -> of(round, rounds::replay))));
  }

  private Route of(String round, Function<Which, RoundReplay.Outcome> question) {
    return which(round)
        .map(which -> responded(asked(() -> question.apply(which))))
        .orElseGet(
            () -> refused(Problem.badRequest("a round is a number from 1 on, or " + NEWEST)));
  }

  private CompletableFuture<HttpResponse> asked(Supplier<RoundReplay.Outcome> question) {
    return CompletableFuture.supplyAsync(question, blocking).thenApply(RoundRoutes::response);
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
