package io.byteleap.wire.hub;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Ratio;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.IsoTime;
import io.byteleap.wire.hub.HubReport.Ack;
import io.byteleap.wire.hub.HubReport.Delta;
import io.byteleap.wire.hub.HubReport.Full;
import io.byteleap.wire.hub.HubReport.Heartbeat;
import io.byteleap.wire.hub.HubReport.MinerScores;
import io.byteleap.wire.hub.HubReport.MinerWeight;
import io.byteleap.wire.hub.HubReport.ReportedMiner;
import io.byteleap.wire.hub.HubReport.ResourceReport;
import io.byteleap.wire.hub.HubReport.Scope;
import io.byteleap.wire.hub.HubReport.Statistics;
import io.byteleap.wire.hub.HubReport.Status;
import io.byteleap.wire.hub.HubReport.TokenRequest;
import io.byteleap.wire.hub.HubReport.WorkerScores;
import java.time.Duration;

/// Plaintext and report, for what a validator says. Plaintexts have their keys sorted at every
/// level, as the existing validators write them.
public final class HubReportCodec {
  private static final String SCORES_VERSION = "1.0";
  private static final Json JSON = Json.upTo(HubFrameCodec.FRAME_SIZE_MAX);

  private HubReportCodec() {}

  public static HubType typeOf(HubReport report) {
    return switch (report) {
      case Heartbeat _ -> HubType.HEARTBEAT;
      case ResourceReport _ -> HubType.RESOURCE_REPORT;
      case MinerScores _, WorkerScores _ -> HubType.SCORE_REPORT;
      case Ack _ -> HubType.ACK;
      case TokenRequest _ -> HubType.TOKEN_REQUEST;
    };
  }

  public static Bytes encode(HubReport report) {
    return Bytes.ofText(write(report).toSortedText());
  }

  private static JsonObject write(HubReport report) {
    return switch (report) {
      case Heartbeat(var version, var statistics) ->
          JsonObject.builder()
              .put("version", version.value())
              .put("statistics", write(statistics))
              .build();
      case ResourceReport(var scope, var miners) ->
          write(scope)
              .putObjects("miners", miners.stream().map(HubReportCodec::write).toList())
              .build();
      case MinerScores scores -> write(scores);
      case WorkerScores(var workers, var at) ->
          JsonObject.builder()
              .putObjects("workerScores", workers.stream().map(ReportedScore::toJson).toList())
              .putNull("effectiveAt")
              .put("timestamp", IsoTime.seconds(at))
              .put("version", SCORES_VERSION)
              .build();
      case Ack ack ->
          JsonObject.builder()
              .put("messageId", ack.messageId().value())
              .put("messageType", ack.messageType().name())
              .put("status", write(ack.status()))
              .put("metadata", ack.details())
              .build();
      case TokenRequest(var requestId, var worker) ->
          JsonObject.builder()
              .put("requestId", requestId.value())
              .put("workerKey", worker.text())
              .build();
    };
  }

  private static JsonObject write(Statistics statistics) {
    return JsonObject.builder()
        .put("uptime", statistics.uptime().toMillis())
        .put("activeWorkers", statistics.activeWorkers())
        .put("activeMiners", statistics.activeMiners())
        .put("totalTasks", statistics.totalTasks())
        .put("successRate", statistics.successRate().value())
        .put("pendingVerifications", statistics.pendingVerifications())
        .build();
  }

  private static JsonObject.Builder write(Scope scope) {
    return switch (scope) {
      case Full() -> JsonObject.builder().put("mode", "full");
      case Delta(var since) ->
          JsonObject.builder().put("mode", "delta").put("since", IsoTime.micros(since));
    };
  }

  private static JsonObject write(ReportedMiner miner) {
    return JsonObject.builder()
        .put("hotkey", miner.hotkey().value())
        .put("status", miner.presence().name())
        .putOrNull("version", ReportedWorkerCodec.present(miner.version()))
        .putObjects("workers", miner.workers().stream().map(ReportedWorkerCodec::write).toList())
        .build();
  }

