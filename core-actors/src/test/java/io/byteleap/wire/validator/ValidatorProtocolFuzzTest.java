package io.byteleap.wire.validator;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mutants of what a miner and a validator say to each other, inside the encryption and around it.
final class ValidatorProtocolFuzzTest {
  @ParameterizedTest
  @CsvSource({
    "HEARTBEAT, HeartbeatData",
    "TASK, TaskRequest",
    "CHALLENGE, CommitmentData",
    "CHALLENGE_PROOF, ProofData"
  })
  void payload_anyMutant_isReadOrRefused(SynapseType type, String model) {
    Fuzz.bytes(good(model), mutant -> readAndReport(type, mutant));
  }

  @Test
  void payloadOfVersion2_anyMutant_isReadOrRefused() {
    String hash = "ab".repeat(32);
    String commitments =
        """
        {"challenge_id": "c", "worker_id": "w", "commitments": [
        {"uuid": "-1", "merkle_root": "%s", "sig_ver": 2, "key": "%s", "sig_val": "%s"},
        {"uuid": "GPU-1", "sig_ver": 2, "error": "no room"}]}\
        """
            .formatted(hash, hash, hash + hash);
    String opening =
        "{\"challenge_id\": \"c\", \"proofs\": [{\"uuid\": \"-1\", \"frame\": \"QkxYMg==\"}]}";
    Fuzz.bytes(
        utf8(Stream.of(commitments)), mutant -> readAndReport(SynapseType.CHALLENGE, mutant));
    Fuzz.bytes(
        utf8(Stream.of(opening)), mutant -> readAndReport(SynapseType.CHALLENGE_PROOF, mutant));
  }

  @Test
  void enrolTokenQuery_anyMutant_isReadOrRefused() {
    Fuzz.bytes(
        utf8(Stream.of("{\"worker_id\": \"0123456789abcdef\"}")),
        mutant -> readAndReport(SynapseType.ENROL_TOKEN, mutant));
  }

  @ParameterizedTest
  @CsvSource({
    "HEARTBEAT, HeartbeatResponse",
    "TASK, TaskResponse",
    "ENROL_TOKEN, GetVmgwEnrollTokenSynapse"
  })
  void answer_anyMutant_isReadOrRefused(SynapseType type, String model) {
    Fuzz.bytes(good(model), mutant -> decodeAnswer(type, mutant));
  }

  @ParameterizedTest
  @CsvSource({"CHALLENGE", "CHALLENGE_PROOF"})
  void answerToAChallenge_anyMutant_isReadOrRefused(SynapseType type) {
    var good =
        utf8(
            Stream.of(
                "{\"proof_requests\": [{\"uuid\": \"-1\", \"rows\": [0, 5], \"coordinates\": []}]}",
                "{\"proof_requests\": [], \"auto_verified\": true, \"message\": \"fine\"}",
                "{\"proof_requests\": [{\"uuid\": \"-1\", \"rows\": [0, 5]}],"
                    + " \"refused\": [{\"uuid\": \"GPU-1\", \"why\": \"other-key\"}]}",
                "{\"challenge_status\": \"queued\", \"message\": \"ok\", \"challenge_id\": \"c\"}",
                "{\"error\": \"late\", \"error_code\": 1006}"));
    Fuzz.bytes(good, mutant -> decodeAnswer(type, mutant));
  }

  @Test
  void package_anyMutant_isReadOrRefused() {
    Fuzz.texts(
        Vectors.cases("session", "decrypt")
            .map(vector -> vector.path("package_json").asText())
            .toList(),
        text -> {
          SealedPackage.decode(text);
          SealedPackage.decodeAnswer(text);
        });
  }

  @Test
  void handshakeRequest_anyMutant_isReadOrRefused() {
    Fuzz.texts(
        goodTexts("SessionInitRequest").toList(),
        text -> SessionInit.decodeRequest(text, Samples.T0));
  }

  @Test
  void handshakeAnswer_anyMutant_isReadOrRefused() {
    Fuzz.texts(
        Stream.concat(
                goodTexts("SessionInitResponse"),
                Stream.of("{\"error\": \"Handshake failed\", \"error_code\": 4018}"))
            .toList(),
        SessionInit::decodeAnswer);
  }

  /// Whatever is read can be written.
  private static void readAndReport(SynapseType type, byte[] utf8) {
    var decoded = PayloadCodec.decode(type, Bytes.copyOf(utf8), Samples.T0);
    if (decoded instanceof Decoded.Read<Payload>(var payload)) {
      PayloadCodec.encode(payload);
      if (payload instanceof Payload.Heartbeat(var data)) {
        Decoded.of(data::toReport);
      }
    }
  }

  private static void decodeAnswer(SynapseType type, byte[] utf8) {
    var decoded = AnswerCodec.decode(type, Bytes.copyOf(utf8), Samples.T0);
    if (decoded instanceof Decoded.Read<Answer>(var answer)) {
      AnswerCodec.encode(answer);
    }
  }

  private static List<byte[]> good(String model) {
    return utf8(goodTexts(model));
  }

  private static Stream<String> goodTexts(String model) {
    return Vectors.cases("models", "cases")
        .filter(vector -> vector.path("model").asText().equals(model))
        .filter(vector -> vector.path("accepted").asBoolean())
        .map(vector -> vector.path("input"))
        .map(JsonNode::toString);
  }

  private static List<byte[]> utf8(Stream<String> texts) {
    return texts.map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
