package io.byteleap.wire.vm;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.Nonce16;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.IsoTime;
import io.byteleap.wire.vm.GatewayFrame.Announcement;
import io.byteleap.wire.vm.GatewayFrame.CertNotRenewed;
import io.byteleap.wire.vm.GatewayFrame.CertRenewed;
import io.byteleap.wire.vm.GatewayFrame.HeartbeatInterval;
import io.byteleap.wire.vm.GatewayFrame.NotReady;
import io.byteleap.wire.vm.GatewayFrame.Ready;
import io.byteleap.wire.vm.GatewayFrame.StatsRequest;
import io.byteleap.wire.vm.GatewayFrame.UnfitVmOrder;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import java.time.Duration;

/// Text and frame, for what the gateway says.
///
/// Refused with a reason: text that is not a JSON object within the limits, an unknown `type` (by
/// name), a field that is missing or of the wrong kind. An order for a machine is never refused
/// here: one that cannot be carried out is an [UnfitVmOrder], so that the gateway hears of it.
public final class GatewayFrameCodec {
  /// Longest frame in bytes, both ways.
  public static final int FRAME_SIZE_MAX = 10 << 20;

  /// How long a worker waits for the answer to its hello, and to a renewal.
  public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private static final Json JSON = Json.upTo(FRAME_SIZE_MAX);

  private GatewayFrameCodec() {}

  /// The frame in `text`, for the worker `own`.
  public static Decoded<GatewayFrame> decode(String text, WorkerId own) {
    return Decoded.of(() -> read(JSON.parse(text), own));
  }

  private static GatewayFrame read(JsonObject json, WorkerId own) {
    return switch (json.text("type")) {
      case "READY_V1" -> readReady(json.object("data"));
      case "ANNOUNCEMENT_V1" ->
          new Announcement(Label.of(json.object("data").optionalText("message").orElse("")));
      case "STATS_REQUEST_V1" -> new StatsRequest(messageId(json.object("data")));
      case "CERT_RENEW_RESPONSE_V1" -> readRenewal(json.object("data"));
      case "VM_OPERATION_V1" -> VmOrderReader.read(json, own);
      case String type -> throw new JsonProblem("type", "unknown: " + type);
    };
  }

  private static GatewayFrame readReady(JsonObject data) {
    if (!data.flag("accepted")) {
      return new NotReady(error(data));
    }
    return new Ready(
        new Nonce16(data.text("nonceEcho")),
        Label.of(data.optionalText("sessionId").orElse("")),
        HeartbeatInterval.near(
            data.integerOr("heartbeatInterval", HeartbeatInterval.MIN.toMillis())),
        GatewayFeature.read(data));
  }

  private static Label error(JsonObject data) {
    return Label.of(data.optionalText("error").orElse(""));
  }

  /// Echoed in the answer, so it must survive being shown.
  static Label messageId(JsonObject data) {
    String id = data.text("messageId");
    if (id.isEmpty()) {
      throw new JsonProblem("data.messageId", "must not be empty");
    }
    return new Label(id);
  }

  private static GatewayFrame readRenewal(JsonObject data) {
    return data.flag("success")
        ? new CertRenewed(
            Pem.certificates(data.literal("deviceCertPem")), IsoTime.parse(data.text("expiresAt")))
        : new CertNotRenewed(error(data));
  }

  /// The frame as a gateway sends it; for whoever stands in for one.
  public static String encode(GatewayFrame frame) {
    return switch (frame) {
      case Ready ready -> frame("READY_V1", write(ready));
      case NotReady(var error) ->
          frame(
              "READY_V1", JsonObject.builder().put("accepted", false).put("error", error.value()));
      case Announcement(var message) ->
          frame("ANNOUNCEMENT_V1", JsonObject.builder().put("message", message.value()));
      case StatsRequest(var messageId) ->
          frame("STATS_REQUEST_V1", JsonObject.builder().put("messageId", messageId.value()));
      case CertRenewed(var certificate, var expiresAt) ->
          frame(
              "CERT_RENEW_RESPONSE_V1",
              JsonObject.builder()
                  .put("success", true)
                  .put("deviceCertPem", certificate.text())
                  .put("expiresAt", expiresAt.toString()));
      case CertNotRenewed(var error) ->
          frame(
              "CERT_RENEW_RESPONSE_V1",
              JsonObject.builder().put("success", false).put("error", error.value()));
      case VmOrder order -> frame("VM_OPERATION_V1", VmOrderWriter.write(order));
      case UnfitVmOrder(var address, _) -> frame("VM_OPERATION_V1", VmOrderWriter.write(address));
    };
  }

  static String frame(String type, JsonObject.Builder data) {
    return JsonObject.builder().put("type", type).put("data", data.build()).build().toText();
  }

  private static JsonObject.Builder write(Ready ready) {
    var json =
        JsonObject.builder()
            .put("accepted", true)
            .put("sessionId", ready.session().value())
            .put("heartbeatInterval", ready.heartbeats().duration().toMillis())
            .put("nonceEcho", ready.nonce().base64());
    return GatewayFeature.put(json, ready.features());
  }
}
