package io.byteleap.wire.worker;

import io.byteleap.domain.admission.CertificateHash;
import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.Nonce32;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.exact.UnitParts;
import io.byteleap.wire.validator.ErrorCode;
import io.byteleap.wire.worker.MinerFrame.EnrolTokenGiven;
import io.byteleap.wire.worker.MinerFrame.EnrolTokenRefused;
import io.byteleap.wire.worker.MinerFrame.HeartbeatAck;
import io.byteleap.wire.worker.MinerFrame.HeartbeatRequest;
import io.byteleap.wire.worker.MinerFrame.Hello;
import io.byteleap.wire.worker.MinerFrame.Limits;
import io.byteleap.wire.worker.MinerFrame.ProofRequest;
import io.byteleap.wire.worker.MinerFrame.RegistrationAck;
import io.byteleap.wire.worker.MinerFrame.RowsRequest;
import io.byteleap.wire.worker.MinerFrame.TaskAssignment;
import io.byteleap.wire.worker.MinerFrame.UnreadableProofRequest;
import io.byteleap.wire.worker.MinerFrame.UnreadableTask;
import java.util.List;

/// Text and frame, for what a miner sends; refusals as in [WorkerFrameCodec]. A task or proof
/// request that says how to answer it but nothing readable beyond that is a frame of its own, so
/// that its miner hears of it.
public final class MinerFrameCodec {
  private static final Json JSON = Json.upTo(WorkerFrameCodec.FRAME_SIZE_MAX);
  private static final int TIMEOUT_SECONDS_MAX = 300;
  private static final int TIMEOUT_NOT_NAMED = 0;
  private static final int CHALLENGES_MAX = 32;

  /// Said more often than all else together.
  private static final String HEARTBEAT_ACK = typed("heartbeat_ack").build().toText();

  private MinerFrameCodec() {}

  public static Decoded<MinerFrame> decode(String text) {
    return Decoded.of(() -> read(JSON.parse(text)));
  }

  private static MinerFrame read(JsonObject json) {
    return switch (json.text("type")) {
      case "hello" -> readHello(json.object("data"));
      case "registration_ack" -> new RegistrationAck();
      case "heartbeat_ack" -> new HeartbeatAck();
      case "task_assignment" -> readTask(json.object("data"));
      case "proof_request" -> readProofRequest(json);
      case "heartbeat_request" -> new HeartbeatRequest(json.optionalText("message_id").orElse(""));
      case "vmgw_enroll_token_response" -> readEnrolToken(json.object("data"));
      case String type -> throw new JsonProblem("type", "unknown: " + type);
    };
  }

  private static Hello readHello(JsonObject data) {
    String certificate = data.textOr("certificate", "");
    var limits = data.objectOrEmpty("limits");
    return new Hello(
        new Nonce32(data.text("nonce")),
        new Hotkey(data.text("hotkey")),
        certificate.isEmpty()
            ? new Channel.Plain()
            : new Channel.Secured(new CertificateHash(certificate)),
        new Limits(
            limits.integerWithinOr("workers", 0, Integer.MAX_VALUE, 0),
            limits.integerWithinOr("frame_size", 0, Integer.MAX_VALUE, 0),
            limits.integerWithinOr("registration_seconds", 0, Integer.MAX_VALUE, 0)),
        readChallenges(data));
  }

  /// Miners of before say none.
  private static List<String> readChallenges(JsonObject data) {
    var challenges = data.textsOrNone("challenges");
    if (challenges.size() > CHALLENGES_MAX) {
      throw new JsonProblem("challenges", "more than " + CHALLENGES_MAX);
    }
    return challenges;
  }

  private static MinerFrame readTask(JsonObject data) {
    String taskId = data.text("task_id");
    return switch (Decoded.of(() -> readTask(taskId, data))) {
      case Decoded.Read<TaskAssignment>(var task) -> task;
      case Decoded.Refused<TaskAssignment>(var why) -> new UnreadableTask(taskId, why);
    };
  }

  private static TaskAssignment readTask(String taskId, JsonObject data) {
    return new TaskAssignment(
        taskId,
        data.text("task_type"),
        data.objectOrEmpty("data"),
        data.integerWithinOr("timeout", 1, TIMEOUT_SECONDS_MAX, TIMEOUT_NOT_NAMED),
        data.textOr("validator_hotkey", ""));
  }

  private static MinerFrame readProofRequest(JsonObject json) {
    String messageId = json.text("message_id");
    return switch (Decoded.of(() -> readProofRequest(messageId, json.object("data")))) {
      case Decoded.Read<MinerFrame>(var request) -> request;
      case Decoded.Refused<MinerFrame>(var why) -> new UnreadableProofRequest(messageId, why);
    };
  }

