package io.byteleap.validator.api;

import io.byteleap.domain.hardware.HostFacts;
import io.byteleap.domain.rental.RentalTerms;
import io.byteleap.http.Problem;
import io.byteleap.json.JsonObject;
import io.byteleap.port.Devices;
import io.byteleap.validator.presence.ScoringEntity.Standing;
import io.byteleap.validator.presence.ScoringEntity.WorkerStanding;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// Which workers can be rented: those that are online, at the gateway, and not leased.
final class Offers {
  private static final String OFFERS = "offers";

  private final Renting.On renting;
  private final VmOperations.Tools tools;

  Offers(Renting.On renting, VmOperations.Tools tools) {
    this.renting = renting;
    this.tools = tools;
  }

  private record Offer(Devices.Owner owner, JsonObject json) {}

  CompletionStage<HttpResponse> list(ApiCall call) {
    return Paging.answered(
        OFFERS,
        call,
        wish ->
            present()
                .thenCombine(
                    tools.directory().standings(_ -> true),
                    (present, all) ->
                        Paging.json(
                            OFFERS,
                            Paging.cut(
                                    offers(all, present),
                                    wish,
                                    offer ->
                                        List.of(
                                            offer.owner().miner().value(),
                                            offer.owner().worker().value()))
                                .map(Offer::json))));
  }

  private CompletionStage<Set<Devices.Owner>> present() {
    var since = tools.clock().instant().minus(renting.silenceMax());
    return CompletableFuture.supplyAsync(
        () -> new HashSet<>(renting.devices().seenSince(since)), tools.blocking());
  }

  private List<Offer> offers(List<Standing> all, Set<Devices.Owner> present) {
    var now = tools.clock().instant();
    return all.stream()
        .flatMap(
            standing ->
                standing.workers().stream()
                    .filter(worker -> isFree(standing, worker, now))
                    .map(worker -> offer(standing, worker)))
        .filter(offer -> present.contains(offer.owner()))
        .toList();
  }

  private static boolean isFree(Standing standing, WorkerStanding worker, Instant now) {
    return worker.online()
        && standing.leases().stream()
            .noneMatch(
                lease -> lease.worker().equals(worker.score().worker()) && lease.isActive(now));
  }

  private static Offer offer(Standing standing, WorkerStanding worker) {
    var host = worker.profile().host();
    var id = worker.score().worker();
    return new Offer(
        new Devices.Owner(standing.miner(), id),
        JsonObject.builder()
            .put("hotkey", standing.miner().value())
            .put("worker_id", id.value())
            .put("name", worker.profile().name().value())
            .put("cpu_model", host.cpu().model().value())
            .put("vcpus", host.cpu().logicalCores())
            .put("memory_mib", host.memoryMiB())
            .put("disk_gib", host.diskGiB())
            .putObjects("gpus", host.gpus().stream().map(ApiJson::gpu).toList())
            .build());
  }

  /// Why these terms cannot be had now; empty when they can, as far as is known.
  CompletionStage<Optional<Problem>> objection(RentalTerms terms) {
    return present()
        .thenCombine(
            tools.directory().standings(terms.miner()::equals),
            (present, standings) -> {
              var owner = new Devices.Owner(terms.miner(), terms.worker());
              if (!present.contains(owner)) {
                return Optional.of(
                    Problem.conflict("worker " + terms.worker() + " is not at the gateway")
                        .ofKind("worker-not-at-gateway"));
              }
              return standings.stream()
                  .flatMap(standing -> objection(terms, standing).stream())
                  .findFirst();
            });
  }

  private Optional<Problem> objection(RentalTerms terms, Standing standing) {
    var worker =
        standing.workers().stream()
            .filter(each -> each.score().worker().equals(terms.worker()))
            .findFirst();
    if (worker.isEmpty()) {
      return Optional.of(Problem.notFound("no worker " + terms.worker()).ofKind("unknown-worker"));
    }
    if (!isFree(standing, worker.get(), tools.clock().instant())) {
      return Optional.of(
          Problem.conflict("worker " + terms.worker() + " is leased, or not online")
              .ofKind("worker-not-free"));
    }
    return fits(terms, worker.get().profile().host())
        ? Optional.empty()
        : Optional.of(
            Problem.conflict("worker " + terms.worker() + " is smaller than that")
                .ofKind("worker-too-small"));
  }

  /// What is not known of the worker (0) is no objection: its own host decides.
  private static boolean fits(RentalTerms terms, HostFacts host) {
    var size = terms.size();
    return fits(size.memoryMiB(), host.memoryMiB())
        && fits(size.processors(), host.cpu().logicalCores())
        && fits(size.diskGb(), host.diskGiB())
        && size.gpus() <= host.gpus().size();
  }

  private static boolean fits(long wanted, long known) {
    return known == 0 || wanted <= known;
  }
}
