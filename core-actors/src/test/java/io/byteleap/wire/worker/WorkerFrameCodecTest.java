package io.byteleap.wire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.WorkerFrame.TaskFailed;
import io.byteleap.wire.worker.WorkerFrame.TaskResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkerFrameCodecTest {
  /// Whoever waits for the task must hear that it is over.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"task_result\",\"task_id\":\"t-1\"}",
        "{\"type\":\"task_result\",\"task_id\":\"t-1\",\"worker_id\":\"w\",\"timestamp\":\"x\"}",
        "{\"type\":\"task_result\",\"task_id\":\"t-1\",\"worker_id\":\"w\",\"timestamp\":1,"
            + "\"data\":{\"error\":\"crashed\"}}",
        "{\"type\":\"task_result\",\"task_id\":\"t-1\",\"worker_id\":\"w\",\"timestamp\":1,"
            + "\"data\":[]}"
      })
  void taskResult_thatNamesItsTaskAndNothingMore_isAFailedOne(String text) {
    assertThat(WorkerFrameCodec.decode(text))
        .isInstanceOfSatisfying(
            Decoded.Read.class,
            read -> {
              var result = (TaskResult) read.value();
              assertThat(result.taskId()).isEqualTo("t-1");
              assertThat(result.outcome()).isInstanceOf(TaskFailed.class);
            });
  }

  @Test
  void taskResult_ofNoTask_isRefused() {
    assertThat(WorkerFrameCodec.decode("{\"type\":\"task_result\",\"worker_id\":\"w\"}"))
        .isInstanceOf(Decoded.Refused.class);
  }
}
