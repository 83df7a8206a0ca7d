package io.byteleap.validator.api;

import static io.byteleap.validator.api.Responses.refused;

import io.byteleap.domain.access.Scope;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.http.Problem;
import io.byteleap.json.JsonObject;
import io.byteleap.node.StatusServer;
import io.byteleap.port.Devices;
import io.byteleap.wire.Decoded;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// Workers that are enrolled at the gateway, for admins: listed, revoked, and let in again.
final class DeviceOperations {
  private static final String WORKERS = "gateway-workers";
  private static final String ONE = WORKERS + "/{hotkey}/{worker_id}";
  private static final Operation.Document WORKER = new Operation.Document("GatewayWorker");
  private static final Parameter HOTKEY = Parameter.path("hotkey", "The miner's SS58 address.");
  private static final Parameter ID = Parameter.path("worker_id", "The worker id.");

  private final Devices devices;
  private final VmOperations.Tools tools;

  DeviceOperations(Devices devices, VmOperations.Tools tools) {
    this.devices = devices;
    this.tools = tools;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(
                WORKERS, "listGatewayWorkers", "Workers that are enrolled, by hotkey", this::list)
            .taking(Paging.LIMIT, Paging.CURSOR)
            .answering(200, "A page of workers", new Operation.Document("GatewayWorkerPage"))
            .needing(Scope.ADMIN),
        Operation.delete(
                ONE,
                "revokeGatewayWorker",
                "Revokes a worker's certificates; it enrols no more",
                Scope.ADMIN,
                call -> of(call, owner -> devices.revoke(owner, tools.clock().instant())))
            .answering(200, "The worker, which is revoked", WORKER)
            .refusing(404),
        Operation.post(
                ONE + "/allowance",
                "allowGatewayWorker",
                "Lets a revoked worker enrol again",
                Scope.ADMIN,
                call -> of(call, devices::allow))
            .answering(200, "The worker, which may enrol", WORKER)
            .refusing(404));
  }

  private CompletionStage<HttpResponse> list(ApiCall call) {
    return Paging.answered(
        WORKERS,
        call,
        wish ->
            CompletableFuture.supplyAsync(() -> devices.page(wish), tools.blocking())
                .thenApply(page -> Paging.json("workers", page.map(DeviceOperations::json))));
  }

  private CompletionStage<HttpResponse> of(
      ApiCall call, Function<Devices.Owner, Optional<Devices.Entry>> change) {
    var owner =
        Decoded.of(
            () -> new Devices.Owner(new Hotkey(call.value(HOTKEY)), new WorkerId(call.value(ID))));
    return switch (owner) {
      case Decoded.Refused<Devices.Owner>(var why) -> refused(Problem.badRequest(why.value()));
      case Decoded.Read<Devices.Owner>(var known) ->
          CompletableFuture.supplyAsync(() -> change.apply(known), tools.blocking())
              .thenApply(
                  entry ->
                      entry
                          .map(found -> StatusServer.json(200, json(found)))
                          .orElseGet(
                              () ->
                                  Problem.notFound("no worker " + known.worker() + " is enrolled")
                                      .toResponse()));
    };
  }

  private static JsonObject json(Devices.Entry entry) {
    return JsonObject.builder()
        .put("hotkey", entry.owner().miner().value())
        .put("worker_id", entry.owner().worker().value())
        .put("certificate_until", entry.until().toString())
        .putOrNull("seen_at", entry.seenAt().map(Instant::toString))
        .putOrNull("revoked_at", entry.revokedAt().map(Instant::toString))
        .build();
  }
}
