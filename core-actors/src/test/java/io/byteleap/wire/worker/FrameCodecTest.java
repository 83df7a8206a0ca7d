package io.byteleap.wire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.wire.Decoded;
import io.byteleap.wire.worker.MinerFrame.HeartbeatRequest;
import io.byteleap.wire.worker.WorkerFrame.HeartbeatResponse;
import org.junit.jupiter.api.Test;

final class FrameCodecTest {
  @Test
  void heartbeatResponse_saysWhoWhenAndToWhat() {
    var response = new HeartbeatResponse("0123456789abcdef", 1_767_225_600.25, "m-1");

    String text = WorkerFrameCodec.encode(response);

    assertThat(text)
        .isEqualTo(
            "{\"type\":\"heartbeat_response\",\"worker_id\":\"0123456789abcdef\","
                + "\"timestamp\":1.76722560025E9,\"message_id\":\"m-1\"}");
    assertThat(WorkerFrameCodec.decode(text)).isEqualTo(new Decoded.Read<>(response));
  }

  @Test
  void heartbeatFrames_withNothingBesideTheType_areRead() {
    assertThat(WorkerFrameCodec.decode("{\"type\":\"heartbeat_response\"}"))
        .isEqualTo(new Decoded.Read<>(new HeartbeatResponse("", 0, "")));
    assertThat(MinerFrameCodec.decode("{\"type\":\"heartbeat_request\",\"message_id\":null}"))
        .isEqualTo(new Decoded.Read<>(new HeartbeatRequest("")));
  }
}
