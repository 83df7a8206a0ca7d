package io.byteleap.wire.worker;

import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.Nonce32;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.exact.UnitRows;
import java.util.List;

/// What a miner says to its worker.
public sealed interface MinerFrame {
  /// The first frame where keys are spoken of: what the worker signs in its registration (the nonce
  /// and the miner's hotkey), the certificate of the miner's own TLS if it has one, what the miner
  /// puts up with, and which kinds of challenge it passes on besides those that every miner does.
  record Hello(Nonce32 nonce, Hotkey miner, Channel channel, Limits limits, List<String> challenges)
      implements MinerFrame {
    public Hello {
      challenges = List.copyOf(challenges);
    }
  }

  /// Workers at a time, bytes of a frame, and seconds until the registration must have come.
  record Limits(int workersMax, int frameSizeMax, int registrationSeconds) {}

  record RegistrationAck() implements MinerFrame {}

  record HeartbeatAck() implements MinerFrame {}

  /// A task to run: `data` is the challenge's own, `timeoutSeconds` 1 to 300, or 0 when the miner
  /// names none.
  record TaskAssignment(
      String taskId, String taskType, JsonObject data, int timeoutSeconds, String validatorHotkey)
      implements MinerFrame {}

  /// A task of which only the id could be read. It still wants a result, a failed one.
  record UnreadableTask(String taskId, Label why) implements MinerFrame {}

  record ProofRequest(
      String messageId, String validatorHotkey, String challengeId, List<UnitTargets> targets)
      implements MinerFrame {
    public ProofRequest {
      targets = List.copyOf(targets);
    }
  }

  /// Asks one unit for rows of its exact product.
  record RowsRequest(String messageId, String validatorHotkey, String challengeId, UnitRows rows)
      implements MinerFrame {}

  /// A proof request of which only the message id could be read. It still wants a response.
  record UnreadableProofRequest(String messageId, Label why) implements MinerFrame {}

  record HeartbeatRequest(String messageId) implements MinerFrame {}

  /// A token for the worker.
  record EnrolTokenGiven(EnrolGrant grant) implements MinerFrame {}

  /// No token for the worker, and why; `code` is 1001 (a request is under way), 1002 (not the
  /// worker's own id) or 1003 (none to be had).
  record EnrolTokenRefused(int code, String error) implements MinerFrame {}
}
