package io.byteleap.wire.validator;

import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.Timestamp;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.exact.UnitParts;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.byteleap.wire.validator.Answer.EnrolTokenDenied;
import io.byteleap.wire.validator.Answer.EnrolTokenGiven;
import io.byteleap.wire.validator.Answer.EnrolTokenPending;
import io.byteleap.wire.validator.Answer.ExactRequests;
import io.byteleap.wire.validator.Answer.Failed;
import io.byteleap.wire.validator.Answer.HeartbeatTaken;
import io.byteleap.wire.validator.Answer.NothingToProve;
import io.byteleap.wire.validator.Answer.ProofQueued;
import io.byteleap.wire.validator.Answer.ProofRequests;
import io.byteleap.wire.validator.Answer.Tasks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Plaintext and answer, for what a validator says.
public final class AnswerCodec {
  private static final Json JSON = Json.upTo(SynapseType.HEARTBEAT.bodySizeMax());
  private static final int CHALLENGES_MAX = 1_000;
  private static final int TIMEOUT_SECONDS_MAX = 300;
  private static final int TIMEOUT_SECONDS_USUAL = 45;
  private static final String BATCH = "compute_challenge_batch";
  private static final String NO_TASK = "no_task";

  /// Only answers of challenge v2 have it.
  private static final String REFUSED = "refused";

  /// Only who has a challenge of v2 waiting is told.
  private static final String POLL_AGAIN = "poll_again_ms";

  private static final List<String> TYPES =
      List.of(ChallengeParts.CPU_MATRIX, ChallengeParts.GPU_MATRIX, ExactParts.MATMUL_EXACT_V2);

  private AnswerCodec() {}

  /// The answer to a synapse of this type; `now` stands in for missing times.
  public static Decoded<Answer> decode(SynapseType type, Bytes plaintext, Instant now) {
    return Decoded.of(() -> read(type, parsed(type, plaintext), now));
  }

  /// An enrolment token may come as a JSON string that holds the object.
  private static JsonObject parsed(SynapseType type, Bytes plaintext) {
    byte[] utf8 = plaintext.toArray();
    if (type == SynapseType.ENROL_TOKEN && utf8.length > 0 && utf8[0] == '"') {
      String wrapped = "{\"answer\":" + new String(utf8, StandardCharsets.UTF_8) + "}";
      return JSON.parse(JSON.parse(wrapped).literal("answer"));
    }
    return JSON.parse(utf8);
  }

  private static Answer read(SynapseType type, JsonObject json, Instant now) {
    if (json.has("error")) {
      return new Failed(
          Label.of(json.optionalText("error").orElse("")).value(),
          json.integerWithinOr("error_code", Integer.MIN_VALUE, Integer.MAX_VALUE, 1));
    }
    return switch (type) {
      case HEARTBEAT -> readHeartbeat(json, now);
      case TASK -> readTasks(json, now);
      case CHALLENGE -> readProofRequests(json);
      case CHALLENGE_PROOF -> new ProofQueued(json.textOr("challenge_id", ""));
      case ENROL_TOKEN -> readEnrolToken(json);
      case SESSION_INIT -> throw new IllegalStateException("BUG: a handshake is not encrypted");
    };
  }

