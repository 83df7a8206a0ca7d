package io.byteleap.loadtest;

import io.byteleap.domain.admission.Credential;
import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Numbers;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// What a simulated worker says: its registration, and answers to tasks that are computed from its
/// id, so that a validator can tell whose they are.
record SimWorker(String id) {
  private static final int ROWS = 8;
  private static final int HASH_LENGTH = 16;

  String registration(JsonObject systemInfo) {
    return WorkerFrameCodec.encode(
        new WorkerFrame.Register(
            id, "", "load-1", List.of("cpu_matrix"), systemInfo, new Credential.NoKey()));
  }

  /// Any worker's heartbeat: it names none.
  static String heartbeat(JsonObject systemInfo) {
    return WorkerFrameCodec.encode(
        new WorkerFrame.Heartbeat(
            systemInfo,
            List.of("cpu_matrix"),
            new WorkerFrame.HeartbeatExtras("online", 0, JsonObject.EMPTY)));
  }

  /// The root that this worker commits to, whatever it is asked to compute.
  String root() {
    return MerkleTree.of(rows()).root().hex();
  }

  private List<String> rows() {
    return IntStream.range(0, ROWS)
        .mapToObj(row -> Sha256.hexOf(id + row).substring(0, HASH_LENGTH))
        .toList();
  }

  String result(String taskId) {
    var done =
        new WorkerFrame.TaskDone(
            new WorkerFrame.Work(1, ROWS, 1),
            List.of(Commitment.ofCpu(MerkleTree.of(rows()).root())),
            new TreeMap<>());
    return WorkerFrameCodec.encode(new WorkerFrame.TaskResult(id, taskId, 1, done));
  }

  String proof(MinerFrame.ProofRequest request) {
    var rows = rows();
    var tree = MerkleTree.of(rows);
    var asked =
        request.targets().stream()
            .map(UnitTargets::rows)
            .flatMap(List::stream)
            .filter(row -> row < ROWS)
            .toList();
    var proof =
        new Proof(
            List.of(
                new UnitProof(
                    UnitId.CPU,
                    asked.stream().map(rows::get).toList(),
                    asked.stream().map(tree::proof).toList(),
                    Numbers.NONE)));
    return WorkerFrameCodec.encode(
        new WorkerFrame.ProofResponse(
            request.messageId(), new WorkerFrame.ProofGiven(proof, new TreeMap<>())));
  }

  /// What this worker answers; empty where nothing is due.
  Optional<String> answer(String frame) {
    return switch (MinerFrameCodec.decode(frame)) {
      case Decoded.Read<MinerFrame>(MinerFrame.TaskAssignment task) ->
          Optional.of(result(task.taskId()));
      case Decoded.Read<MinerFrame>(MinerFrame.ProofRequest request) -> Optional.of(proof(request));
      case Decoded.Read<MinerFrame> _, Decoded.Refused<MinerFrame> _ -> Optional.empty();
    };
  }
}
