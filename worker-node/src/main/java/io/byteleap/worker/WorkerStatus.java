package io.byteleap.worker;

import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.SystemInfo;
import io.byteleap.worker.compute.ProofDesk;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.gateway.GatewayLink;
import io.byteleap.worker.gpu.GpuSight;
import io.byteleap.worker.gpu.GpuView;
import io.byteleap.worker.host.HostView;
import io.byteleap.worker.link.MinerLink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// What `/status` says of a worker, asked of the actors that know.
final class WorkerStatus {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(3);

  private final WorkerGuardian.Parts parts;
  private final Owners owners;
  private final HostView host;
  private final Scheduler scheduler;

  /// Whom the status is asked of.
  record Owners(
      ActorRef<MinerLink.Command> link,
      ActorRef<TaskDesk.Command> tasks,
      ActorRef<ProofDesk.Command> proofs,
      GpuView gpu,
      WorkerGateway.Place gateway) {}

  WorkerStatus(WorkerGuardian.Parts parts, Owners owners, HostView host, Scheduler scheduler) {
    this.parts = parts;
    this.owners = owners;
    this.host = host;
    this.scheduler = scheduler;
  }

  CompletionStage<JsonObject> json() {
    CompletionStage<MinerLink.Status> link =
        AskPattern.ask(owners.link(), MinerLink.GetStatus::new, ASK_TIMEOUT, scheduler);
    CompletionStage<TaskDesk.Status> tasks =
        AskPattern.ask(owners.tasks(), TaskDesk.GetStatus::new, ASK_TIMEOUT, scheduler);
    CompletionStage<ProofDesk.Status> proofs =
        AskPattern.ask(owners.proofs(), ProofDesk.GetStatus::new, ASK_TIMEOUT, scheduler);
    var begun =
        JsonObject.builder()
            .put("node", "worker")
            .put("worker_id", parts.worker().value())
            .put("name", parts.config().workerName())
            .put("key_fingerprint", parts.access().keypair().key().fingerprint())
            .put("miner_url", parts.config().minerUrl().orOf(parts.access().door()).toString());
    return link.thenApply(status -> begun.putAll(json(status)))
        .thenCombine(tasks, (json, status) -> json.put("tasks", json(status)))
        .thenCombine(proofs, (json, status) -> json.putAll(json(status)))
        .thenCombine(gateway(), (json, gateway) -> json.put("gateway", gateway))
        .thenApply(json -> json.put("gpu", json(owners.gpu().sight())))
        .thenApply(json -> json.put("system", system()).build());
  }

  private CompletionStage<JsonObject> gateway() {
    return switch (owners.gateway()) {
      case WorkerGateway.Nowhere() ->
          CompletableFuture.completedStage(JsonObject.builder().put("enabled", false).build());
      case WorkerGateway.Somewhere(var link) ->
          AskPattern.ask(link, GatewayLink.GetStatus::new, ASK_TIMEOUT, scheduler)
              .thenApply(WorkerStatus::json);
    };
  }

  private static JsonObject json(GatewayLink.Status status) {
    var json = JsonObject.builder().put("enabled", true);
    return switch (status) {
      case GatewayLink.Connected(var since, var until, int orders) ->
          json.put("connected", true)
              .put("since", since.toString())
              .put("certificate_until", until.toString())
              .put("orders_open", orders)
              .build();
      case GatewayLink.Away(var why) -> json.put("connected", false).put("why", why).build();
    };
  }

  private static JsonObject json(GpuSight sight) {
    var json = JsonObject.builder();
    return switch (sight) {
      case GpuSight.Disabled() -> json.put("server", "disabled").build();
      case GpuSight.Absent(var why) -> json.put("server", "absent").put("why", why).build();
      case GpuSight.Working(var info, var at) ->
          json.put("server", "working")
              .put("version", info.version().value())
              .put("driver", info.driver().value())
              .put("seen", at.toString())
              .putTexts(
                  "gpus", info.gpus().stream().map(gpu -> gpu.model().name().value()).toList())
              .build();
    };
  }

  private static JsonObject json(MinerLink.Status status) {
    return switch (status) {
      case MinerLink.Connected(var since, var lastAck) ->
          JsonObject.builder()
              .put("connected", true)
              .put("since", since.toString())
              .put("last_ack", lastAck.toString())
              .build();
      case MinerLink.Away(var why) ->
          JsonObject.builder()
              .put("connected", false)
              .putNull("since")
              .putNull("last_ack")
              .put("why", why)
              .build();
    };
  }

  private static JsonObject json(TaskDesk.Status status) {
    return JsonObject.builder()
        .put("running", status.running())
        .put("waiting", status.waiting())
        .put("done", status.done())
        .put("failed", status.failed())
        .build();
  }

  private static JsonObject json(ProofDesk.Status status) {
    var proofs =
        JsonObject.builder().put("answered", status.given()).put("refused", status.refused());
    var vault =
        JsonObject.builder().put("results", status.resultsKept()).put("bytes", status.bytesKept());
    return JsonObject.builder().put("proofs", proofs.build()).put("vault", vault.build()).build();
  }

  private JsonObject system() {
    var info = SystemInfo.read(host.systemInfo());
    var facts = info.facts();
    var usage = info.usage();
    return JsonObject.builder()
        .put("cpu", facts.cpu().model().value())
        .put("cpu_count", facts.cpu().logicalCores())
        .put("cpu_usage", Math.rint(usage.cpu().value() * 1_000) / 10)
        .put("memory_total", facts.memoryMiB())
        .put("memory_available", usage.memoryFreeMiB())
        .put("disk_total", facts.diskGiB())
        .put("disk_free", usage.diskFreeGiB())
        .putTexts("gpus", facts.gpus().stream().map(GpuFacts::model).map(Object::toString).toList())
        .build();
  }
}
