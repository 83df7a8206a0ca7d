package io.byteleap.worker.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionTest {
  @ParameterizedTest
  @CsvSource({"0.2.0, 0.1.9", "0.10.0, 0.9.9", "1.0, 0.9.9.9", "1.0.0.1, 1.0", "2.0, 1.99.99"})
  void newer_isNewerByNumbers(String newer, String older) {
    assertThat(new Version(newer).isNewerThan(new Version(older))).isTrue();
    assertThat(new Version(older).isNewerThan(new Version(newer))).isFalse();
  }

  @Test
  void missingNumber_isZero() {
    assertThat(new Version("1.0").compareTo(new Version("1.0.0.0"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "1.", "1.0.0.0.0", "01.0", "1.-1", "v1.0", "1.0-rc", "1.9999999"})
  void otherText_isRefused(String text) {
    assertThatThrownBy(() -> new Version(text)).hasMessageContaining("must be a version");
  }
}
