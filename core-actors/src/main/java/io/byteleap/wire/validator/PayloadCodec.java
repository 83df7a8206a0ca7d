package io.byteleap.wire.validator;

import io.byteleap.domain.units.Bytes;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.Timestamp;
import io.byteleap.wire.validator.Payload.CommitmentData;
import io.byteleap.wire.validator.Payload.EnrolTokenQuery;
import io.byteleap.wire.validator.Payload.Heartbeat;
import io.byteleap.wire.validator.Payload.ProofData;
import io.byteleap.wire.validator.Payload.TaskPoll;
import java.time.Instant;

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

  private static CommitmentData readCommitment(JsonObject json) {
    json.optionalObject("debug_info");
    return new CommitmentData(
        json.text("challenge_id"),
        json.text("worker_id"),
        ChallengeParts.readCommitments(json.objects("commitments")));
  }

  private static ProofData readProof(JsonObject json) {
    return new ProofData(
        json.text("challenge_id"),
        ChallengeParts.readProof(json.objects("proofs")),
        json.optionalObject("debug_info").orElse(JsonObject.EMPTY));
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
          JsonObject.builder()
              .put("challenge_id", challengeId)
              .put("worker_id", workerId)
              .putObjects("commitments", commitments.stream().map(ChallengeParts::write).toList())
              .put("debug_info", JsonObject.EMPTY)
              .put("schema_version", 1)
              .build();
      case ProofData(var challengeId, var proof, var debugInfo) ->
          JsonObject.builder()
              .put("challenge_id", challengeId)
              .putObjects("proofs", proof.units().stream().map(ChallengeParts::write).toList())
              .put("debug_info", debugInfo)
              .put("schema_version", 1)
              .build();
    };
  }
}
