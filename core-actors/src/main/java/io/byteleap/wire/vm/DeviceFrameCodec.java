package io.byteleap.wire.vm;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.MessageType;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.IsoTime;
import io.byteleap.wire.vm.DeviceFrame.CertRenewRequest;
import io.byteleap.wire.vm.DeviceFrame.Heartbeat;
import io.byteleap.wire.vm.DeviceFrame.Hello;
import io.byteleap.wire.vm.DeviceFrame.Metrics;
import io.byteleap.wire.vm.DeviceFrame.StatsResponse;
import io.byteleap.wire.vm.DeviceFrame.VmAnswer;
import io.byteleap.wire.vm.DeviceFrame.VmHandover;
import io.byteleap.wire.vm.DeviceFrame.VmProgress;
import java.time.Duration;
import java.time.Instant;

/// Text and frame, for what a worker says to the gateway; refusals as in [GatewayFrameCodec].
public final class DeviceFrameCodec {
  private static final Json JSON = Json.upTo(GatewayFrameCodec.FRAME_SIZE_MAX);

  private static final String PROGRESS = "VM_PROGRESS_V1";
  private static final String HANDOVER = "VM_HANDOVER_V1";

  private DeviceFrameCodec() {}

  public static String encode(DeviceFrame frame) {
    return switch (frame) {
      case Hello hello -> GatewayFrameCodec.frame("HELLO_V1", write(hello));
      case Heartbeat(var uptime, var metrics, var metadata) ->
          GatewayFrameCodec.frame(
              "HEARTBEAT_V1",
              JsonObject.builder()
                  .put("uptime", uptime.toMillis())
                  .put("metrics", write(metrics).build())
                  .put("metadata", metadata));
      case StatsResponse(var messageId, var respondedAt, var uptime, var metrics) ->
          GatewayFrameCodec.frame(
              "STATS_RESPONSE_V1",
              JsonObject.builder()
                  .put("messageId", messageId.value())
                  .put("respondedAt", IsoTime.micros(respondedAt))
                  .put("metrics", write(metrics).put("uptime", uptime.toMillis()).build()));
      case CertRenewRequest(var worker, var current, var signingRequest) ->
          GatewayFrameCodec.frame(
              "CERT_RENEW_REQUEST_V1", write(worker, current).put("csrPem", signingRequest.text()));
      case VmProgress(var task, var step) ->
          GatewayFrameCodec.frame(
              PROGRESS,
              JsonObject.builder().put("task_id", task.value()).put("step", step.value()));
      case VmHandover(var handover) ->
          GatewayFrameCodec.frame(HANDOVER, HandoverJson.write(handover));
      case VmAnswer answer ->
          GatewayFrameCodec.frame(
              answer.address().responseType().name(), VmAnswerCodec.write(answer));
    };
  }

  private static JsonObject.Builder write(Hello hello) {
    return JsonObject.builder()
        .put("workerId", hello.worker().value())
        .put("workerVersion", hello.version().value())
        .putTexts("capabilities", hello.capabilities())
        .put("startTime", hello.startedAt().getEpochSecond())
        .put("nonce", hello.nonce().base64());
  }

  private static JsonObject.Builder write(Metrics metrics) {
    return JsonObject.builder()
        .put("cpu_usage", metrics.cpuPercent())
        .put("memory_usage", metrics.memoryPercent())
        .put("active_vms", metrics.activeVms());
  }

  private static JsonObject.Builder write(WorkerId worker, CertSerial current) {
    var json = JsonObject.builder().put("workerId", worker.value());
    return current.isKnown()
        ? json.put("currentCertSerial", current.hex())
        : json.putNull("currentCertSerial");
  }

  /// The frame as a gateway reads it; for whoever stands in for one.
  public static Decoded<DeviceFrame> decode(String text) {
    return Decoded.of(() -> read(JSON.parse(text)));
  }

  private static DeviceFrame read(JsonObject json) {
    String type = json.text("type");
    var data = json.object("data");
    return switch (type) {
      case "HELLO_V1" -> readHello(data);
      case "HEARTBEAT_V1" ->
          new Heartbeat(uptime(data), readMetrics(data), data.object("metadata"));
      case "STATS_RESPONSE_V1" ->
          new StatsResponse(
              GatewayFrameCodec.messageId(data),
              IsoTime.parse(data.text("respondedAt")),
              uptime(data.object("metrics")),
              readMetrics(data));
      case "CERT_RENEW_REQUEST_V1" ->
          new CertRenewRequest(
              new WorkerId(data.text("workerId")),
              data.optionalText("currentCertSerial")
                  .map(CertSerial::new)
                  .orElse(CertSerial.UNKNOWN),
              Pem.request(data.literal("csrPem")));
      case PROGRESS ->
          new VmProgress(new VmTaskId(data.text("task_id")), Label.of(data.text("step")));
      case HANDOVER -> new VmHandover(HandoverJson.read(data));
      case String other when other.endsWith("_RESPONSE_V1") ->
          VmAnswerCodec.read(new MessageType(other), data);
      case String other -> throw new JsonProblem("type", "unknown: " + other);
    };
  }

  private static Hello readHello(JsonObject data) {
    return new Hello(
        new WorkerId(data.text("workerId")),
        Label.of(data.text("workerVersion")),
        data.texts("capabilities"),
        Instant.ofEpochSecond(data.integerWithin("startTime", 0, Integer.MAX_VALUE)),
        new Nonce16(data.text("nonce")));
  }

  private static Duration uptime(JsonObject json) {
    return Duration.ofMillis(json.integer("uptime"));
  }

  private static Metrics readMetrics(JsonObject data) {
    var metrics = data.object("metrics");
    return new Metrics(
        metrics.number("cpu_usage"),
        metrics.number("memory_usage"),
        metrics.integerWithin("active_vms", 0, Integer.MAX_VALUE));
  }
}
