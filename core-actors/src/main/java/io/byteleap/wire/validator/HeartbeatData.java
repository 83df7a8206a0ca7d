package io.byteleap.wire.validator;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.presence.HeartbeatReport.WorkerReport;
import io.byteleap.domain.presence.WorkerProfile;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;

/// A miner's heartbeat: one entry a worker, and the miner's own machine ([SystemInfo#UNKNOWN] when
/// it says nothing of it).
public record HeartbeatData(
    String hotkey, Instant timestamp, List<WorkerInfo> workers, SystemInfo minerInfo) {
  /// Entries that are read at most; how many of them count is not for the wire to say.
  private static final int WORKERS_MAX = 1_000;

  private static final int CAPABILITIES_MAX = 32;

  /// One worker as its miner sees it; `status` is the miner's view and for information only.
  public record WorkerInfo(
      String workerId,
      String workerName,
      String workerVersion,
      List<String> capabilities,
      Status status,
      SystemInfo systemInfo,
      Instant connectedAt,
      Instant lastHeartbeat) {
    private static WorkerInfo read(JsonObject json, Instant now) {
      double seconds = Timestamp.seconds(now);
      return new WorkerInfo(
          json.text("worker_id"),
          json.optionalText("worker_name").orElse(""),
          json.optionalText("worker_version").orElse(""),
          json.textsOrNone("capabilities"),
          json.has("status") ? Status.read(json.literal("status")) : Status.ONLINE,
          SystemInfo.read(json.objectOrEmpty("system_info")),
          Timestamp.instant(json.numberOr("connected_at", seconds)),
          Timestamp.instant(json.numberOr("last_heartbeat", seconds)));
    }

    private JsonObject toJson() {
      return JsonObject.builder()
          .put("worker_id", workerId)
          .put("worker_name", workerName)
          .put("worker_version", workerVersion)
          .putTexts("capabilities", capabilities)
          .put("status", status.text)
          .put("system_info", systemInfo.json())
          .put("connected_at", Timestamp.seconds(connectedAt))
          .put("last_heartbeat", Timestamp.seconds(lastHeartbeat))
          .build();
    }

    private WorkerReport toReport() {
      var known = new TreeSet<String>();
      capabilities.stream()
          .map(capability -> Label.of(capability).value())
          .limit(CAPABILITIES_MAX)
          .forEach(known::add);
      var profile =
          new WorkerProfile(
              Label.of(workerName), Label.of(workerVersion), known, systemInfo.facts());
      return new WorkerReport(new WorkerId(workerId), profile, systemInfo.usage());
    }
  }

  public enum Status {
    ONLINE("online"),
    BUSY("busy"),
    OFFLINE("offline");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    private static Status read(String text) {
      return switch (text) {
        case "online" -> ONLINE;
        case "busy" -> BUSY;
        case "offline" -> OFFLINE;
        default -> throw new JsonProblem("status", "must be online, busy or offline");
      };
    }
  }

  /// `now` stands in for missing times. Throws what the codec turns into a refusal.
  static HeartbeatData read(JsonObject json, Instant now) {
    json.integerWithinOr("schema_version", 1, Integer.MAX_VALUE, 1);
    var workers = json.objects("workers");
    if (workers.size() > WORKERS_MAX) {
      throw new JsonProblem("workers", "more than " + WORKERS_MAX);
    }
    return new HeartbeatData(
        json.text("hotkey"),
        Timestamp.instant(json.numberOr("timestamp", Timestamp.seconds(now))),
        workers.stream().map(worker -> WorkerInfo.read(worker, now)).toList(),
        json.optionalObject("miner_info").map(SystemInfo::read).orElse(SystemInfo.UNKNOWN));
  }

  JsonObject toJson() {
    var json =
        JsonObject.builder()
            .put("hotkey", hotkey)
            .put("timestamp", Timestamp.seconds(timestamp))
            .putObjects("workers", workers.stream().map(WorkerInfo::toJson).toList())
            .put("schema_version", 1);
    return minerInfo.json().isEmpty()
        ? json.putNull("miner_info").build()
        : json.put("miner_info", minerInfo.json()).build();
  }

  /// What counts of it; of a worker that is named twice, the last entry. A worker id that cannot be
  /// one is refused with an [IllegalArgumentException].
  public HeartbeatReport toReport() {
    var byId = new LinkedHashMap<WorkerId, WorkerReport>();
    workers.stream().map(WorkerInfo::toReport).forEach(report -> byId.put(report.id(), report));
    return new HeartbeatReport(List.copyOf(byId.values()));
  }
}
