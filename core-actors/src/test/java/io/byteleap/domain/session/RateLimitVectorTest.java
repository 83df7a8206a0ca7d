package io.byteleap.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.fixture.Vectors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The existing validator's two limits (`rate_limit.json`) against [AttemptLimit].
final class RateLimitVectorTest {
  /// After a silence longer than its window, the existing limiter's clock stays behind and it
  /// forgets what it counted; in two cases time goes back, or the window has no length.
  private static final Set<String> FORGOTTEN =
      Set.of(
          "long silence",
          "silence longer than window by 1",
          "long silence leaves the clock behind (last_cleaned advances by at most the window)",
          "random 0",
          "random 1",
          "random 2",
          "random 3",
          "clock going back",
          "window 0 becomes 1");

  private static final Set<String> NOT_ASKED = Set.of("clock going back", "window 0 becomes 1");

  static Stream<JsonNode> windows() {
    return Vectors.cases("rate_limit", "window_cases")
        .filter(vector -> !FORGOTTEN.contains(vector.path("name").asText()));
  }

  static Stream<JsonNode> forgotten() {
    return Vectors.cases("rate_limit", "window_cases")
        .filter(vector -> FORGOTTEN.contains(vector.path("name").asText()))
        .filter(vector -> !NOT_ASKED.contains(vector.path("name").asText()));
  }

  static Stream<JsonNode> handshakes() {
    return Vectors.cases("rate_limit", "handshake_cases");
  }

  /// The existing limiter counts in whole seconds.
  @ParameterizedTest
  @MethodSource("windows")
  void requests_areLimitedAsByTheExistingLimiter(JsonNode vector) {
    var stretch = Duration.ofSeconds(vector.path("window_seconds").asLong());
    var limit = AttemptLimit.of(vector.path("max_requests").asInt(), stretch);
    for (int i = 0; i < vector.path("times").size(); i++) {
      double time = vector.path("times").get(i).asDouble();
      var next = limit.attempt(Instant.ofEpochSecond((long) time));

      assertThat(next.isPresent())
          .as("%s: request %s at %s", vector.path("name").asText(), i, time)
          .isEqualTo(vector.path("allowed").get(i).asBoolean());
      limit = next.orElse(limit);
    }
  }

  /// Where theirs forgets, ours takes exactly what the limit says, which is less than theirs takes.
  /// A clock that goes back and a window without length are not asked of a limit.
  @ParameterizedTest
  @MethodSource("forgotten")
  void requestsAfterASilence_areLimitedAsTheLimitSays(JsonNode vector) {
    int most = vector.path("max_requests").asInt();
    long stretch = vector.path("window_seconds").asLong();
    var limit = AttemptLimit.of(most, Duration.ofSeconds(stretch));
    List<Long> taken = new ArrayList<>();
    int takenByTheirs = 0;
    for (int i = 0; i < vector.path("times").size(); i++) {
      long time = (long) vector.path("times").get(i).asDouble();
      boolean expected = taken.stream().filter(at -> at > time - stretch).count() < most;
      var next = limit.attempt(Instant.ofEpochSecond(time));

      assertThat(next.isPresent()).as("request %s at %s", i, time).isEqualTo(expected);
      limit = next.orElse(limit);
      next.ifPresent(_ -> taken.add(time));
      takenByTheirs += vector.path("allowed").get(i).asBoolean() ? 1 : 0;
    }

    assertThat(taken).hasSizeLessThan(takenByTheirs);
  }

  /// An attempt that is exactly a minute old still counts for theirs, and no more for ours: there
  /// ours takes one that theirs refuses.
  @ParameterizedTest
  @MethodSource("handshakes")
  void handshakes_areLimitedAsByTheExistingValidator(JsonNode vector) {
    var limits = new HashMap<String, AttemptLimit>();
    for (var event : vector.path("events")) {
      var now = Instant.ofEpochMilli((long) (event.path("t").asDouble() * 1_000));
      var limit =
          limits.computeIfAbsent(
              event.path("peer").asText(), _ -> AttemptLimit.of(5, Duration.ofSeconds(60)));
      var next = limit.attempt(now);

      boolean taken = event.path("accepted").asBoolean();
      if (!taken && limit.attempts().contains(now.minusSeconds(60))) {
        assertThat(next).as("%s", event).isPresent();
        continue;
      }
      assertThat(next.isPresent()).as("%s", event).isEqualTo(taken);
      next.ifPresent(counted -> limits.put(event.path("peer").asText(), counted));
    }
  }
}
