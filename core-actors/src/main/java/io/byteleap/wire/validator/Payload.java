package io.byteleap.wire.validator;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.json.JsonObject;
import java.time.Instant;
import java.util.List;

/// What a miner asks inside an encrypted session.
public sealed interface Payload {
  record Heartbeat(HeartbeatData data) implements Payload {}

  /// Fetches the challenges that wait for the miner's workers.
  record TaskPoll(String hotkey, Instant timestamp) implements Payload {}

  /// Asks for a token with which a worker can enrol at a VM gateway.
  record EnrolTokenQuery(String workerId) implements Payload {}

  /// Phase 1: a worker's commitments.
  record CommitmentData(String challengeId, String workerId, List<Commitment> commitments)
      implements Payload {
    public CommitmentData {
      commitments = List.copyOf(commitments);
    }
  }

  /// Phase 2: a worker's openings. `debugInfo` holds times for information.
  record ProofData(String challengeId, Proof proof, JsonObject debugInfo) implements Payload {}
}
