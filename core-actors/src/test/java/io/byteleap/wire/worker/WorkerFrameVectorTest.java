package io.byteleap.wire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Frames that a miner and a worker of the existing network exchanged, and those it sends without a
/// model (`models.json`): read, and written again as they were.
final class WorkerFrameVectorTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final JsonNode FILE = Vectors.load("models");

  /// Kinds of frame that a worker sends.
  private static final Set<String> OF_WORKER =
      Set.of(
          "register",
          "heartbeat",
          "heartbeat_response",
          "task_result",
          "proof_response",
          "vmgw_enroll_token_request");

  record Frame(String name, JsonNode json) {}

  static Stream<Frame> frames() {
    var exchange = Vectors.cases("vmgw", "enroll_token_exchange_over_worker_websocket");
    return Stream.of(
            named(FILE.path("captured_frames")),
            named(FILE.path("unvalidated_messages")),
            exchange.flatMap(message -> named(message)))
        .flatMap(frames -> frames);
  }

  private static Stream<Frame> named(JsonNode frames) {
    return frames.properties().stream().map(entry -> new Frame(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void frame_isRead_andWrittenTheSame(Frame vector) {
    String text = vector.json().toString();

    String again =
        OF_WORKER.contains(vector.json().path("type").asText())
            ? WorkerFrameCodec.encode(read(WorkerFrameCodec.decode(text)))
            : MinerFrameCodec.encode(read(MinerFrameCodec.decode(text)));

    assertThat(json(again)).as(vector.name()).isEqualTo(vector.json());
  }

  /// A task's time is within the vector's range, or the task cannot be read.
  @Test
  void taskTimeouts_areWithinTheRangeOfTheVector() {
    var range = Vectors.integers(FILE.path("session_constants").path("task_timeout_range"));
    var task = FILE.path("unvalidated_messages").path("task_assignment");
    for (int bound : range) {
      assertThat(timeout(task, bound)).isEqualTo(bound);
    }

    assertThat(read(task, range.getFirst() - 1)).isInstanceOf(MinerFrame.UnreadableTask.class);
    assertThat(read(task, range.getLast() + 1)).isInstanceOf(MinerFrame.UnreadableTask.class);
  }

  private static int timeout(JsonNode task, int seconds) {
    return ((MinerFrame.TaskAssignment) read(task, seconds)).timeoutSeconds();
  }

  private static MinerFrame read(JsonNode task, int seconds) {
    var changed = (ObjectNode) task.deepCopy();
    ((ObjectNode) changed.path("data")).put("timeout", seconds);
    return read(MinerFrameCodec.decode(changed.toString()));
  }

  private static <T> T read(Decoded<T> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Read.class);
    return ((Decoded.Read<T>) decoded).value();
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
