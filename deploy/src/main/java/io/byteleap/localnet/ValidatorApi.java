package io.byteleap.localnet;

import io.byteleap.json.JsonObject;
import io.byteleap.localnet.Snapshot.ChallengeRow;
import io.byteleap.localnet.Snapshot.LeaseRow;
import io.byteleap.localnet.Snapshot.Machine;
import io.byteleap.localnet.Snapshot.ScoreRow;
import io.byteleap.localnet.Snapshot.Version;
import io.byteleap.localnet.Snapshot.WorkerRow;
import io.byteleap.wire.exact.ExactParts;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How the validator's HTTP interface writes what the localnet shows. Readers throw what a decoder
/// turns into a refusal.
final class ValidatorApi {
  private ValidatorApi() {}

  static List<WorkerRow> workers(JsonObject json) {
    return json.objectsOrNone("workers").stream().map(ValidatorApi::worker).toList();
  }

  private static WorkerRow worker(JsonObject json) {
    return new WorkerRow(
        json.text("name"),
        json.text("worker_id"),
        json.text("hotkey"),
        json.flag("online"),
        new Machine(
            json.text("cpu_model"),
            json.integer("cpu_count"),
            json.number("cpu_usage_percent"),
            json.integer("memory_total_mib"),
            json.integer("memory_available_mib"),
            json.integer("disk_total_gib"),
            json.integer("disk_free_gib"),
            json.objects("gpus").stream().map(gpu -> gpu.text("model")).toList()),
        json.number("lease_score"),
        json.number("availability"),
        json.number("score"));
  }

  static List<ChallengeRow> challenges(JsonObject json) {
    return json.objectsOrNone("challenges").stream().map(ValidatorApi::challenge).toList();
  }

  private static ChallengeRow challenge(JsonObject json) {
    return new ChallengeRow(
        json.text("challenge_id"),
        json.text("challenge_type").equals(ExactParts.MATMUL_EXACT_V2) ? Version.V2 : Version.V1,
        json.text("worker_id"),
        json.text("hotkey"),
        json.text("status"),
        verdicts(json.optionalObject("units").orElse(JsonObject.EMPTY)),
        json.optionalText("failure").orElse(""),
        json.integerWithin("matrix_size", 1, Integer.MAX_VALUE),
        json.optionalInteger("compute_millis"),
        Instant.parse(json.text("created_at")));
  }

  private static String verdicts(JsonObject units) {
    return units.names().stream()
        .map(unit -> "unit " + unit + " " + units.text(unit))
        .collect(Collectors.joining(", "));
  }

  static List<LeaseRow> leases(JsonObject json) {
    return json.objectsOrNone("leases").stream().map(ValidatorApi::lease).toList();
  }

  static LeaseRow lease(JsonObject json) {
    return new LeaseRow(
        json.text("lease_id"),
        json.text("worker_id"),
        json.text("hotkey"),
        json.text("source"),
        json.flag("active"),
        Instant.parse(json.text("until")));
  }

  /// The newest round's scores.
  static List<ScoreRow> scores(JsonObject json) {
    return json.objectsOrNone("rounds").stream().limit(1).flatMap(ValidatorApi::round).toList();
  }

  private static Stream<ScoreRow> round(JsonObject round) {
    long number = round.integer("round");
    return round.objects("miners").stream()
        .map(miner -> new ScoreRow(number, miner.text("hotkey"), miner.number("score")));
  }
}
