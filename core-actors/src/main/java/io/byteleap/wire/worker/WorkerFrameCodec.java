package io.byteleap.wire.worker;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.exact.UnitParts;
import io.byteleap.wire.worker.WorkerFrame.EnrolTokenRequest;
import io.byteleap.wire.worker.WorkerFrame.Heartbeat;
import io.byteleap.wire.worker.WorkerFrame.HeartbeatExtras;
import io.byteleap.wire.worker.WorkerFrame.HeartbeatResponse;
import io.byteleap.wire.worker.WorkerFrame.ProofFailed;
import io.byteleap.wire.worker.WorkerFrame.ProofGiven;
import io.byteleap.wire.worker.WorkerFrame.ProofOutcome;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.byteleap.wire.worker.WorkerFrame.Register;
import io.byteleap.wire.worker.WorkerFrame.RowsGiven;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskOutcome;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.wire.worker.WorkerFrame.UnitsDone;
import io.byteleap.wire.worker.WorkerFrame.Work;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Text and frame, for what a worker sends.
///
/// Refused with a reason: text that is not a JSON object within the limits, an unknown `type` (by
/// name), a field that is missing or of the wrong kind. A task result or proof response that says
/// what it answers but nothing readable beyond that is a failed one, so that whoever waits for it
/// need not wait for a deadline.
public final class WorkerFrameCodec {
  /// Longest frame in bytes, both ways.
  public static final int FRAME_SIZE_MAX = 16 << 20;

  private static final Json JSON = Json.upTo(FRAME_SIZE_MAX);
  private static final int CAPABILITIES_MAX = 256;
  private static final int FAILED = 1006;

  private WorkerFrameCodec() {}

  public static Decoded<WorkerFrame> decode(String text) {
    return Decoded.of(() -> read(JSON.parse(text)));
  }

  private static WorkerFrame read(JsonObject json) {
    return switch (json.text("type")) {
      case "register" -> readRegister(json);
      case "heartbeat" -> readHeartbeat(json.object("data"));
      case "task_result" -> readTaskResult(json);
      case "proof_response" -> readProofResponse(json);
      case "heartbeat_response" ->
          new HeartbeatResponse(
              json.optionalText("worker_id").orElse(""),
              json.optionalNumber("timestamp").orElse(0.0),
              json.optionalText("message_id").orElse(""));
      case "vmgw_enroll_token_request" ->
          new EnrolTokenRequest(json.object("data").text("worker_id"));
      case String type -> throw new JsonProblem("type", "unknown: " + type);
    };
  }

  private static Register readRegister(JsonObject json) {
    return new Register(
        json.text("worker_id"),
        json.optionalText("worker_name").orElse(""),
        json.text("worker_version"),
        readCapabilities(json),
        json.objectOrEmpty("system_info"),
        Credentials.read(json));
  }

  private static Heartbeat readHeartbeat(JsonObject data) {
    var extras =
        new HeartbeatExtras(
            data.optionalText("status").orElse(""),
            data.optionalInteger("active_tasks").orElse(0L),
            data.optionalObject("gpu_info").orElse(JsonObject.EMPTY));
    return new Heartbeat(data.object("system_info"), readCapabilities(data), extras);
  }

  private static List<String> readCapabilities(JsonObject json) {
    var capabilities = json.textsOrNone("capabilities");
    if (capabilities.size() > CAPABILITIES_MAX) {
      throw new JsonProblem("capabilities", "more than " + CAPABILITIES_MAX);
    }
    return capabilities;
  }

  private static TaskResult readTaskResult(JsonObject json) {
    String taskId = json.text("task_id");
    return switch (Decoded.of(() -> readTaskResult(json, taskId))) {
      case Decoded.Read<TaskResult>(var result) -> result;
      case Decoded.Refused<TaskResult>(var why) ->
          new TaskResult("", taskId, 0, new TaskFailed(FAILED, why));
    };
  }

  private static TaskResult readTaskResult(JsonObject json, String taskId) {
    return new TaskResult(
        json.text("worker_id"), taskId, json.number("timestamp"), readOutcome(json.object("data")));
  }

  private static TaskOutcome readOutcome(JsonObject data) {
    boolean success = data.flag("success");
    int errorCode = data.integerWithin("error_code", Integer.MIN_VALUE, Integer.MAX_VALUE);
    var result = data.objectOrEmpty("result");
    var times = readTimes(data.optionalObject("timestamps").orElse(JsonObject.EMPTY));
    var error = data.optionalText("error").or(() -> data.optionalText("error_message")).orElse("");
    if (!success || errorCode != 0) {
      return new TaskFailed(errorCode, Label.of(error));
    }
    var commitments = result.objectsOrNone("commitments");
    if (UnitParts.areCommitments(commitments)) {
      return new UnitsDone(UnitParts.readCommitments(commitments), times);
    }
    var work =
        new Work(
            result.numberOr("computation_time_ms", 0),
            result.integerWithinOr("matrix_size", 0, Integer.MAX_VALUE, 0),
            data.integerWithinOr("cpu_cores_used", 0, Integer.MAX_VALUE, 0));
    return new TaskDone(work, ChallengeParts.readCommitments(commitments), times);
  }

  private static ProofResponse readProofResponse(JsonObject json) {
    return new ProofResponse(
        json.text("message_id"),
        switch (Decoded.of(() -> readProofOutcome(json.object("data")))) {
          case Decoded.Read<ProofOutcome>(var outcome) -> outcome;
          case Decoded.Refused<ProofOutcome>(var why) -> new ProofFailed(why);
        });
  }

