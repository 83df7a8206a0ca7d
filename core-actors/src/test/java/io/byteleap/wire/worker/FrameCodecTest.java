package io.byteleap.wire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.MinerFrame.HeartbeatRequest;
import io.byteleap.wire.worker.MinerFrame.TaskAssignment;
import io.byteleap.wire.worker.MinerFrame.UnreadableProofRequest;
import io.byteleap.wire.worker.MinerFrame.UnreadableTask;
import io.byteleap.wire.worker.WorkerFrame.HeartbeatResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameCodecTest {
  @Test
  void heartbeatResponse_saysWhoWhenAndToWhat() {
    var response = new HeartbeatResponse("0123456789abcdef", 1_767_225_600.25, "m-1");

    String text = WorkerFrameCodec.encode(response);

    assertThat(text)
        .isEqualTo(
            """
            {"type":"heartbeat_response","worker_id":"0123456789abcdef",\
            "timestamp":1.76722560025E9,"message_id":"m-1"}\
            """);
    assertThat(WorkerFrameCodec.decode(text)).isEqualTo(new Decoded.Read<>(response));
  }

  @Test
  void heartbeatFrames_withNothingBesideTheType_areRead() {
    assertThat(WorkerFrameCodec.decode("{\"type\":\"heartbeat_response\"}"))
        .isEqualTo(new Decoded.Read<>(new HeartbeatResponse("", 0, "")));
    assertThat(fromMiner("{'type':'heartbeat_request','message_id':null}"))
        .isEqualTo(new Decoded.Read<>(new HeartbeatRequest("")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 300})
  void task_goesThereAndBack_withOrWithoutATimeout(int timeoutSeconds) {
    var data = JsonObject.builder().put("seed", "00112233445566778899aabbccddeeff").build();
    var task = new TaskAssignment("t-1", "cpu_matrix", data, timeoutSeconds, "5F");

    assertThat(MinerFrameCodec.decode(MinerFrameCodec.encode(task)))
        .isEqualTo(new Decoded.Read<>(task));
  }

  @Test
  void taskThatCannotBeRead_keepsItsId() {
    assertThat(fromMiner("{'type':'task_assignment','data':{'task_id':'t'}}"))
        .isEqualTo(unreadableTask("data.task_type: is required"));
    assertThat(
            fromMiner(
                "{'type':'task_assignment','data':{'task_id':'t','task_type':'x','timeout':301}}"))
        .isEqualTo(unreadableTask("data.timeout: must be 1 to 300, is 301"));
  }

  @Test
  void proofRequestThatCannotBeRead_keepsItsMessageId() {
    assertThat(fromMiner("{'type':'proof_request','message_id':'m'}"))
        .isEqualTo(
            new Decoded.Read<>(new UnreadableProofRequest("m", Label.of("data: is required"))));
  }

  @Test
  void taskOrProofRequest_thatCannotBeAnswered_isRefused() {
    assertThat(fromMiner("{'type':'task_assignment','data':{}}"))
        .isEqualTo(new Decoded.Refused<>(Label.of("data.task_id: is required")));
    assertThat(fromMiner("{'type':'proof_request','data':{}}"))
        .isEqualTo(new Decoded.Refused<>(Label.of("message_id: is required")));
  }

  private static Decoded<MinerFrame> unreadableTask(String why) {
    return new Decoded.Read<>(new UnreadableTask("t", Label.of(why)));
  }

  private static Decoded<MinerFrame> fromMiner(String jsonInSingleQuotes) {
    return MinerFrameCodec.decode(jsonInSingleQuotes.replace('\'', '"'));
  }
}
