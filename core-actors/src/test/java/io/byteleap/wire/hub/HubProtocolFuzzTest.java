package io.byteleap.wire.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.hub.HubFrame.Encrypted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Mutants of what a hub and a validator say to each other.
final class HubProtocolFuzzTest {
  private static final String CONFIG =
      """
      {"payload": {"validation": {"challenge_interval": 300, "challenge_type": "cpu_matrix",
      "participation_rate_threshold": 0.5, "cpu": {"matrix_size": 2000, "size_variance": 0.1},
      "gpu": {"model_allowlist": ["H100"], "verification": {"abs_tolerance": 0.02}}},
      "weight_management": {"score_weights": {"lease_weight": 1.0}}}}
      """;

  @Test
  void frame_anyMutant_isReadAndOpenedOrRefused() {
    var session = FixedSession.ofValidator();
    Fuzz.texts(
        HubVectorTest.frames().map(JsonNode::toString).toList(),
        text ->
            HubFrameCodec.decode(text)
                .then(
                    frame ->
                        frame instanceof Encrypted box
                            ? session.open(box, Samples.T0).message()
                            : new Decoded.Refused<>(Label.NONE)));
  }

  @Test
  void message_anyMutant_isReadOrRefused() {
    Fuzz.bytes(
        messages(),
        mutant -> {
          var plaintext = Bytes.copyOf(mutant);
          HubMessageCodec.decode(HubType.LEASE_PUBLISH.messageType(), plaintext);
          HubMessageCodec.decode(HubType.CONFIG_UPDATE.messageType(), plaintext);
          HubMessageCodec.decode(HubType.TASK_PUBLISH.messageType(), plaintext);
        });
  }

  @Test
  void report_anyMutant_isReadOrRefused() {
    var corpus =
        HubVectorTest.reports()
            .map(report -> report.plaintext().toString().getBytes(StandardCharsets.UTF_8))
            .toList();
    Fuzz.bytes(
        corpus,
        mutant -> {
          var plaintext = Bytes.copyOf(mutant);
          HubReportCodec.decode(HubType.HEARTBEAT.messageType(), plaintext);
          HubReportCodec.decode(HubType.RESOURCE_REPORT.messageType(), plaintext);
          HubReportCodec.decode(HubType.SCORE_REPORT.messageType(), plaintext);
          HubReportCodec.decode(HubType.ACK.messageType(), plaintext);
        });
  }

  private static List<byte[]> messages() {
    List<byte[]> messages = new ArrayList<>();
    messages.add(CONFIG.getBytes(StandardCharsets.UTF_8));
    Vectors.load("meshhub")
        .path("plaintext_examples")
        .properties()
        .forEach(
            entry -> {
              if (entry.getKey().startsWith("hub->client")) {
                entry
                    .getValue()
                    .forEach(
                        example ->
                            messages.add(
                                example.path("data").toString().getBytes(StandardCharsets.UTF_8)));
              }
            });
    return messages;
  }
}