  private static ProofOutcome readProofOutcome(JsonObject data) {
    boolean success = data.flag("success");
    var proofs = data.objectsOrNone("proofs");
    var debug = data.optionalObject("debug").orElse(JsonObject.EMPTY);
    if (!success) {
      return new ProofFailed(Label.of(data.optionalText("error").orElse("")));
    }
    var times = readTimes(debug.objectOrEmpty("phase2_timestamps"));
    return UnitParts.areOpenings(proofs)
        ? new RowsGiven(UnitParts.readOpening(proofs), times)
        : new ProofGiven(ChallengeParts.readProof(proofs), times);
  }

  private static SortedMap<String, Long> readTimes(JsonObject json) {
    var times = new TreeMap<String, Long>();
    json.integers()
        .limit(32)
        .forEach(time -> times.put(Label.of(time.name()).value(), time.value()));
    return times;
  }

  public static String encode(WorkerFrame frame) {
    return write(frame).toText();
  }

  private static JsonObject write(WorkerFrame frame) {
    return switch (frame) {
      case Register register ->
          typed("register")
              .put("worker_id", register.workerId())
              .put("worker_name", register.workerName())
              .put("worker_version", register.workerVersion())
              .putTexts("capabilities", register.capabilities())
              .put("system_info", register.systemInfo())
              .putAll(Credentials.write(register.credential()))
              .build();
      case Heartbeat heartbeat -> typed("heartbeat").put("data", write(heartbeat)).build();
      case TaskResult result ->
          typed("task_result")
              .put("worker_id", result.workerId())
              .put("task_id", result.taskId())
              .put("timestamp", result.timestamp())
              .put("data", write(result.outcome(), result.taskId()))
              .build();
      case ProofResponse(var messageId, var outcome) ->
          typed("proof_response").put("message_id", messageId).put("data", write(outcome)).build();
      case HeartbeatResponse(var workerId, var timestamp, var messageId) ->
          typed("heartbeat_response")
              .put("worker_id", workerId)
              .put("timestamp", timestamp)
              .put("message_id", messageId)
              .build();
      case EnrolTokenRequest(var workerId) ->
          typed("vmgw_enroll_token_request")
              .put("data", JsonObject.builder().put("worker_id", workerId).build())
              .build();
    };
  }

  private static JsonObject.Builder typed(String type) {
    return JsonObject.builder().put("type", type);
  }

  private static JsonObject write(Heartbeat heartbeat) {
    return JsonObject.builder()
        .put("status", heartbeat.extras().status())
        .put("active_tasks", heartbeat.extras().activeTasks())
        .put("system_info", heartbeat.systemInfo())
        .put("gpu_info", heartbeat.extras().gpuInfo())
        .putTexts("capabilities", heartbeat.capabilities())
        .build();
  }

  private static JsonObject write(TaskOutcome outcome, String challengeId) {
    return switch (outcome) {
      case TaskDone(var work, var commitments, var times) ->
          JsonObject.builder()
              .putAll(extras(work, commitments))
              .putAll(
                  done(
                      JsonObject.builder()
                          .put("computation_time_ms", work.computeMillis())
                          .put("matrix_size", work.matrixSize())
                          .putObjects(
                              "commitments",
                              commitments.stream().map(ChallengeParts::write).toList())
                          .build(),
                      challengeId,
                      times))
              .build();
      case UnitsDone(var units, var times) ->
          done(
              JsonObject.builder()
                  .putObjects("commitments", units.stream().map(UnitParts::write).toList())
                  .build(),
              challengeId,
              times);
      case TaskFailed(var errorCode, var error) ->
          JsonObject.builder()
              .put("success", false)
              .put("error_code", errorCode == 0 ? FAILED : errorCode)
              .put("result", JsonObject.EMPTY)
              .put("error", error.value())
              .put("error_message", error.value())
              .build();
    };
  }

  private static JsonObject done(
      JsonObject result, String challengeId, SortedMap<String, Long> times) {
    return JsonObject.builder()
        .put("success", true)
        .put("error_code", 0)
        .put("result", result)
        .put("challenge_id", challengeId)
        .put("timestamps", write(times))
        .build();
  }

  /// What workers say of the engine that did it, each kind in its own words.
  private static JsonObject extras(Work work, List<Commitment> commitments) {
    return commitments.stream().allMatch(each -> each.unit().equals(UnitId.CPU))
        ? JsonObject.builder()
            .put("computation_time_ms", work.computeMillis())
            .put("plugin_name", "cpu_matrix_compute")
            .put("cpu_cores_used", work.coresUsed())
            .build()
        : JsonObject.builder()
            .put("execution_time", work.computeMillis())
            .put("plugin", "gpu_matrix_compute")
            .build();
  }

  private static JsonObject write(ProofOutcome outcome) {
    return switch (outcome) {
      case ProofGiven(var proof, var times) ->
          given(proof.units().stream().map(ChallengeParts::write).toList(), times);
      case RowsGiven(var opening, var times) -> given(List.of(UnitParts.write(opening)), times);
      case ProofFailed(var error) ->
          JsonObject.builder().put("success", false).put("error", error.value()).build();
    };
  }

  private static JsonObject given(List<JsonObject> proofs, SortedMap<String, Long> times) {
    return JsonObject.builder()
        .put("success", true)
        .putObjects("proofs", proofs)
        .put("debug", JsonObject.builder().put("phase2_timestamps", write(times)).build())
        .build();
  }

  private static JsonObject write(SortedMap<String, Long> times) {
    var json = JsonObject.builder();
    times.forEach(json::put);
    return json.build();
  }
}
