package io.byteleap.miner.api;

import io.byteleap.actor.FailureCause;
import io.byteleap.json.JsonObject;
import io.byteleap.miner.challenge.Tally;
import io.byteleap.miner.validator.Standing;
import io.byteleap.miner.worker.WorkerView;
import java.util.Locale;
import java.util.Map;

/// How the HTTP interface writes what it shows.
final class ApiJson {
  private ApiJson() {}

  static JsonObject worker(WorkerView worker) {
    var json =
        JsonObject.builder()
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

  static JsonObject validator(Standing standing) {
    var json =
        JsonObject.builder()
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
              JsonObject.builder().put("at", at.toString()).put("cause", cause).build());
    }
    return json.build();
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

  static JsonObject problem(Throwable failure) {
    return JsonObject.builder().put("error", FailureCause.text(failure)).build();
  }
}
