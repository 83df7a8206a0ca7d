package io.byteleap.validator.api;

import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.json.JsonObject;
import io.byteleap.validator.presence.ScoringEntity.Standing;
import io.byteleap.validator.presence.ScoringEntity.WorkerStanding;
import java.time.Instant;

/// How the HTTP interface writes what it shows.
final class ApiJson {
  private static final double PERCENT = 100;

  private ApiJson() {}

  static JsonObject miner(Standing standing, Metagraph metagraph, Instant now) {
    var json =
        JsonObject.builder()
            .put("hotkey", standing.miner().value())
            .put("online", standing.score().online())
            .put("workers", standing.workers().size())
            .put(
                "workers_online",
                standing.workers().stream().filter(WorkerStanding::online).count())
            .put(
                "leases_active",
                standing.leases().stream().filter(lease -> lease.isActive(now)).count())
            .put("score", standing.score().total().toDouble());
    metagraph
        .of(standing.miner())
        .ifPresentOrElse(
            neuron -> json.put("uid", neuron.uid().value()), () -> json.putNull("uid"));
    return json.build();
  }

  static JsonObject worker(Hotkey miner, WorkerStanding worker) {
    var host = worker.profile().host();
    return JsonObject.builder()
        .put("hotkey", miner.value())
        .put("worker_id", worker.score().worker().value())
        .put("name", worker.profile().name().value())
        .put("version", worker.profile().version().value())
        .putTexts("capabilities", worker.profile().capabilities())
        .put("online", worker.online())
        .put("since", worker.since().toString())
        .put("last_seen_bucket", worker.lastSeen().toString())
        .put("cpu_model", host.cpu().model().value())
        .put("cpu_count", host.cpu().logicalCores())
        .put("cpu_usage_percent", rounded(worker.usage().cpu().value() * PERCENT))
        .put("memory_total_mib", host.memoryMiB())
        .put("memory_available_mib", worker.usage().memoryFreeMiB())
        .put("disk_total_gib", host.diskGiB())
        .put("disk_free_gib", worker.usage().diskFreeGiB())
        .putObjects("gpus", host.gpus().stream().map(ApiJson::gpu).toList())
        .put("leased", worker.score().lease().millionths() > 0)
        .put("lease_score", worker.score().lease().toDouble())
        .put("available_buckets", worker.score().available())
        .put("expected_buckets", worker.score().expected())
        .put("availability", worker.score().availability())
        .put("score", worker.score().score().toDouble())
        .build();
  }

  private static JsonObject gpu(GpuFacts gpu) {
    return JsonObject.builder()
        .put("model", gpu.model().value())
        .put("uuid", gpu.uuid().value())
        .put("memory_mib", gpu.memoryMiB())
        .build();
  }

  static JsonObject lease(Hotkey miner, Lease lease, Instant now) {
    return JsonObject.builder()
        .put("lease_id", lease.id().value())
        .put("hotkey", miner.value())
        .put("worker_id", lease.worker().value())
        .put("source", lease.source().value())
        .put("score", lease.score().toDouble())
        .put("from", lease.from().toString())
        .put("until", lease.until().toString())
        .put("active", lease.isActive(now))
        .build();
  }

  static JsonObject epoch(WeightEpoch epoch) {
    var json = JsonObject.builder();
    switch (epoch.scored()) {
      case WeightEpoch.NotYet() -> json.putNull("last_round");
      case WeightEpoch.Latest(var round) -> json.put("last_round", round.number());
    }
    return json.put("submission", submission(epoch.submission())).build();
  }

  private static JsonObject submission(WeightEpoch.Submission submission) {
    return switch (submission) {
      case WeightEpoch.Never() -> JsonObject.builder().put("status", "never").build();
      case WeightEpoch.UnderWay(var round, var weights, var block, var at) ->
          submission("under_way", round, weights, at).put("head_block", block.value()).build();
      case WeightEpoch.Included(var round, var weights, var block, var at) ->
          submission("included", round, weights, at).put("block", block.value()).build();
      case WeightEpoch.Rejected(var round, var weights, var why, var at) ->
          submission("failed", round, weights, at).put("why", why).build();
    };
  }

  private static JsonObject.Builder submission(
      String status, long round, Weights weights, Instant at) {
    return JsonObject.builder()
        .put("status", status)
        .put("round", round)
        .put("at", at.toString())
        .putObjects(
            "weights",
            weights.byUid().entrySet().stream()
                .map(entry -> weight(entry.getKey(), entry.getValue()))
                .toList());
  }

  private static JsonObject weight(Uid uid, Weight weight) {
    return JsonObject.builder().put("uid", uid.value()).put("weight", weight.value()).build();
  }

  private static double rounded(double value) {
    return Math.rint(value * 10) / 10;
  }
}
