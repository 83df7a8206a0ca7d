package io.byteleap.miner.api;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.challenge.Tally;
import io.byteleap.miner.challenge.Tasks;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.presence.Reports;
import io.byteleap.miner.presence.Reports.Report;
import io.byteleap.miner.validator.Standing;
import io.byteleap.miner.worker.WorkerView;
import java.util.Locale;
import java.util.Map;

/// How the HTTP interface writes what it shows.
final class ApiJson {
  private ApiJson() {}

  static JsonObject worker(Hotkey own, WorkerView worker) {
    var json =
        JsonObject.builder()
            .put("hotkey", own.value())
            .put("worker_id", worker.id().value())
            .put("name", worker.name().value())
            .put("version", worker.version().value())
            .putTexts("capabilities", worker.report().capabilities())
            .put("address", worker.address())
            .put("connected_at", worker.connectedAt().toString())
            .putAll(WorkerJson.standing(worker.member()))
            .put("transport", worker.transport().name().toLowerCase(Locale.ROOT));
    switch (worker.status()) {
      case WorkerView.Online() -> json.put("status", "online").putNull("task");
      case WorkerView.Busy(var taskId) -> json.put("status", "busy").put("task", taskId);
      case WorkerView.Offline() -> json.put("status", "offline").putNull("task");
    }
    switch (worker.lastHeartbeat()) {
      case WorkerView.NotYet() -> json.putNull("last_heartbeat");
      case WorkerView.At(var at) -> json.put("last_heartbeat", at.toString());
    }
    return json.build();
  }

  /// `own` is the miner's hotkey, `hotkey` the validator's.
  static JsonObject validator(Hotkey own, Standing standing, Reports reports) {
    var json =
        JsonObject.builder()
            .put("miner", own.value())
            .put("hotkey", standing.target().hotkey().value())
            .put("endpoint", standing.target().endpoint().authority());
    switch (standing.session()) {
      case Standing.NoSession() -> json.putNull("session_opened_at").putNull("handshake");
      case Standing.Opened(var at, var proof) ->
          json.put("session_opened_at", at.toString())
              .put("handshake", proof.name().toLowerCase(Locale.ROOT));
    }
    put(json, "last_answer_at", standing.lastAnswer());
    switch (standing.lastFailure()) {
      case Standing.None() -> json.putNull("last_failure");
      case Standing.Failed(var at, var cause) ->
          json.put(
              "last_failure",
              JsonObject.builder()
                  .put("at", at.toString())
                  .put("cause", Label.of(cause).value())
                  .build());
    }
    var report = reports.last().get(standing.target().hotkey());
    return (report == null
            ? json.putNull("last_heartbeat")
            : json.put("last_heartbeat", report(report)))
        .build();
  }

  static JsonObject heartbeat(Hotkey own, Report report) {
    return JsonObject.builder()
        .put("hotkey", own.value())
        .put("validator", report.validator().value())
        .putAll(report(report))
        .build();
  }

  private static JsonObject report(Report report) {
    var json =
        JsonObject.builder()
            .put("at", report.at().toString())
            .put("workers", report.workers())
            .put("result", report.result().name().toLowerCase(Locale.ROOT));
    return why(json, report.why()).build();
  }

  private static JsonObject.Builder why(JsonObject.Builder json, Label why) {
    return why.isBlank() ? json.putNull("why") : json.put("why", why.value());
  }

  static JsonObject task(Hotkey own, Tasks.OnTheWay task) {
    return task(own, task.id(), task.validator(), "running")
        .put("worker_id", task.worker().value())
        .put("since", task.since().toString())
        .build();
  }

  static JsonObject task(Hotkey own, Tasks.Waiting task) {
    return task(own, task.id(), task.validator(), "waiting")
        .put("worker_id", task.worker().value())
        .put("until", task.until().toString())
        .put("why", task.why())
        .build();
  }

  static JsonObject task(Hotkey own, Tasks.Over task) {
    boolean delivered = task.cause().equals(MinerEvent.DELIVERED);
    var json =
        task(own, task.id(), task.validator(), delivered ? "delivered" : "abandoned")
            .put("worker_id", task.worker().value())
            .put("since", task.since().toString())
            .put("until", task.until().toString())
            .put("cause", task.cause());
    return why(json, task.why()).build();
  }

  private static JsonObject.Builder task(
      Hotkey own, ChallengeId id, Hotkey validator, String state) {
    return JsonObject.builder()
        .put("hotkey", own.value())
        .put("challenge_id", id.value())
        .put("validator", validator.value())
        .put("state", state);
  }

  private static void put(JsonObject.Builder json, String name, Standing.When when) {
    switch (when) {
      case Standing.Never() -> json.putNull(name);
      case Standing.At(var at) -> json.put(name, at.toString());
    }
  }

  static JsonObject challenges(Tally tally) {
    return JsonObject.builder()
        .put("running", tally.running())
        .put("delivered", tally.delivered())
        .put("abandoned", counts(tally.abandoned()))
        .put("not_taken", counts(tally.refused()))
        .build();
  }

  private static JsonObject counts(Map<String, Long> counts) {
    var json = JsonObject.builder();
    counts.forEach(json::put);
    return json.build();
  }
}
