package io.byteleap.wire.validator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Vectors;
import io.byteleap.json.Json;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.worker.MinerFrameCodec;
import io.byteleap.wire.worker.WorkerFrame;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the existing network's models take and refuse (`models.json`), against our codecs.
final class ModelVectorTest {
  private static final Json JSON = Json.upTo(1 << 20);

  /// Where ours refuses what the existing models take, and why.
  private static final Map<String, String> STRICTER =
      Map.ofEntries(
          Map.entry("SystemInfo/coercion: big int", "sizes fit 64 bits"),
          Map.entry("SystemInfo/coercion: cpu_usage as 'nan' string", "numbers are finite"),
          Map.entry("WorkerInfo/empty worker_id passes", "a worker has a name"),
          Map.entry("Commitment/minimal", "a root is 16 or 64 hex digits"),
          Map.entry("Commitment/root with 0x (int(x,16) rules)", "a root is hex digits"),
          Map.entry("Commitment/root with underscore", "a root is hex digits"),
          Map.entry("Commitment/root negative", "a root is hex digits"),
          Map.entry("Commitment/root with spaces trimmed", "a root is 16 or 64 hex digits"));

  static Stream<JsonNode> cases() {
    return Vectors.cases("models", "cases");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void codec_takesWhatTheModelTakes(JsonNode vector) {
    String name = vector.path("model").asText() + "/" + vector.path("kind").asText();
    boolean expected = vector.path("accepted").asBoolean() && !STRICTER.containsKey(name);

    assertThat(isTaken(vector.path("model").asText(), vector.path("input")))
        .as("%s: %s", name, vector.path("input"))
        .isEqualTo(expected);
  }

  @Test
  void capturedFrames_areRead_andOursReadTheSame() {
    var frames = Vectors.load("models").path("captured_frames");
    frames
        .properties()
        .forEach(
            entry -> {
              String text = entry.getValue().toString();
              var decoded =
                  entry.getKey().startsWith("worker->")
                      ? WorkerFrameCodec.decode(text)
                      : MinerFrameCodec.decode(text);
              assertThat(decoded).as(entry.getKey()).isInstanceOf(Decoded.Read.class);
            });
    var result = frames.path("worker->miner task_result").toString();
    var read = (Decoded.Read<WorkerFrame>) WorkerFrameCodec.decode(result);
    assertThat(WorkerFrameCodec.decode(WorkerFrameCodec.encode(read.value()))).isEqualTo(read);
  }

  private static boolean isTaken(String model, JsonNode input) {
    return switch (model) {
      case "SystemInfo" -> isRead(Decoded.of(() -> SystemInfo.read(JSON.parse(input.toString()))));
      case "WorkerInfo" -> isReport(input);
      case "HeartbeatData" -> isRead(payload(SynapseType.HEARTBEAT, input));
      case "TaskRequest" -> isRead(payload(SynapseType.TASK, input));
      case "CommitmentData" -> isRead(payload(SynapseType.CHALLENGE, input));
      case "ProofData" -> isRead(payload(SynapseType.CHALLENGE_PROOF, input));
      case "TaskResponse" -> isRead(answer(SynapseType.TASK, input));
      case "HeartbeatResponse" -> isRead(answer(SynapseType.HEARTBEAT, input));
      case "ComputeChallenge" ->
          isRead(Decoded.of(() -> AnswerCodec.readChallenge(JSON.parse(input.toString()))));
      case "Commitment" ->
          isRead(Decoded.of(() -> ChallengeParts.readCommitment(JSON.parse(input.toString()))));
      case "ProofRequest" ->
          isRead(Decoded.of(() -> ChallengeParts.readTargets(JSON.parse(input.toString()))));
      case "ProofResponse" ->
          isRead(Decoded.of(() -> ChallengeParts.readProof(List.of(JSON.parse(input.toString())))));
      case "SessionInitRequest" -> isRead(SessionInit.decodeRequest(input.toString(), Samples.T0));
      case "SessionInitResponse" -> isRead(SessionInit.decodeAnswer(input.toString()));
      case "WorkerRegistration",
          "WorkerHeartbeatMessage",
          "TaskResultMessage",
          "ProofResponseMessage",
          "VmgwEnrollTokenRequest" ->
          isGoodFrame(input);
      case "GetVmgwEnrollTokenSynapse" -> isRead(answer(SynapseType.ENROL_TOKEN, input));
      case "CommunicationResult" -> isRead(Decoded.of(() -> coerced(input)));
      case "VmgwEnrollTokenResponse" -> isRead(MinerFrameCodec.decode(input.toString()));
      default -> throw new IllegalStateException("a model that no test knows: " + model);
    };
  }

  /// A result inside the existing software, which never travels: says what our reader coerces.
  private static boolean coerced(JsonNode input) {
    var json = JSON.parse(input.toString());
    json.optionalObject("data");
    json.integerOr("error_code", 0);
    json.optionalText("error_message");
    json.numberOr("processing_time_ms", 0);
    return json.flag("success");
  }

  /// A worker counts when the heartbeat that holds it can be read and reported.
  private static boolean isReport(JsonNode worker) {
    var heartbeat = ((ObjectNode) Vectors.load("models")).objectNode();
    heartbeat.put("hotkey", "5F").putArray("workers").add(worker);
    return isRead(
        payload(SynapseType.HEARTBEAT, heartbeat)
            .then(payload -> Decoded.of(() -> ((Payload.Heartbeat) payload).data().toReport())));
  }

  /// A result or proof that says nothing readable is a failed one.
  private static boolean isGoodFrame(JsonNode input) {
    boolean meantWell = input.path("data").path("success").asBoolean(true);
    return switch (WorkerFrameCodec.decode(input.toString())) {
      case Decoded.Refused<WorkerFrame> _ -> false;
      case Decoded.Read<WorkerFrame>(WorkerFrame.TaskResult result) ->
          !(result.outcome() instanceof WorkerFrame.TaskFailed)
              || (!meantWell && input.path("data").has("error_code"));
      case Decoded.Read<WorkerFrame>(WorkerFrame.ProofResponse response) ->
          !(response.outcome() instanceof WorkerFrame.ProofFailed) || !meantWell;
      case Decoded.Read<WorkerFrame> _ -> true;
    };
  }

  private static Decoded<Payload> payload(SynapseType type, JsonNode input) {
    return PayloadCodec.decode(type, Bytes.ofText(input.toString()), Samples.T0);
  }

  private static Decoded<Answer> answer(SynapseType type, JsonNode input) {
    return AnswerCodec.decode(type, Bytes.ofText(input.toString()), Samples.T0);
  }

  private static boolean isRead(Decoded<?> decoded) {
    return decoded instanceof Decoded.Read;
  }
}
