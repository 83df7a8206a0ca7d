package io.byteleap.wire.validator;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
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

  /// Phase 1 of challenge v2: what came of some of a worker's units, 1 to 64, each once. Others of
  /// the same challenge may come in other messages.
  record ExactCommitments(String challengeId, String workerId, List<UnitCommitment> units)
      implements Payload {
    public ExactCommitments {
      units = List.copyOf(units);
    }
  }

  /// Phase 2 of challenge v2: the opening of one unit.
  record ExactOpening(String challengeId, UnitOpening opening, JsonObject debugInfo)
      implements Payload {}
}
