package io.byteleap.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SimWorkerTest {
  private static final SimWorker WORKER = new SimWorker("load-1");

  @Test
  void workers_commitToRootsOfTheirOwn() {
    assertThat(WORKER.root()).isEqualTo(new SimWorker("load-1").root());
    assertThat(WORKER.root()).isNotEqualTo(new SimWorker("load-2").root());
  }

  @Test
  void task_isAnsweredWithTheWorkersCommitment() {
    var task =
        new MinerFrame.TaskAssignment("t-1", "cpu_matrix", JsonObject.EMPTY, 45, "5Validator");

    var result = (WorkerFrame.TaskResult) answered(task);

    assertThat(result.workerId()).isEqualTo("load-1");
    assertThat(result.taskId()).isEqualTo("t-1");
    var done = (WorkerFrame.TaskDone) result.outcome();
    assertThat(done.commitments().getFirst().root().hex()).isEqualTo(WORKER.root());
  }

  @Test
  void proofRequest_isAnsweredWithTheRowsThatWereAskedFor() {
    var request =
        new MinerFrame.ProofRequest(
            "m-1", "5Validator", "t-1", List.of(UnitTargets.rowsOfCpu(List.of(0, 3))));

    var response = (WorkerFrame.ProofResponse) answered(request);

    assertThat(response.messageId()).isEqualTo("m-1");
    var proof = ((WorkerFrame.ProofGiven) response.outcome()).proof();
    assertThat(proof.units().getFirst().paths()).hasSize(2);
  }

  @Test
  void otherFrames_areNotAnswered() {
    assertThat(WORKER.answer(MinerFrameCodec.encode(new MinerFrame.RegistrationAck()))).isEmpty();
    assertThat(WORKER.answer("{broken")).isEmpty();
  }

  private static WorkerFrame answered(MinerFrame frame) {
    String answer = WORKER.answer(MinerFrameCodec.encode(frame)).orElseThrow();
    return ((Decoded.Read<WorkerFrame>) WorkerFrameCodec.decode(answer)).value();
  }
}
