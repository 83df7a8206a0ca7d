package io.byteleap.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.validator.Answer;
import io.byteleap.wire.validator.AnswerCodec;
import io.byteleap.wire.validator.Payload;
import io.byteleap.wire.validator.PayloadCodec;
import io.byteleap.wire.validator.SynapseType;
import io.byteleap.wire.worker.MinerFrame;
import io.byteleap.wire.worker.MinerFrameCodec;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// EnrolGrant tokens on their way from the validator through the miner to the worker.
final class EnrolTokenTest {
  private static final EnrolGrant GRANT =
      new EnrolGrant(
          new EnrolToken("eyJ..."), "2025-10-15T13:00:00Z", "https://vmgw.example/enroll");

  static Stream<Answer> answers() {
    return Stream.of(
        new Answer.EnrolTokenGiven("w", GRANT),
        new Answer.EnrolTokenPending("w", 3),
        new Answer.EnrolTokenDenied("w", 1_000, Label.of("no")));
  }

  static Stream<MinerFrame> frames() {
    return Stream.of(
        new MinerFrame.EnrolTokenGiven(GRANT),
        new MinerFrame.EnrolTokenGiven(new EnrolGrant(new EnrolToken("t"), "", "")),
        new MinerFrame.EnrolTokenRefused(1_001, "token request already in progress"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void answer_goesThereAndBack_asObjectAndAsText(Answer answer) {
    var plaintext = AnswerCodec.encode(answer);

    assertThat(decoded(plaintext)).isEqualTo(new Decoded.Read<>(answer));
    assertThat(decoded(quoted(plaintext))).isEqualTo(new Decoded.Read<>(answer));
  }

  @Test
  void answersOfTheExistingValidator_haveTheirMeaning() {
    assertThat(answerOf("token")).isEqualTo(new Answer.EnrolTokenGiven("w", GRANT));
    assertThat(answerOf("pending")).isEqualTo(new Answer.EnrolTokenPending("", 3));
    assertThat(answerOf("denied"))
        .isEqualTo(new Answer.EnrolTokenDenied("", 1_000, Label.of("no")));
    assertThat(decoded(Bytes.ofText("{\"code\":0}")))
        .isEqualTo(new Decoded.Read<>(new Answer.EnrolTokenPending("", 5)));
  }

  @Test
  void query_goesThereAndBack() {
    var query = new Payload.EnrolTokenQuery("0123456789abcdef");

    var plaintext = PayloadCodec.encode(query);

    assertThat(plaintext).isEqualTo(Bytes.ofText("{\"worker_id\": \"0123456789abcdef\"}"));
    assertThat(PayloadCodec.decode(SynapseType.ENROL_TOKEN, plaintext, Samples.T0))
        .isEqualTo(new Decoded.Read<>(query));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void frame_goesThereAndBack(MinerFrame frame) {
    assertThat(MinerFrameCodec.decode(MinerFrameCodec.encode(frame)))
        .isEqualTo(new Decoded.Read<>(frame));
  }

  @Test
  void frame_withAGoodCodeAndNoToken_isARefusal() {
    assertThat(
            MinerFrameCodec.decode(
                "{\"type\":\"vmgw_enroll_token_response\",\"data\":{\"code\":0}}"))
        .isEqualTo(new Decoded.Read<>(new MinerFrame.EnrolTokenRefused(0, "")));
  }

  @Test
  void token_printsNothingOfItself_andIsNotEmpty() {
    assertThat(GRANT.toString()).doesNotContain("eyJ").contains("***");
    assertThatIllegalArgumentException().isThrownBy(() -> new EnrolToken(""));
    assertThatIllegalArgumentException().isThrownBy(() -> new EnrolToken("x".repeat(8_193)));
  }

  private static Answer answerOf(String kind) {
    var input =
        Vectors.cases("models", "cases")
            .filter(vector -> vector.path("model").asText().equals("GetVmgwEnrollTokenSynapse"))
            .filter(vector -> vector.path("kind").asText().equals(kind))
            .map(vector -> vector.path("input"))
            .map(JsonNode::toString)
            .findFirst();
    return ((Decoded.Read<Answer>) decoded(Bytes.ofText(input.orElseThrow()))).value();
  }

  private static Decoded<Answer> decoded(Bytes plaintext) {
    return AnswerCodec.decode(SynapseType.ENROL_TOKEN, plaintext, Samples.T0);
  }

  private static Bytes quoted(Bytes json) {
    String text = new String(json.toArray(), java.nio.charset.StandardCharsets.UTF_8);
    return Bytes.ofText("\"" + text.replace("\"", "\\\"") + "\"");
  }
}
