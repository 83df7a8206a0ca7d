package io.byteleap.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
  private static final Json JSON = Json.upTo(4_096);

  /// Plaintexts of `session.json` that are objects and written out: not lists, texts or NaN.
  static Stream<JsonNode> plaintexts() {
    return Vectors.cases("session", "encrypt")
        .filter(vector -> vector.path("plaintext_text").isTextual())
        .filter(vector -> vector.path("payload_json").asText().startsWith("{"))
        .filter(vector -> !vector.path("payload_json").asText().contains("NaN"));
  }

  @ParameterizedTest
  @MethodSource("plaintexts")
  void sortedText_isTheOneOfTheExistingNodes(JsonNode vector) {
    var json = Json.upTo(1 << 20).parse(vector.path("payload_json").asText());

    assertThat(json.toSortedText()).isEqualTo(vector.path("plaintext_text").asText());
    assertThat(json.toSortedUtf8()).isEqualTo(Bytes.ofText(vector.path("plaintext_text").asText()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "\"text\"",
        "{",
        "{}x",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{a:1}",
        "{\"a\":\"\n\"}"
      })
  void text_thatIsNotOneObject_isRefused(String text) {
    assertThatThrownBy(() -> JSON.parse(text)).isInstanceOf(JsonProblem.class);
  }

  @Test
  void text_beyondTheLimits_isRefused() {
    assertRefused("{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}");
    assertRefused("{\"a\":\"" + "x".repeat(5_000) + "\"}");
    assertRefused("{\"a\":" + "9".repeat(500) + "}");
    assertRefused("{\"" + "k".repeat(2_000) + "\":1}");
    assertThatThrownBy(() -> JSON.parse(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
        .isInstanceOf(JsonProblem.class);
  }

  @Test
  void problem_namesTheField() {
    var json = JSON.parse("{\"a\":{\"b\":[1,\"x\"]},\"n\":null}");

    assertThatThrownBy(() -> json.object("a").indicesOrNone("b"))
        .hasMessage("a.b[1]: must be an integer of 64 bits");
    assertThatThrownBy(() -> json.text("missing")).hasMessage("missing: is required");
    assertThatThrownBy(() -> json.text("n")).hasMessage("n: must be a string");
  }

  @Test
  void problem_doesNotRepeatWhatThePeerSent() {
    assertThatThrownBy(() -> JSON.parse("{\"a\": forged\u001b[31m}"))
        .satisfies(problem -> assertThat(problem.getMessage()).doesNotContain("forged"));
  }

  @Test
  void numbers_areCoercedAsTheModelsDo_andNoFurther() {
    var json =
        JSON.parse(
            "{\"a\":\"8\",\"b\":8.0,\"c\":true,\"d\":\"1.5\",\"e\":8.5,\"f\":\"eight\",\"g\":NaN,"
                + "\"h\":1e400,\"i\":9223372036854775808,\"j\":\"1_0\",\"k\":-0.0}");

    assertThat(json.integer("a")).isEqualTo(8);
    assertThat(json.integer("b")).isEqualTo(8);
    assertThat(json.integer("c")).isEqualTo(1);
    assertThat(json.number("d")).isEqualTo(1.5);
    assertThat(json.number("k")).isZero();
    for (String name : new String[] {"e", "f", "g", "h", "i", "j"}) {
      assertThatThrownBy(() -> json.integer(name)).as(name).isInstanceOf(JsonProblem.class);
    }
    assertThatThrownBy(() -> json.number("g")).isInstanceOf(JsonProblem.class);
    assertThatThrownBy(() -> json.number("h")).isInstanceOf(JsonProblem.class);
  }

  @Test
  void unsigned_takesAllOf64Bits_andCoercesNothing() {
    var json =
        JSON.parse("{\"a\":18446744073709551615,\"b\":18446744073709551616,\"c\":-1,\"d\":\"1\"}");

    assertThat(json.unsigned("a")).isEqualTo(-1L);
    for (String name : new String[] {"b", "c", "d"}) {
      assertThatThrownBy(() -> json.unsigned(name)).isInstanceOf(JsonProblem.class);
    }
  }

  @Test
  void exactNumbers_coerceNothing() {
    var json = JSON.parse("{\"a\":-8,\"b\":8.0,\"c\":true,\"d\":\"1\",\"e\":NaN,\"f\":null}");

    assertThat(json.exactInteger("a")).isEqualTo(-8);
    assertThat(json.exactNumber("a")).isEqualTo(-8);
    assertThat(json.exactNumber("b")).isEqualTo(8);
    assertThat(json.exactWithin("a", -8, 0)).isEqualTo(-8);
    assertThatThrownBy(() -> json.exactWithin("a", 0, 8)).isInstanceOf(JsonProblem.class);
    for (String name : new String[] {"b", "c", "d", "e", "f", "missing"}) {
      assertThatThrownBy(() -> json.exactInteger(name)).isInstanceOf(JsonProblem.class);
    }
    for (String name : new String[] {"c", "d", "e", "f", "missing"}) {
      assertThatThrownBy(() -> json.exactNumber(name)).isInstanceOf(JsonProblem.class);
    }
  }

  @Test
  void object_namesItsFields_andItsTextsIfItHasSome() {
    var json = JSON.parse("{\"b\":null,\"a\":[\"x\"],\"c\":[1]}");

    assertThat(json.names()).containsExactly("b", "a", "c");
    assertThat(json.optionalTexts("a")).contains(java.util.List.of("x"));
    assertThat(json.optionalTexts("b")).isEmpty();
    assertThatThrownBy(() -> json.optionalTexts("c")).hasMessage("c[0]: must be a string");
  }

  @Test
  void builder_refusesWhatIsNoNumber() {
    assertThatThrownBy(() -> JsonObject.builder().put("a", Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void number_ofMoreThan400Characters_isRefused() {
    String longest = "0." + "3".repeat(398);

    assertThat(JSON.parse("{\"a\":" + longest + "}").number("a")).isEqualTo(1.0 / 3);
    assertRefused("{\"a\":" + longest + "3}");
    assertRefused("{\"a\":" + "3".repeat(401) + "}");
  }

  private static void assertRefused(String text) {
    assertThatThrownBy(() -> JSON.parse(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(JsonProblem.class);
  }
}
