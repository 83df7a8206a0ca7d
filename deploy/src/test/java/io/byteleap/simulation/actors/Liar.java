package io.byteleap.simulation.actors;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.Proof;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.simulation.WorkerNode;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame.ProofGiven;
import io.byteleap.wire.worker.WorkerFrame.ProofResponse;
import io.byteleap.wire.worker.WorkerFrame.TaskDone;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What becomes of a worker's words on their way out: an honest one's stay as they are, a lying
/// one's commitments and proofs are replaced by what it claims instead.
final class Liar {
  private static final Patience ANY =
      new Patience(
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1));

  private record Asked(ChallengeSpec spec, List<UnitTargets> targets) {}

  private final WorkerNode worker;
  private final Map<String, ChallengeSpec> tasks = new HashMap<>();
  private final Map<String, Asked> openings = new HashMap<>();

  Liar(WorkerNode worker) {
    this.worker = worker;
  }

  /// The miner says something to the worker.
  void ordered(String text) {
    if (worker.isHonest() || !(MinerFrameCodec.decode(text) instanceof Decoded.Read(var frame))) {
      return;
    }
    if (frame instanceof MinerFrame.TaskAssignment task) {
      var matrix = ChallengeParts.readMatrix(task.data());
      tasks.put(
          task.taskId(),
          new ChallengeSpec(
              new ChallengeId(task.taskId()),
              worker.id(),
              new CpuWork(matrix, new TargetPolicy(1, 0)),
              ANY));
    } else if (frame instanceof MinerFrame.ProofRequest asked) {
      Optional.ofNullable(tasks.get(asked.challengeId()))
          .ifPresent(spec -> openings.put(asked.messageId(), new Asked(spec, asked.targets())));
    }
  }

  /// What it says in place of `text`.
  String says(String text) {
    if (worker.isHonest() || !(WorkerFrameCodec.decode(text) instanceof Decoded.Read(var frame))) {
      return text;
    }
    if (frame instanceof TaskResult(var id, var task, var at, TaskDone(var work, _, var times))) {
      return Optional.ofNullable(tasks.get(task))
          .map(spec -> new TaskDone(work, List.of(worker.commits(spec)), times))
          .map(claimed -> WorkerFrameCodec.encode(new TaskResult(id, task, at, claimed)))
          .orElse(text);
    }
    if (frame instanceof ProofResponse(var message, ProofGiven(_, var times))
        && openings.remove(message) instanceof Asked(var spec, var targets)) {
      Proof claimed = worker.opens(spec, targets);
      return WorkerFrameCodec.encode(new ProofResponse(message, new ProofGiven(claimed, times)));
    }
    return text;
  }
}
