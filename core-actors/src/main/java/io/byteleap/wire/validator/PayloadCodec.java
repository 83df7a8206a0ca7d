package io.byteleap.wire.validator;

import io.byteleap.domain.units.Bytes;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.Timestamp;
import io.byteleap.wire.exact.UnitParts;
import io.byteleap.wire.validator.Payload.CommitmentData;
import io.byteleap.wire.validator.Payload.EnrolTokenQuery;
import io.byteleap.wire.validator.Payload.ExactCommitments;
import io.byteleap.wire.validator.Payload.ExactOpening;
import io.byteleap.wire.validator.Payload.Heartbeat;
import io.byteleap.wire.validator.Payload.ProofData;
import io.byteleap.wire.validator.Payload.TaskPoll;
import java.time.Instant;
import java.util.List;

/// Plaintext and payload, for what a miner asks.
public final class PayloadCodec {
  private static final Json JSON = Json.upTo(SynapseType.CHALLENGE_PROOF.bodySizeMax());

  private PayloadCodec() {}

  /// The payload of a synapse of this type; `now` stands in for missing times.
  public static Decoded<Payload> decode(SynapseType type, Bytes plaintext, Instant now) {
    return Decoded.of(() -> read(type, JSON.parse(plaintext.toArray()), now));
  }

  private static Payload read(SynapseType type, JsonObject json, Instant now) {
    return switch (type) {
      case HEARTBEAT -> new Heartbeat(HeartbeatData.read(json, now));
      case TASK -> readTaskPoll(json, now);
      case CHALLENGE -> readCommitment(json);
      case CHALLENGE_PROOF -> readProof(json);
      case ENROL_TOKEN -> new EnrolTokenQuery(json.text("worker_id"));
      case SESSION_INIT -> throw new IllegalStateException("BUG: a handshake is not encrypted");
    };
  }

  private static TaskPoll readTaskPoll(JsonObject json, Instant now) {
    if (!json.literal("request_type").equals("challenge")) {
      throw new IllegalArgumentException("request_type must be challenge");
    }
    return new TaskPoll(
        json.text("hotkey"), Timestamp.instant(json.numberOr("timestamp", Timestamp.seconds(now))));
  }

  private static Payload readCommitment(JsonObject json) {
    json.optionalObject("debug_info");
    String challenge = json.text("challenge_id");
    String worker = json.text("worker_id");
    var items = json.objects("commitments");
    return UnitParts.areCommitments(items)
        ? new ExactCommitments(challenge, worker, UnitParts.readCommitments(items))
        : new CommitmentData(challenge, worker, ChallengeParts.readCommitments(items));
  }

  private static Payload readProof(JsonObject json) {
    String challenge = json.text("challenge_id");
    var items = json.objects("proofs");
    if (UnitParts.areOpenings(items)) {
      return new ExactOpening(challenge, UnitParts.readOpening(items), debugInfo(json));
    }
    return new ProofData(challenge, ChallengeParts.readProof(items), debugInfo(json));
  }

  private static JsonObject debugInfo(JsonObject json) {
    return json.optionalObject("debug_info").orElse(JsonObject.EMPTY);
  }

  public static Bytes encode(Payload payload) {
    return write(payload).toSortedUtf8();
  }

  private static JsonObject write(Payload payload) {
    return switch (payload) {
      case Heartbeat(var data) -> data.toJson();
      case TaskPoll(var hotkey, var timestamp) ->
          JsonObject.builder()
              .put("hotkey", hotkey)
              .put("request_type", "challenge")
              .put("timestamp", Timestamp.seconds(timestamp))
              .put("schema_version", 1)
              .build();
      case EnrolTokenQuery(var workerId) -> JsonObject.builder().put("worker_id", workerId).build();
      case CommitmentData(var challengeId, var workerId, var commitments) ->
          phase1(challengeId, workerId, commitments.stream().map(ChallengeParts::write).toList());
      case ExactCommitments(var challengeId, var workerId, var units) ->
          phase1(challengeId, workerId, units.stream().map(UnitParts::write).toList());
      case ProofData(var challengeId, var proof, var debugInfo) ->
          phase2(
              challengeId, proof.units().stream().map(ChallengeParts::write).toList(), debugInfo);
      case ExactOpening(var challengeId, var opening, var debugInfo) ->
          phase2(challengeId, List.of(UnitParts.write(opening)), debugInfo);
    };
  }

  private static JsonObject phase1(
      String challengeId, String workerId, List<JsonObject> commitments) {
    return JsonObject.builder()
        .put("challenge_id", challengeId)
        .put("worker_id", workerId)
        .putObjects("commitments", commitments)
        .put("debug_info", JsonObject.EMPTY)
        .put("schema_version", 1)
        .build();
  }

  private static JsonObject phase2(
      String challengeId, List<JsonObject> proofs, JsonObject debugInfo) {
    return JsonObject.builder()
        .put("challenge_id", challengeId)
        .putObjects("proofs", proofs)
        .put("debug_info", debugInfo)
        .put("schema_version", 1)
        .build();
  }
}
