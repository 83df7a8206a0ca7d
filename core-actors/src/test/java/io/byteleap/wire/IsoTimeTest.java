package io.byteleap.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.json.JsonProblem;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IsoTimeTest {
  @Test
  void text_namesItsInstant_howeverItIsWritten() {
    assertThat(IsoTime.parse("2026-12-13T23:11:12Z")).isEqualTo("2026-12-13T23:11:12Z");
    assertThat(IsoTime.parse("2026-12-13T23:11:12.000000789Z"))
        .isEqualTo("2026-12-13T23:11:12.000000789Z");
    assertThat(IsoTime.parse("2026-12-13T23:11:12.123456789123+02:00"))
        .isEqualTo("2026-12-13T21:11:12.123456789Z");
    assertThat(IsoTime.parse("2026-12-13 23:11:12-00:30")).isEqualTo("2026-12-13T23:41:12Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-12-13",
        "2026-12-13T23:11:12",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-12-13T25:00:00Z",
        "2026-12-13T23:11:12+99:00",
        "12026-12-13T23:11:12Z",
        "2026-12-13T23:11:12Z\n"
      })
  void text_thatNamesNoInstant_isRefused(String text) {
    assertThatThrownBy(() -> IsoTime.parse(text)).isInstanceOf(JsonProblem.class);
  }

  @Test
  void instant_isWrittenAsTheExistingNodesDo() {
    var instant = Instant.parse("2026-11-23T23:13:27.088390999Z");

    assertThat(IsoTime.seconds(instant)).isEqualTo("2026-11-23T23:13:27Z");
    assertThat(IsoTime.micros(instant)).isEqualTo("2026-11-23T23:13:27.088390+00:00");
    assertThat(IsoTime.micros(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00+00:00");
  }
}
