package io.byteleap.wire.worker;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.MinerFrame.EnrolTokenRefused;
import io.byteleap.wire.worker.MinerFrame.HeartbeatAck;
import io.byteleap.wire.worker.MinerFrame.HeartbeatRequest;
import io.byteleap.wire.worker.MinerFrame.ProofRequest;
import io.byteleap.wire.worker.MinerFrame.RegistrationAck;
import io.byteleap.wire.worker.MinerFrame.TaskAssignment;

/// Text and frame, for what a miner sends; refusals as in [WorkerFrameCodec].
public final class MinerFrameCodec {
  private static final Json JSON = Json.upTo(WorkerFrameCodec.FRAME_SIZE_MAX);
  private static final int TIMEOUT_SECONDS_MAX = 300;
  private static final int TIMEOUT_SECONDS_USUAL = 45;

  private MinerFrameCodec() {}

  public static Decoded<MinerFrame> decode(String text) {
    return Decoded.of(() -> read(JSON.parse(text)));
  }

  private static MinerFrame read(JsonObject json) {
    return switch (json.text("type")) {
      case "registration_ack" -> new RegistrationAck();
      case "heartbeat_ack" -> new HeartbeatAck();
      case "task_assignment" -> readTask(json.object("data"));
      case "proof_request" -> readProofRequest(json.text("message_id"), json.object("data"));
      case "heartbeat_request" -> new HeartbeatRequest(json.optionalText("message_id").orElse(""));
      case "vmgw_enroll_token_response" -> readEnrolToken(json.object("data"));
      case String type -> throw new JsonProblem("type", "unknown: " + type);
    };
  }

  private static TaskAssignment readTask(JsonObject data) {
    return new TaskAssignment(
        data.text("task_id"),
        data.text("task_type"),
        data.objectOrEmpty("data"),
        data.integerWithinOr("timeout", 1, TIMEOUT_SECONDS_MAX, TIMEOUT_SECONDS_USUAL),
        data.textOr("validator_hotkey", ""));
  }

  private static ProofRequest readProofRequest(String messageId, JsonObject data) {
    return new ProofRequest(
        messageId,
        data.text("validator_hotkey"),
        data.text("challenge_id"),
        ChallengeParts.readTargets(data.objects("requests")));
  }

  private static EnrolTokenRefused readEnrolToken(JsonObject data) {
    return new EnrolTokenRefused(
        data.integerWithin("code", 0, Integer.MAX_VALUE), data.optionalText("error").orElse(""));
  }

  public static String encode(MinerFrame frame) {
    return write(frame).toText();
  }

  private static JsonObject write(MinerFrame frame) {
    return switch (frame) {
      case RegistrationAck() ->
          typed("registration_ack")
              .put("data", JsonObject.builder().put("status", "registered").build())
              .build();
      case HeartbeatAck() -> typed("heartbeat_ack").build();
      case TaskAssignment task -> typed("task_assignment").put("data", write(task)).build();
      case ProofRequest request ->
          typed("proof_request")
              .put("message_id", request.messageId())
              .put("data", write(request))
              .build();
      case HeartbeatRequest(var messageId) ->
          typed("heartbeat_request").put("message_id", messageId).build();
      case EnrolTokenRefused(var code, var error) ->
          typed("vmgw_enroll_token_response")
              .put("data", JsonObject.builder().put("code", code).put("error", error).build())
              .build();
    };
  }

  private static JsonObject.Builder typed(String type) {
    return JsonObject.builder().put("type", type);
  }

  private static JsonObject write(TaskAssignment task) {
    return JsonObject.builder()
        .put("task_id", task.taskId())
        .put("task_type", task.taskType())
        .put("challenge_id", task.taskId())
        .put("data", task.data())
        .put("timeout", task.timeoutSeconds())
        .put("validator_hotkey", task.validatorHotkey())
        .build();
  }

  private static JsonObject write(ProofRequest request) {
    return JsonObject.builder()
        .put("validator_hotkey", request.validatorHotkey())
        .put("challenge_id", request.challengeId())
        .putObjects("requests", request.targets().stream().map(ChallengeParts::write).toList())
        .build();
  }
}
