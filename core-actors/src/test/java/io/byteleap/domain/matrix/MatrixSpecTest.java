package io.byteleap.domain.matrix;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MatrixSpecTest {
  private static final MatrixSeed SEED = new MatrixSeed("00".repeat(16));

  @ParameterizedTest
  @CsvSource({"0,1", "10001,1", "4,0", "4,1001", "-1,1"})
  void spec_outsideItsRanges_isRefused(int size, int iterations) {
    assertThatIllegalArgumentException().isThrownBy(() -> new MatrixSpec(SEED, size, iterations));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00", "zz000000000000000000000000000000", "AB000000000000000000000000000000"})
  void seed_thatIsNot32LowerHexDigits_isRefused(String hex) {
    assertThatIllegalArgumentException().isThrownBy(() -> new MatrixSeed(hex));
  }

  @Test
  void policy_outsideItsRanges_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SizePolicy(99, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new SizePolicy(10_001, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new SizePolicy(100, 0.51));
    assertThatIllegalArgumentException().isThrownBy(() -> new SizePolicy(100, Double.NaN));
  }
}