  private static Answer readHeartbeat(JsonObject json, Instant now) {
    int errorCode = json.integerWithinOr("error_code", Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
    String message = Label.of(json.text("message")).value();
    return errorCode == 0
        ? new HeartbeatTaken(
            message,
            json.integerWithinOr("workers_processed", 0, Integer.MAX_VALUE, 0),
            Timestamp.instant(json.numberOr("timestamp", Timestamp.seconds(now))))
        : new Failed(message, errorCode);
  }

  private static Tasks readTasks(JsonObject json, Instant now) {
    String taskType = json.literal("task_type");
    if (!taskType.equals(BATCH) && !taskType.equals(NO_TASK)) {
      throw new JsonProblem("task_type", "must be " + BATCH + " or " + NO_TASK);
    }
    var challenges =
        json.optionalObject("task_data").orElse(JsonObject.EMPTY).objectsOrNone("challenges");
    if (challenges.size() > CHALLENGES_MAX) {
      throw new JsonProblem("task_data.challenges", "more than " + CHALLENGES_MAX);
    }
    return new Tasks(
        challenges.stream().map(AnswerCodec::readChallenge).toList(),
        Timestamp.instant(json.numberOr("timestamp", Timestamp.seconds(now))),
        readPollAgain(json));
  }

  private static Optional<Duration> readPollAgain(JsonObject json) {
    return json.has(POLL_AGAIN)
        ? Optional.of(
            Duration.ofMillis(
                json.exactWithin(POLL_AGAIN, 0, Math.toIntExact(Tasks.POLL_AGAIN_MAX.toMillis()))))
        : Optional.empty();
  }

  static ComputeChallenge readChallenge(JsonObject json) {
    String id = json.textOr("challenge_id", "");
    if (id.isEmpty()) {
      throw new JsonProblem("challenge_id", "must not be empty");
    }
    String type =
        json.has("challenge_type") ? json.literal("challenge_type") : ChallengeParts.CPU_MATRIX;
    if (!TYPES.contains(type)) {
      throw new JsonProblem("challenge_type", "must be one of " + String.join(", ", TYPES));
    }
    return new ComputeChallenge(
        id,
        type,
        json.objectOrEmpty("data"),
        json.integerWithinOr("timeout", 1, TIMEOUT_SECONDS_MAX, TIMEOUT_SECONDS_USUAL),
        json.optionalText("target_worker_id").orElse(""));
  }

  private static Answer readProofRequests(JsonObject json) {
    var requests = json.objectsOrNone("proof_requests");
    if (json.has(REFUSED)) {
      return new ExactRequests(
          UnitParts.readRows(requests), UnitParts.readRefusals(json.objects(REFUSED)));
    }
    return requests.isEmpty()
        ? new NothingToProve(Label.of(json.optionalText("message").orElse("")).value())
        : new ProofRequests(ChallengeParts.readTargets(requests));
  }

  private static Answer readEnrolToken(JsonObject json) {
    String workerId = json.textOr("worker_id", "");
    int code = json.integerWithinOr("code", Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
    var why = Label.of(json.optionalText("error_message").orElse(""));
    var tryAgain = json.optionalInteger("try_again_in_sec");
    var grant = EnrolGrant.read(json);
    if (code != ErrorCode.SUCCESS.number()) {
      return new EnrolTokenDenied(workerId, code, why);
    }
    return grant
        .<Answer>map(given -> new EnrolTokenGiven(workerId, given))
        .orElseGet(
            () ->
                new EnrolTokenPending(
                    workerId,
                    tryAgain
                        .map(seconds -> Math.clamp(seconds, 0, Integer.MAX_VALUE))
                        .orElse(EnrolTokenPending.TRY_AGAIN_SECONDS_USUAL)));
  }

  public static Bytes encode(Answer answer) {
    return write(answer).toSortedUtf8();
  }

  private static JsonObject write(Answer answer) {
    return switch (answer) {
      case HeartbeatTaken(var message, var workersProcessed, var timestamp) ->
          JsonObject.builder()
              .put("error_code", ErrorCode.SUCCESS.number())
              .put("message", message)
              .put("workers_processed", workersProcessed)
              .put("timestamp", Timestamp.seconds(timestamp))
              .putNull("request_id")
              .put("schema_version", 1)
              .build();
      case Tasks tasks -> write(tasks);
      case ProofRequests(var targets) ->
          JsonObject.builder()
              .putObjects("proof_requests", targets.stream().map(ChallengeParts::write).toList())
              .build();
      case ExactRequests(var requests, var refused) ->
          JsonObject.builder()
              .putObjects("proof_requests", requests.stream().map(UnitParts::write).toList())
              .putObjects(REFUSED, refused.stream().map(UnitParts::write).toList())
              .build();
      case NothingToProve(var message) ->
          JsonObject.builder()
              .putObjects("proof_requests", List.of())
              .put("auto_verified", true)
              .put("message", message)
              .build();
      case ProofQueued(var challengeId) ->
          JsonObject.builder()
              .put("challenge_status", "queued")
              .put("message", "Proof data received and queued for verification")
              .put("challenge_id", challengeId)
              .build();
      case EnrolTokenGiven(var workerId, var grant) ->
          enrolToken(workerId, ErrorCode.SUCCESS.number()).putAll(grant.toJson()).build();
      case EnrolTokenPending(var workerId, var seconds) ->
          enrolToken(workerId, ErrorCode.SUCCESS.number()).put("try_again_in_sec", seconds).build();
      case EnrolTokenDenied(var workerId, var code, var why) ->
          enrolToken(workerId, code).put("error_message", why.value()).build();
      case Failed(var error, var errorCode) ->
          JsonObject.builder().put("error", error).put("error_code", errorCode).build();
    };
  }

  /// All fields of an answer; those that it has no use for are null.
  private static JsonObject.Builder enrolToken(String workerId, int code) {
    return JsonObject.builder()
        .put("worker_id", workerId)
        .put("code", code)
        .putNull("try_again_in_sec")
        .putNull("token")
        .putNull("expires_at")
        .putNull("enrollment_url")
        .putNull("error_message");
  }

  private static JsonObject write(Tasks tasks) {
    var json =
        JsonObject.builder()
            .put("task_type", tasks.challenges().isEmpty() ? NO_TASK : BATCH)
            .put("timestamp", Timestamp.seconds(tasks.timestamp()))
            .put("schema_version", 1);
    tasks.pollAgain().ifPresent(wait -> json.put(POLL_AGAIN, wait.toMillis()));
    if (tasks.challenges().isEmpty()) {
      return json.putNull("task_data").build();
    }
    var challenges = tasks.challenges().stream().map(AnswerCodec::write).toList();
    return json.put("task_data", JsonObject.builder().putObjects("challenges", challenges).build())
        .build();
  }

  private static JsonObject write(ComputeChallenge challenge) {
    return JsonObject.builder()
        .put("challenge_id", challenge.challengeId())
        .put("challenge_type", challenge.challengeType())
        .put("data", challenge.data())
        .put("timeout", challenge.timeoutSeconds())
        .putOrNull(
            "target_worker_id", Optional.of(challenge.targetWorkerId()).filter(id -> !id.isEmpty()))
        .build();
  }
}
