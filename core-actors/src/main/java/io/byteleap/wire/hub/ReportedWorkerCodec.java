package io.byteleap.wire.hub;

import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.IsoTime;
import io.byteleap.wire.hub.HubReport.Presence;
import io.byteleap.wire.hub.ReportedWorker.Load;
import io.byteleap.wire.hub.ReportedWorker.Measured;
import io.byteleap.wire.hub.ReportedWorker.Moment;
import io.byteleap.wire.hub.ReportedWorker.Standing;
import io.byteleap.wire.hub.ReportedWorker.Unmeasured;
import java.util.Optional;
import java.util.TreeSet;

/// A worker of a resource report as JSON. `avg_storage_usage` is always null: nobody measures it.
final class ReportedWorkerCodec {
  private ReportedWorkerCodec() {}

  static JsonObject write(ReportedWorker worker) {
    var json =
        JsonObject.builder()
            .put("workerKey", worker.key().text())
            .put("workerId", worker.key().worker().value())
            .putAll(write(worker.standing()))
            .putAll(write(worker.moment()));
    return worker.hardware().isEmpty()
        ? json.build()
        : json.put("hardware", worker.hardware()).build();
  }

  static JsonObject write(Standing standing) {
    return JsonObject.builder()
        .putOrNull("workerName", present(standing.name()))
        .put("status", standing.presence().name())
        .putOrNull("version", present(standing.version()))
        .putTexts("capabilities", standing.capabilities())
        .put("leaseScore", standing.leaseScore().toDouble())
        .put(
            "network",
            present(standing.publicIp())
                .map(ip -> JsonObject.builder().put("public_ip", ip).build())
                .orElse(JsonObject.EMPTY))
        .put("os_info", standing.osInfo())
        .build();
  }

  private static JsonObject write(Moment moment) {
    boolean seen = !moment.lastSeenAt().equals(Moment.NEVER);
    var json =
        JsonObject.builder()
            .putOrNull(
                "lastSeenAt",
                seen ? Optional.of(IsoTime.micros(moment.lastSeenAt())) : Optional.empty())
            .put("stats", write(moment.load()));
    return moment.uptimeSeconds() == Moment.UNKNOWN
        ? json.putNull("uptimeSeconds").build()
        : json.put("uptimeSeconds", moment.uptimeSeconds()).build();
  }

  private static JsonObject write(Load load) {
    var json = JsonObject.builder();
    switch (load) {
      case Measured(var cpu, var memory) ->
          json.put("avg_cpu_usage", cpu).put("avg_memory_usage", memory);
      case Unmeasured() -> json.putNull("avg_cpu_usage").putNull("avg_memory_usage");
    }
    return json.putNull("avg_storage_usage").build();
  }

  static Optional<String> present(Label label) {
    return label.isBlank() ? Optional.empty() : Optional.of(label.value());
  }

  static ReportedWorker read(JsonObject json) {
    var key = WorkerKey.parse(json.text("workerKey"));
    if (!key.worker().value().equals(json.text("workerId"))) {
      throw new JsonProblem("workerId", "is not the one of workerKey");
    }
    return new ReportedWorker(
        key,
        readStanding(json),
        readMoment(json),
        json.optionalObject("hardware").orElse(JsonObject.EMPTY));
  }

  private static Standing readStanding(JsonObject json) {
    return new Standing(
        readPresence(json),
        label(json, "workerName"),
        label(json, "version"),
        new TreeSet<>(json.texts("capabilities")),
        LeaseScore.of(json.number("leaseScore")),
        label(json.object("network"), "public_ip"),
        json.object("os_info"));
  }

  static Presence readPresence(JsonObject json) {
    return switch (json.literal("status")) {
      case "ACTIVE" -> Presence.ACTIVE;
      case "OFFLINE" -> Presence.OFFLINE;
      default -> throw new JsonProblem("status", "must be ACTIVE or OFFLINE");
    };
  }

  static Label label(JsonObject json, String name) {
    return json.optionalText(name).map(Label::of).orElse(Label.NONE);
  }

  private static Moment readMoment(JsonObject json) {
    return new Moment(
        json.optionalText("lastSeenAt").map(IsoTime::parse).orElse(Moment.NEVER),
        readLoad(json.object("stats")),
        json.optionalInteger("uptimeSeconds").orElse(Moment.UNKNOWN));
  }

  private static Load readLoad(JsonObject stats) {
    return stats
        .optionalNumber("avg_cpu_usage")
        .<Load>map(cpu -> new Measured(cpu, stats.number("avg_memory_usage")))
        .orElse(new Unmeasured());
  }
}
