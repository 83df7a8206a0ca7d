package io.byteleap.validator.api;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.json.JsonObject;
import io.byteleap.port.Page;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// Miners and workers as they are now.
final class StandingOperations {
  private static final String MINERS = "miners";
  private static final String WORKERS = "workers";

  private final Directory directory;
  private final InstantSource clock;

  StandingOperations(Directory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(MINERS, "listMiners", "The subnet's miners, by hotkey", this::miners)
            .taking(Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of miners", new Operation.Document("MinerPage")),
        Operation.get(
                WORKERS, "listWorkers", "Workers with their machines and scores", this::workers)
            .taking(Filters.HOTKEY, Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of workers", new Operation.Document("WorkerPage")));
  }

  /// Asks only the ledgers of the miners on the page.
  private CompletionStage<HttpResponse> miners(ApiCall call) {
    return Paging.answered(
        MINERS,
        call,
        wish -> {
          var page = Paging.cut(directory.miners(), wish, miner -> List.of(miner.value()));
          return directory
              .standings(page.items()::contains)
              .thenApply(
                  standings -> {
                    var now = clock.instant();
                    var metagraph = directory.subnet().metagraph();
                    var shown =
                        standings.stream()
                            .map(each -> ApiJson.miner(each, metagraph, now))
                            .toList();
                    return Paging.json(MINERS, new Page<>(shown, page.next()));
                  });
        });
  }

  private record Worker(String hotkey, String id, JsonObject json) {}

  /// Asks no ledger of a miner before those on the page.
  private CompletionStage<HttpResponse> workers(ApiCall call) {
    String hotkey = call.value(Filters.HOTKEY);
    return Paging.answered(
        WORKERS,
        call,
        wish ->
            directory
                .standings(miner -> isWanted(miner, hotkey, wish))
                .thenApply(
                    all -> {
                      var now = clock.instant();
                      var workers =
                          all.stream()
                              .flatMap(standing -> ApiJson.workers(standing, now))
                              .map(StandingOperations::worker)
                              .toList();
                      return Paging.json(
                          WORKERS,
                          Paging.cut(workers, wish, each -> List.of(each.hotkey(), each.id()))
                              .map(Worker::json));
                    }));
  }

  private static Worker worker(JsonObject json) {
    return new Worker(json.text("hotkey"), json.text("worker_id"), json);
  }

  private static boolean isWanted(Hotkey miner, String hotkey, Page.Wish wish) {
    boolean isComing =
        Optional.of(wish.after()).stream()
            .flatMap(List::stream)
            .limit(1)
            .allMatch(last -> miner.value().compareTo(last) >= 0);
    return isComing && Stream.of("", miner.value()).anyMatch(hotkey::equals);
  }
}
