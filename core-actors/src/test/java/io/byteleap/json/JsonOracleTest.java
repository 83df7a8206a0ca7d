package io.byteleap.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Our reader and writer against Jackson's, on whatever seeds make of good messages.
final class JsonOracleTest {
  private static final int BYTES_MAX = 1 << 20;
  private static final Json JSON = Json.upTo(BYTES_MAX);
  private static final JsonMapper JACKSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(Json.DEPTH_MAX)
                          .maxNumberLength(Json.NUMBER_LENGTH_MAX)
                          .maxNameLength(Json.NAME_LENGTH_MAX)
                          .build())
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Test
  void mutants_areReadAsJacksonReadsThem() {
    Fuzz.bytes(corpus(), JsonOracleTest::compare);
  }

  @Test
  void doubles_areReadAsTheJdkReadsThem_andReadBackAsTheyWere() {
    Seeds.check(
        20_000,
        random -> {
          String text = decimal(random);
          double expected = Double.parseDouble(text);

          var json = JSON.parse("{\"a\":[" + text + "]}");

          assertThat(json).as(text).isEqualTo(list(expected));
          assertThat(JSON.parse(json.toSortedText())).as(text).isEqualTo(json);
          assertThat(JSON.parse(json.toText())).as(text).isEqualTo(json);
        });
  }

  private static JsonObject list(double value) {
    return JsonObject.builder().putNumbers("a", Numbers.of(value)).build();
  }

  private static String decimal(RandomGenerator random) {
    var digits = new StringBuilder(random.nextBoolean() ? "-" : "");
    digits.append(random.nextInt(1, 10));
    for (int i = random.nextInt(22); i > 0; i--) {
      digits.append(random.nextInt(10));
    }
    digits.append('.').append(random.nextLong(1L << random.nextInt(1, 60)));
    return random.nextBoolean() ? digits.toString() : digits + "e" + random.nextInt(-330, 260);
  }

  private static List<byte[]> corpus() {
    var frames =
        Vectors.load("models").path("captured_frames").properties().stream()
            .map(entry -> entry.getValue().toString());
    var plaintexts =
        Vectors.cases("session", "encrypt").map(vector -> vector.path("payload_json").asText());
    var written =
        Stream.of(
            "{\"a\\u00e9\\ud83d\\ude00b\":\"\\n\\\"\\/\\\\é✓😀\",\"big\":123456789012345678901}");
    return Stream.of(frames, plaintexts, written)
        .flatMap(texts -> texts)
        .filter(text -> text.startsWith("{"))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /// The two differ in little: Jackson reads other encodings, malformed UTF-8 and other spellings
  /// of infinity, and counts a number's digits where we count its characters; it refuses names with
  /// half a surrogate pair, which Python's reader takes.
  private static void compare(byte[] mutant) {
    var ours = ours(mutant);
    var theirs = isUtf8(mutant) ? theirs(mutant) : Optional.<ObjectNode>empty();
    if (ours.isEmpty() && theirs.isPresent()) {
      assertThat(new String(mutant, StandardCharsets.UTF_8))
          .containsPattern("[+]|-?INF|\\ufeff|\\x00|[0-9.eE-]{401}");
      return;
    }
    if (ours.isPresent() && theirs.isEmpty()) {
      assertThat(new String(mutant, StandardCharsets.UTF_8)).containsPattern("\\\\u[dD][89a-fA-F]");
      return;
    }
    ours.ifPresent(json -> assertThat(normal(json.toText())).isEqualTo(normal(theirs.get())));
  }

  private static Optional<JsonObject> ours(byte[] utf8) {
    try {
      return Optional.of(JSON.parse(utf8));
    } catch (JsonProblem e) {
      return Optional.empty();
    }
  }

  private static Optional<ObjectNode> theirs(byte[] utf8) {
    try {
      return JACKSON.readTree(utf8) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Jackson writes NaN and infinity as strings.
  private static String normal(ObjectNode node) {
    return normal(node.toString());
  }

  private static String normal(String text) {
    return text.replaceAll("\"(NaN|-?Infinity)\"", "$1").replaceAll("[\\ud800-\\udfff?]", "?");
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
