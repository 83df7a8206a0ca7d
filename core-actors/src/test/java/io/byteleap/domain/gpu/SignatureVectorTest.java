package io.byteleap.domain.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.HonestGpu;
import io.byteleap.fixture.Vectors;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignatureVectorTest {
  private static final SignerKeys TEST_KEY = new SignerKeys(List.of(HonestGpu.KEY));
  private static final SignerKeys PUBLISHED = new SignerKeys(List.of(SignerKeys.PUBLISHED));

  static Stream<JsonNode> signatures() {
    return Vectors.cases("signature", "cases");
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void signature_isJudgedAsInTheVector(JsonNode vector) {
    if (vector.has("message")) {
      assertThat(statement(vector).text()).isEqualTo(vector.path("message").asText());
    }
    assertThat(TEST_KEY.haveSigned(statement(vector), vector.path("sig_val").asText()))
        .as(vector.path("name").asText())
        .isEqualTo(vector.path("valid").asBoolean());
  }

  static Stream<JsonNode> signaturesForThePublishedKey() {
    return Vectors.cases("signature", "production_key_cases");
  }

  @ParameterizedTest
  @MethodSource("signaturesForThePublishedKey")
  void publishedKey_isTheVectors_andTakesNoOthersSignature(JsonNode vector) {
    assertThat(SignerKeys.PUBLISHED.hex())
        .isEqualTo(
            Vectors.load("signature").path("production_public_key_uncompressed_hex").asText());
    assertThat(PUBLISHED.haveSigned(statement(vector), vector.path("sig_val").asText()))
        .as(vector.path("name").asText())
        .isEqualTo(vector.path("valid").asBoolean());
  }

  @Test
  void anyTrustedKey_isEnough() {
    var good = signatures().findFirst().orElseThrow();
    var both = new SignerKeys(List.of(SignerKeys.PUBLISHED, HonestGpu.KEY));

    assertThat(both.haveSigned(statement(good), good.path("sig_val").asText())).isTrue();
  }

  @Test
  void anyFlippedBit_isRefused() {
    var good = signatures().findFirst().orElseThrow();
    byte[] signature = HexFormat.of().parseHex(good.path("sig_val").asText());

    for (int bit = 0; bit < signature.length * Byte.SIZE; bit++) {
      byte[] flipped = signature.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));

      assertThat(TEST_KEY.haveSigned(statement(good), HexFormat.of().formatHex(flipped)))
          .as("bit %d", bit)
          .isFalse();
    }
  }

  @Test
  void signatureText_thatIsMutated_isReadOrNot_butNeverThrows() {
    var corpus = signatures().map(vector -> vector.path("sig_val").asText() + " ").toList();

    Fuzz.texts(
        corpus,
        text ->
            SignatureText.decoded(text)
                .ifPresent(bytes -> assertThat(bytes).isNotEmpty().hasSizeLessThan(text.length())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "04",
        "035db4dcfa2559220159eba6bb8b7f16e4c4962bb9d862a7df8a1ce4138c01e145",
        "045db4dcfa2559220159eba6bb8b7f16e4c4962bb9d862a7df8a1ce4138c01e145"
            + "33213760877d4eaba3f84a7e1e1b29cb0f3320ff90f01dc206c22cffc0b09afc",
        "040000000000000000000000000000000000000000000000000000000000000000"
            + "0000000000000000000000000000000000000000000000000000000000000000",
        "04ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "045DB4DCFA2559220159EBA6BB8B7F16E4C4962BB9D862A7DF8A1CE4138C01E145"
            + "33213760877D4EABA3F84A7E1E1B29CB0F3320FF90F01DC206C22CFFC0B09AFB"
      })
  void keyThatIsNoPointOfTheCurve_isRefused(String hex) {
    assertThatIllegalArgumentException().isThrownBy(() -> new SignerKey(hex));
  }

  @Test
  void nobodyTrusted_isNoConfiguration() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SignerKeys(List.of()));
  }

  private static SignerKeys.Statement statement(JsonNode vector) {
    return new SignerKeys.Statement(
        vector.path("sig_ver").asInt(),
        vector.path("seed").asText(),
        vector.path("gpu_uuid").asText(),
        vector.path("merkle_root").asText());
  }
}