  private static MinerFrame readProofRequest(String messageId, JsonObject data) {
    String validator = data.text("validator_hotkey");
    String challenge = data.text("challenge_id");
    var requests = data.objects("requests");
    return data.textOr("challenge_type", "").equals(ExactParts.MATMUL_EXACT_V2)
        ? new RowsRequest(messageId, validator, challenge, UnitParts.readOneRows(requests))
        : new ProofRequest(messageId, validator, challenge, ChallengeParts.readTargets(requests));
  }

  /// A good code without a token is a refusal too.
  private static MinerFrame readEnrolToken(JsonObject data) {
    int code = data.integerWithin("code", Integer.MIN_VALUE, Integer.MAX_VALUE);
    String error = Label.of(data.optionalText("error").orElse("")).value();
    return EnrolGrant.read(data)
        .filter(_ -> code == ErrorCode.SUCCESS.number())
        .<MinerFrame>map(EnrolTokenGiven::new)
        .orElseGet(() -> new EnrolTokenRefused(code, error));
  }

  public static String encode(MinerFrame frame) {
    return frame instanceof HeartbeatAck ? HEARTBEAT_ACK : write(frame).toText();
  }

  private static JsonObject write(MinerFrame frame) {
    return switch (frame) {
      case Hello hello -> typed("hello").put("data", write(hello)).build();
      case RegistrationAck() ->
          typed("registration_ack")
              .put("data", JsonObject.builder().put("status", "registered").build())
              .build();
      case HeartbeatAck() -> typed("heartbeat_ack").build();
      case TaskAssignment task -> typed("task_assignment").put("data", write(task)).build();
      case UnreadableTask(var taskId, _) ->
          typed("task_assignment")
              .put("data", JsonObject.builder().put("task_id", taskId).build())
              .build();
      case ProofRequest request ->
          typed("proof_request")
              .put("message_id", request.messageId())
              .put("data", write(request))
              .build();
      case RowsRequest request ->
          typed("proof_request")
              .put("message_id", request.messageId())
              .put("data", write(request))
              .build();
      case UnreadableProofRequest(var messageId, _) ->
          typed("proof_request").put("message_id", messageId).build();
      case HeartbeatRequest(var messageId) ->
          typed("heartbeat_request").put("message_id", messageId).build();
      case EnrolTokenGiven(var grant) ->
          typed("vmgw_enroll_token_response")
              .put(
                  "data",
                  JsonObject.builder()
                      .put("code", ErrorCode.SUCCESS.number())
                      .putAll(grant.toJson())
                      .build())
              .build();
      case EnrolTokenRefused(var code, var error) ->
          typed("vmgw_enroll_token_response")
              .put("data", JsonObject.builder().put("code", code).put("error", error).build())
              .build();
    };
  }

  private static JsonObject.Builder typed(String type) {
    return JsonObject.builder().put("type", type);
  }

  private static JsonObject write(Hello hello) {
    var limits = hello.limits();
    return JsonObject.builder()
        .put("nonce", hello.nonce().hex())
        .put("hotkey", hello.miner().value())
        .put("certificate", hello.channel().text())
        .put(
            "limits",
            JsonObject.builder()
                .put("workers", limits.workersMax())
                .put("frame_size", limits.frameSizeMax())
                .put("registration_seconds", limits.registrationSeconds())
                .build())
        .putTexts("challenges", hello.challenges())
        .build();
  }

  private static JsonObject write(TaskAssignment task) {
    var json =
        JsonObject.builder()
            .put("task_id", task.taskId())
            .put("task_type", task.taskType())
            .put("challenge_id", task.taskId())
            .put("data", task.data())
            .put("validator_hotkey", task.validatorHotkey());
    if (task.timeoutSeconds() != TIMEOUT_NOT_NAMED) {
      json.put("timeout", task.timeoutSeconds());
    }
    return json.build();
  }

  private static JsonObject write(ProofRequest request) {
    return JsonObject.builder()
        .put("validator_hotkey", request.validatorHotkey())
        .put("challenge_id", request.challengeId())
        .putObjects("requests", request.targets().stream().map(ChallengeParts::write).toList())
        .build();
  }

  private static JsonObject write(RowsRequest request) {
    return JsonObject.builder()
        .put("challenge_type", ExactParts.MATMUL_EXACT_V2)
        .put("validator_hotkey", request.validatorHotkey())
        .put("challenge_id", request.challengeId())
        .putObjects("requests", List.of(UnitParts.write(request.rows())))
        .build();
  }
}
