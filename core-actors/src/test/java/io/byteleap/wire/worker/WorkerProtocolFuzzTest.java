package io.byteleap.wire.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Vectors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Mutants of captured frames between worker and miner.
final class WorkerProtocolFuzzTest {
  @Test
  void workerFrame_anyMutant_isReadOrRefused() {
    Fuzz.texts(captured("worker->miner"), WorkerFrameCodec::decode);
  }

  @Test
  void minerFrame_anyMutant_isReadOrRefused() {
    Fuzz.texts(captured("miner->worker"), MinerFrameCodec::decode);
  }

  private static List<String> captured(String direction) {
    return Vectors.load("models").path("captured_frames").properties().stream()
        .filter(frame -> frame.getKey().startsWith(direction))
        .map(Map.Entry::getValue)
        .map(JsonNode::toString)
        .toList();
  }
}
