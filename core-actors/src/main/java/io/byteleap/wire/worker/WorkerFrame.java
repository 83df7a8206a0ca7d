package io.byteleap.wire.worker;

import io.byteleap.domain.admission.Credential;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.exact.UnitCommitment;
import io.byteleap.wire.exact.UnitOpening;
import java.util.List;
import java.util.SortedMap;

/// What a worker says to its miner.
public sealed interface WorkerFrame {
  /// The first frame of a connection. Texts are as they came (stripped): which of them are blank
  /// decides how the connection is closed. A credential is for a miner that
  /// said [MinerFrame.Hello].
  record Register(
      String workerId,
      String workerName,
      String workerVersion,
      List<String> capabilities,
      JsonObject systemInfo,
      Credential credential)
      implements WorkerFrame {}

  record Heartbeat(JsonObject systemInfo, List<String> capabilities, HeartbeatExtras extras)
      implements WorkerFrame {}

  /// What a heartbeat says for information only: the worker's own view of its status, number of
  /// running tasks, and its GPU server's devices (an empty object when it has none).
  record HeartbeatExtras(String status, long activeTasks, JsonObject gpuInfo) {
    public static final HeartbeatExtras NONE = new HeartbeatExtras("", 0, JsonObject.EMPTY);
  }

  /// The end of a task, good or bad; exactly one a task, but of an exact product one for each unit
  /// or for some of them ([UnitsDone]). One that cannot be read is a failed one of an
  /// unnamed worker.
  record TaskResult(String workerId, String taskId, double timestamp, TaskOutcome outcome)
      implements WorkerFrame {}

  sealed interface TaskOutcome {}

  /// `times` are named milliseconds since 1970 for information.
  record TaskDone(Work work, List<Commitment> commitments, SortedMap<String, Long> times)
      implements TaskOutcome {}

  /// How the work went, by the worker's own clock.
  record Work(double computeMillis, int matrixSize, int coresUsed) {}

  /// Some of the units of an exact product, 1 to 64, each with its commitment or why there is none;
  /// others come in results of their own. A [TaskFailed] is the end of all that have not come.
  record UnitsDone(List<UnitCommitment> units, SortedMap<String, Long> times)
      implements TaskOutcome {
    public UnitsDone {
      units = List.copyOf(units);
    }
  }

  record TaskFailed(int errorCode, Label error) implements TaskOutcome {}

  /// The answer to a proof request, found by its message id.
  record ProofResponse(String messageId, ProofOutcome outcome) implements WorkerFrame {}

  sealed interface ProofOutcome {}

  record ProofGiven(Proof proof, SortedMap<String, Long> times) implements ProofOutcome {}

  /// The rows of one unit's exact product.
  record RowsGiven(UnitOpening opening, SortedMap<String, Long> times) implements ProofOutcome {}

  record ProofFailed(Label error) implements ProofOutcome {}

  /// The answer to a heartbeat request, with the request's message id and the worker's time in
  /// seconds since 1970; counts as a sign of life whatever it says.
  record HeartbeatResponse(String workerId, double timestamp, String messageId)
      implements WorkerFrame {}

  /// Asks for a token to enrol at a VM gateway.
  record EnrolTokenRequest(String workerId) implements WorkerFrame {}
}
