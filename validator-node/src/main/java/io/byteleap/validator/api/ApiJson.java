package io.byteleap.validator.api;

import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseVersion;
import io.byteleap.domain.session.HandshakeProof;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.json.JsonObject;
import io.byteleap.validator.presence.ScoringEntity.Standing;
import io.byteleap.validator.presence.ScoringEntity.WorkerStanding;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How the HTTP interface writes what it shows.
final class ApiJson {
  private static final double PERCENT = 100;

  private ApiJson() {}

  static JsonObject peer(Hotkey miner, HandshakeProof proof) {
    return JsonObject.builder()
        .put("hotkey", miner.value())
        .put("handshake", proof.name().toLowerCase(Locale.ROOT))
        .build();
  }

  /// How many of everything there are, of all miners.
  static JsonObject totals(List<Standing> all, Instant now) {
    return JsonObject.builder()
        .put("miners", all.size())
        .put("miners_online", all.stream().filter(miner -> miner.score().online()).count())
        .put("workers", all.stream().mapToLong(miner -> miner.workers().size()).sum())
        .put("workers_online", all.stream().mapToLong(ApiJson::workersOnline).sum())
        .put("leases_active", all.stream().mapToLong(miner -> leasesActive(miner, now)).sum())
        .build();
  }

  private static long workersOnline(Standing standing) {
    return standing.workers().stream().filter(WorkerStanding::online).count();
  }

  private static long leasesActive(Standing standing, Instant now) {
    return standing.leases().stream().filter(lease -> lease.isActive(now)).count();
  }

  static JsonObject miner(Standing standing, Metagraph metagraph, Instant now) {
    var json =
        JsonObject.builder()
            .put("hotkey", standing.miner().value())
            .put("online", standing.score().online())
            .put("workers", standing.workers().size())
            .put("workers_online", workersOnline(standing))
            .put("leases_active", leasesActive(standing, now))
            .put("score", standing.score().total().toDouble());
    metagraph
        .of(standing.miner())
        .ifPresentOrElse(
            neuron -> json.put("uid", neuron.uid().value()), () -> json.putNull("uid"));
    return json.build();
  }

  static Stream<JsonObject> workers(Standing standing, Instant now) {
    var leased =
        standing.leases().stream()
            .filter(lease -> lease.isActive(now))
            .map(Lease::worker)
            .collect(Collectors.toSet());
    return standing.workers().stream()
        .map(
            worker ->
                JsonObject.builder()
                    .put("hotkey", standing.miner().value())
                    .putAll(worker(worker))
                    .put("leased", leased.contains(worker.score().worker()))
                    .build());
  }

  private static JsonObject worker(WorkerStanding worker) {
    var host = worker.profile().host();
    return JsonObject.builder()
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
        .put("beats_received", worker.beats().received())
        .put("beats_expected", worker.beats().expected())
        .put("lease_score", worker.score().lease().toDouble())
        .put("challenge_score", worker.score().challenge().toDouble())
        .put("available_buckets", worker.score().availability().present())
        .put("expected_buckets", worker.score().availability().expected())
        .put("availability", worker.score().availability().toDouble())
        .put("score", worker.score().score().toDouble())
        .build();
  }

  static JsonObject gpu(GpuFacts gpu) {
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
        .put("version", LeaseVersion.of(lease).hex())
        .build();
  }

  /// Which scores were made last, and what became of the last submission.
  static JsonObject progress(WeightEpoch epoch) {
    var json = JsonObject.builder();
    switch (epoch.scored()) {
      case WeightEpoch.NotYet() -> json.putNull("last_round").putNull("scored_at");
      case WeightEpoch.Latest(var round) ->
          json.put("last_round", round.number()).put("scored_at", round.at().toString());
    }
    return json.put("submission", submission(epoch.submission())).build();
  }

  private static JsonObject submission(WeightEpoch.Submission submission) {
    return switch (submission) {
      case WeightEpoch.Never() -> JsonObject.builder().put("status", "never").build();
      case WeightEpoch.UnderWay(var round, _, var block, var at) ->
          submission("under_way", round, at).put("head_block", block.value()).build();
      case WeightEpoch.Included(var round, _, var block, var at) ->
          submission("included", round, at).put("block", block.value()).build();
      case WeightEpoch.Rejected(var round, _, var why, var at) ->
          submission("failed", round, at).put("why", why).build();
    };
  }

  private static JsonObject.Builder submission(String status, long round, Instant at) {
    return JsonObject.builder().put("status", status).put("round", round).put("at", at.toString());
  }

  /// The weights that were handed to the chain last; a uid that left the subnet has no hotkey.
  static List<JsonObject> weights(WeightEpoch epoch, Metagraph metagraph) {
    return switch (epoch.submission()) {
      case WeightEpoch.Never() -> List.of();
      case WeightEpoch.UnderWay(_, var weights, _, _) -> weights(weights, metagraph);
      case WeightEpoch.Included(_, var weights, _, _) -> weights(weights, metagraph);
      case WeightEpoch.Rejected(_, var weights, _, _) -> weights(weights, metagraph);
    };
  }

  private static List<JsonObject> weights(Weights weights, Metagraph metagraph) {
    var byUid = new TreeMap<Integer, Integer>();
    weights.byUid().forEach((uid, weight) -> byUid.put(uid.value(), weight.value()));
    return weights(byUid, metagraph);
  }

  /// Weights by UID, with the hotkeys that have these now.
  static List<JsonObject> weights(SortedMap<Integer, Integer> byUid, Metagraph metagraph) {
    var hotkeys =
        metagraph.uids().entrySet().stream()
            .collect(Collectors.toMap(entry -> entry.getValue().value(), Map.Entry::getKey));
    return byUid.entrySet().stream()
        .map(
            entry ->
                JsonObject.builder()
                    .put("uid", entry.getKey())
                    .putOrNull(
                        "hotkey",
                        Optional.ofNullable(hotkeys.get(entry.getKey())).map(Hotkey::value))
                    .put("weight", entry.getValue())
                    .build())
        .toList();
  }

  private static double rounded(double value) {
    return Math.rint(value * 10) / 10;
  }
}
