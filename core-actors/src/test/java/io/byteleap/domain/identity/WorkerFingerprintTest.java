package io.byteleap.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.fixture.Vectors;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WorkerFingerprintTest {
  /// What ours takes. The existing check takes all that Python reads as a number in base 16, such
  /// as `0x23456789abcdef`, signs, spaces, underscores and digits of other scripts.
  private static final String HEX_DIGITS = "[0-9a-fA-F]{16}";

  static Stream<JsonNode> cases() {
    return Vectors.cases("worker_id", "cases");
  }

  static Stream<JsonNode> checks() {
    return Vectors.cases("worker_id", "validate");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void id_isThatOfTheExistingWorkers(JsonNode vector) {
    var facts = new TreeMap<String, String>();
    vector
        .path("fingerprint")
        .properties()
        .forEach(fact -> facts.put(fact.getKey(), asPythonPrints(fact.getValue())));

    var fingerprint = new WorkerFingerprint(facts);

    assertThat(fingerprint.text()).isEqualTo(vector.path("serialized").asText());
    assertThat(fingerprint.workerId().value()).isEqualTo(vector.path("worker_id").asText());
  }

  @ParameterizedTest
  @MethodSource("checks")
  void couldHaveMade_onlyHexDigits(JsonNode vector) {
    String id = vector.path("worker_id").asText();
    boolean expected = vector.path("valid").asBoolean() && id.matches(HEX_DIGITS);

    assertThat(WorkerFingerprint.couldHaveMade(id)).isEqualTo(expected);
  }

  /// Facts are texts for us; the vectors have what else the existing code would print.
  private static String asPythonPrints(JsonNode value) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(WorkerFingerprintTest::asPythonPrints)
          .sorted()
          .collect(Collectors.joining(","));
    }
    if (value.isObject()) {
      return value.properties().stream()
          .map(
              (Map.Entry<String, JsonNode> field) ->
                  "'" + field.getKey() + "': " + asPythonPrints(field.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value.isBoolean()) {
      return value.booleanValue() ? "True" : "False";
    }
    return value.isNull() ? "None" : value.asText();
  }
}
