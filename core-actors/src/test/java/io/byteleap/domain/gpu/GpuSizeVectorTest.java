package io.byteleap.domain.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.fixture.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The sizes that the existing validator draws for GPU challenges (`cpu_matrix.json`,
/// `dynamic_size`).
///
/// Stricter than the vector: a policy that no device could serve, or whose sizes vary by more than
/// half, is no policy.
final class GpuSizeVectorTest {
  private static final int CASES = 56;

  static Stream<JsonNode> sizes() {
    return Vectors.cases("cpu_matrix", "dynamic_size")
        .filter(vector -> vector.path("kind").asText().equals("gpu"));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void size_followsFromSeedAndPolicy(JsonNode vector) {
    int base = vector.path("base_size").asInt();
    double variance = vector.path("variance").asDouble();
    if (!isPolicy(base, variance)) {
      assertThatIllegalArgumentException().isThrownBy(() -> new GpuSizePolicy(base, variance));
      return;
    }

    int size =
        new GpuSizePolicy(base, variance).sizeFor(new MatrixSeed(vector.path("seed_hex").asText()));

    assertThat(size).isEqualTo(vector.path("expected").asInt());
  }

  /// So many are refused and no more.
  @Test
  void bounds_refuseHalfOfTheVectorsPolicies() {
    var refused =
        sizes()
            .filter(
                vector ->
                    !isPolicy(vector.path("base_size").asInt(), vector.path("variance").asDouble()))
            .map(vector -> vector.path("base_size").asInt());

    assertThat(sizes()).hasSize(CASES);
    assertThat(refused.distinct()).containsExactlyInAnyOrder(1, 3, 8_192, 100_000);
  }

  private static boolean isPolicy(int base, double variance) {
    return base >= GpuSizePolicy.SIZE_MIN
        && base <= GpuMatrixSpec.SIZE_MAX
        && variance <= GpuSizePolicy.VARIANCE_MAX;
  }
}