  private static JsonObject write(MinerScores scores) {
    var json =
        JsonObject.builder()
            .putObjects("minerScores", scores.miners().stream().map(HubReportCodec::write).toList())
            .putNull("effectiveAt")
            .put("timestamp", IsoTime.seconds(scores.at()))
            .put("version", SCORES_VERSION);
    return scores.globalStats().isEmpty()
        ? json.putNull("globalStats").build()
        : json.put("globalStats", scores.globalStats()).build();
  }

  private static JsonObject write(MinerWeight miner) {
    return JsonObject.builder()
        .put("hotkey", miner.hotkey().value())
        .put("weight", ReportedScore.sixDecimals(miner.weight().value()))
        .build();
  }

  private static String write(Status status) {
    return switch (status) {
      case ACCEPTED -> "accepted";
      case FAILED -> "failed";
    };
  }

  /// The report as the hub reads it; for whoever stands in for one.
  public static Decoded<HubReport> decode(MessageType type, Bytes plaintext) {
    return Decoded.of(() -> read(type, JSON.parse(plaintext.toArray())));
  }

  private static HubReport read(MessageType type, JsonObject json) {
    return switch (HubType.of(type).orElseThrow(() -> HubFrameCodec.unknown(type))) {
      case HEARTBEAT ->
          new Heartbeat(Label.of(json.text("version")), readStatistics(json.object("statistics")));
      case RESOURCE_REPORT -> readResources(json);
      case SCORE_REPORT -> readScores(json);
      case ACK -> readAck(json);
      case TOKEN_REQUEST ->
          new TokenRequest(
              new MessageId(json.text("requestId")), WorkerKey.parse(json.text("workerKey")));
      case SESSION_INIT,
          SESSION_INIT_RESPONSE,
          ERROR,
          LEASE_PUBLISH,
          CONFIG_UPDATE,
          TASK_PUBLISH,
          TOKEN_ANSWER ->
          throw new JsonProblem("type", "not for a hub: " + type);
    };
  }

  private static Statistics readStatistics(JsonObject json) {
    return new Statistics(
        Duration.ofMillis(json.integer("uptime")),
        count(json, "activeWorkers"),
        count(json, "activeMiners"),
        count(json, "totalTasks"),
        new Ratio(json.number("successRate")),
        count(json, "pendingVerifications"));
  }

  private static int count(JsonObject json, String name) {
    return json.integerWithin(name, 0, Integer.MAX_VALUE);
  }

  private static ResourceReport readResources(JsonObject json) {
    var scope =
        switch (json.literal("mode")) {
          case "full" -> new Full();
          case "delta" -> new Delta(IsoTime.parse(json.text("since")));
          default -> throw new JsonProblem("mode", "must be full or delta");
        };
    return new ResourceReport(
        scope, json.objects("miners").stream().map(HubReportCodec::readMiner).toList());
  }

  private static ReportedMiner readMiner(JsonObject json) {
    return new ReportedMiner(
        new Hotkey(json.text("hotkey")),
        ReportedWorkerCodec.readPresence(json),
        ReportedWorkerCodec.label(json, "version"),
        json.objects("workers").stream().map(ReportedWorkerCodec::read).toList());
  }

  private static HubReport readScores(JsonObject json) {
    var at = IsoTime.parse(json.text("timestamp"));
    if (json.has("workerScores")) {
      return new WorkerScores(
          json.objects("workerScores").stream().map(ReportedScore::read).toList(), at);
    }
    return new MinerScores(
        json.objects("minerScores").stream()
            .map(
                miner ->
                    new MinerWeight(
                        new Hotkey(miner.text("hotkey")), new Ratio(miner.number("weight"))))
            .toList(),
        json.optionalObject("globalStats").orElse(JsonObject.EMPTY),
        at);
  }

  private static Ack readAck(JsonObject json) {
    var status =
        switch (json.literal("status")) {
          case "accepted" -> Status.ACCEPTED;
          case "failed" -> Status.FAILED;
          default -> throw new JsonProblem("status", "must be accepted or failed");
        };
    return new Ack(
        new MessageId(json.text("messageId")),
        new MessageType(json.literal("messageType")),
        status,
        json.object("metadata"));
  }
}
