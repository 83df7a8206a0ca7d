package io.byteleap.wire.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.validator.Answer.ComputeChallenge;
import io.byteleap.wire.validator.Answer.Tasks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a miner is told that polls for challenges.
final class TaskAnswerTest {
  private static final ComputeChallenge CHALLENGE =
      new ComputeChallenge("c-1", "cpu_matrix", JsonObject.EMPTY, 45, "w-1");

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 39_999, 300_000})
  void pollAgain_goesThereAndBack_withChallengesAndWithout(long millis) {
    for (var challenges : List.of(List.of(CHALLENGE), List.<ComputeChallenge>of())) {
      var said = new Tasks(challenges, Samples.T0, Optional.of(Duration.ofMillis(millis)));

      var plaintext = AnswerCodec.encode(said);

      assertThat(text(plaintext)).contains("\"poll_again_ms\": " + millis + ",");
      assertThat(decoded(plaintext)).isEqualTo(new Decoded.Read<>(said));
    }
  }

  @Test
  void answerWithoutPollAgain_hasTheBytesThatItAlwaysHad() {
    var none = new Tasks(List.of(), Samples.T0);
    var one = new Tasks(List.of(CHALLENGE), Samples.T0);

    assertThat(text(AnswerCodec.encode(none)))
        .isEqualTo(
            "{\"schema_version\": 1, \"task_data\": null, \"task_type\": \"no_task\","
                + " \"timestamp\": 1767225600.0}");
    assertThat(text(AnswerCodec.encode(one)))
        .isEqualTo(
            "{\"schema_version\": 1, \"task_data\": {\"challenges\": [{\"challenge_id\": \"c-1\","
                + " \"challenge_type\": \"cpu_matrix\", \"data\": {},"
                + " \"target_worker_id\": \"w-1\", \"timeout\": 45}]},"
                + " \"task_type\": \"compute_challenge_batch\", \"timestamp\": 1767225600.0}");
    assertThat(decoded(AnswerCodec.encode(one))).isEqualTo(new Decoded.Read<>(one));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "300001", "1e300", "1.5", "2.0", "\"5\"", "true", "null", "[]"})
  void pollAgain_thatIsNoIntegerOrOutOfRange_isRefused_byItsName(String value) {
    String json = "{\"task_type\": \"no_task\", \"poll_again_ms\": " + value + "}";

    var refused = (Decoded.Refused<Answer>) decoded(Bytes.ofText(json));

    assertThat(refused.why().value()).contains("poll_again_ms");
  }

  @Test
  void pollAgain_isBounded_andInWholeMilliseconds() {
    for (var wait :
        List.of(Duration.ofNanos(-1), Duration.ofNanos(1), Tasks.POLL_AGAIN_MAX.plusMillis(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Tasks(List.of(), Samples.T0, Optional.of(wait)))
          .withMessageContaining("pollAgain is 0 to 300000 ms");
    }
  }

  private static Decoded<Answer> decoded(Bytes plaintext) {
    return AnswerCodec.decode(SynapseType.TASK, plaintext, Samples.T0);
  }

  private static String text(Bytes plaintext) {
    return new String(plaintext.toArray(), StandardCharsets.UTF_8);
  }
}
