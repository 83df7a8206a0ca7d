package io.byteleap.validator.api;

import io.byteleap.node.StatusServer;
import io.byteleap.port.AccessTokens;
import io.byteleap.port.History;
import io.byteleap.port.LeaseIndex;
import io.byteleap.port.Musters;
import io.byteleap.port.RentalIndex;
import io.byteleap.port.RepeatBook;
import io.byteleap.validator.weights.RoundReplay;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.server.Route;

/// `/api/v1`: miners, workers, challenges, leases, scores and weights, explanations, events, and
/// the tokens of those who use it; `/api/v1/openapi.json` describes it all.
public final class ApiRoutes {
  private final List<Operation> operations;
  private final NewsOperations news;
  private final ApiTable table;

  /// What was, to look up and to make again, and what happens.
  public record Past(
      History history,
      Musters musters,
      LeaseIndex leases,
      RentalIndex rentals,
      RoundReplay rounds,
      News news) {}

  /// Who may ask, how much, and what is remembered of those who do.
  public record Callers(
      Gate.AdminSecrets secrets, AccessTokens tokens, RepeatBook repeats, Limit limit) {}

  /// How many requests one caller may send in a stretch of time.
  public record Limit(int requestsMax, Duration stretch) {}

  /// Clock, chance, and what runs calls that wait for the database.
  public record Tools(InstantSource clock, RandomGenerator random, Executor blocking) {}

  public ApiRoutes(Directory directory, Past past, Callers callers, Tools tools, Renting renting) {
    this(directory, past, callers, tools, renting, NewsOperations.Pace.USUAL);
  }

  ApiRoutes(
      Directory directory,
      Past past,
      Callers callers,
      Tools tools,
      Renting renting,
      NewsOperations.Pace pace) {
    var clock = tools.clock();
    var blocking = tools.blocking();
    var repeats = new Repeats(callers.repeats(), clock, tools.random(), blocking);
    var limits = new CallLimits(callers.limit().requestsMax(), callers.limit().stretch());
    this.news = new NewsOperations(past.news(), pace, blocking);
    this.operations =
        Stream.of(
                new StandingOperations(directory, clock).all(),
                new HistoryOperations(directory, past.history(), blocking).all(),
                new MusterOperations(directory, past.musters(), blocking).all(),
                new SubmissionOperations(directory).all(),
                new UnitOperations(directory).all(),
                new LeaseOperations(directory, past.leases(), repeats, clock, blocking).all(),
                renting.operations(
                    new VmOperations.Tools(directory, past.rentals(), repeats, clock, blocking)),
                new RoundOperations(past.rounds(), past.rentals(), blocking).all(),
                news.all(),
                new TokenOperations(callers.tokens(), clock, tools.random(), blocking).all(),
                List.of(description()))
            .flatMap(List::stream)
            .toList();
    this.table =
        new ApiTable(
            operations,
            new Gate(callers.secrets(), callers.tokens(), limits, clock, blocking),
            limits);
  }

  /// The document is made when it is asked for, of the operations there are then.
  private Operation description() {
    return Operation.get(
            "openapi.json",
            "describe",
            "This description",
            _ ->
                CompletableFuture.completedStage(
                    StatusServer.json(200, OpenApi.document(operations()))))
        .answering(200, "An OpenAPI document", new Operation.Document("OpenApiDocument"))
        .forAnyone();
  }

  List<Operation> operations() {
    return operations;
  }

  /// How many follow the events now.
  public int followers() {
    return news.followers();
  }

  public Route routes() {
    return table.route();
  }
}
