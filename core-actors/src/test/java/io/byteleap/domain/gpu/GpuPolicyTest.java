package io.byteleap.domain.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.byteleap.domain.challenge.GpuTargetPolicy;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.Seeds;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The bounds within which GPU challenges are drawn, and the numbers that they are about.
final class GpuPolicyTest {
  private static final MatrixSeed SEED = new MatrixSeed("00".repeat(16));
  private static final UnitId A = new UnitId("GPU-a");
  private static final UnitId B = new UnitId("GPU-b");

  @Test
  void targets_areTheSameForAllGpus_andWithinThePolicy() {
    Seeds.check(
        300,
        random -> {
          int size = 1 + random.nextInt(300);
          var policy = new GpuTargetPolicy(25, 0.2, new TargetPolicy(2, 0.5));
          var targets = policy.draw(List.of(A, B), size, random);
          var first = targets.getFirst();

          assertThat(targets.getLast().unit()).isEqualTo(B);
          assertThat(targets.getLast().rows()).isEqualTo(first.rows());
          assertThat(targets.getLast().coordinates()).isEqualTo(first.coordinates());
          assertThat(first.rows()).isSorted().doesNotHaveDuplicates();
          assertThat(first.rows().size()).isBetween(1, Math.min(3, size));
          assertThat(first.coordinates()).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(30);
          assertThat(first.coordinates().size()).isGreaterThanOrEqualTo(Math.min(size, 10));
          assertThat(first.coordinates()).allMatch(at -> at.row() < size && at.column() < size);
        });
  }

  @Test
  void policyThatAsksForNothingOrTooMuch_doesNotExist() {
    var rows = new TargetPolicy(2, 0.5);

    assertThatIllegalArgumentException().isThrownBy(() -> new TargetPolicy(0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuTargetPolicy(-1, 0, rows));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuTargetPolicy(10_001, 0, rows));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuTargetPolicy(1, Double.NaN, rows));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GpuTargetPolicy(1, 0, new TargetPolicy(101, 0)));
  }

  @Test
  void rowsNeverExceedWhatADeviceOpens_norCoordinates() {
    var policy = new GpuTargetPolicy(10_000, 1, new TargetPolicy(100, 1));
    Seeds.check(
        10,
        random -> {
          var targets = policy.draw(List.of(A), 4_000, random).getFirst();

          assertThat(targets.rows().size()).isBetween(1, GpuTargetPolicy.ROWS_MAX);
          assertThat(targets.coordinates())
              .hasSizeLessThanOrEqualTo(GpuTargetPolicy.COORDINATES_MAX);
        });
  }

  @Test
  void valuesBeyondTheBounds_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuMatrixSpec(SEED, 0, 1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuMatrixSpec(SEED, 65_537, 1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuMatrixSpec(SEED, 1, 0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuMatrixSpec(SEED, 1, 100_001, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuMatrixSpec(SEED, 1, 1, -2));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuSizePolicy(127, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuSizePolicy(65_537, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuSizePolicy(128, 0.51));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuTolerance(1.1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuTolerance(0, Double.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new GpuTolerance(0, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ColumnSample(-0.1, 1));
  }

  @Test
  void sizes_stayWithinWhatDevicesTake() {
    Seeds.check(
        200,
        random -> {
          var seed = MatrixSeed.draw(random);

          assertThat(new GpuSizePolicy(128, 0.5).sizeFor(seed)).isBetween(128, 192);
          assertThat(new GpuSizePolicy(65_536, 0.5).sizeFor(seed)).isBetween(32_768, 65_536);
        });
  }

  @Test
  void columns_followFromTheSecretAndTheGpu_andCannotBeGuessed() {
    var sample = new ColumnSample(0.01, 42);

    assertThat(sample.columns(A, 10_000)).isEqualTo(new ColumnSample(0.01, 42).columns(A, 10_000));
    assertThat(sample.columns(A, 10_000)).isNotEqualTo(sample.columns(B, 10_000));
    assertThat(sample.columns(A, 10_000))
        .isNotEqualTo(new ColumnSample(0.01, 43).columns(A, 10_000));
    assertThat(new ColumnSample(1, 42).columns(A, 100)).hasSize(100).startsWith(0).endsWith(99);
    assertThat(sample.toString()).doesNotContain("42");
  }

  /// Every half-precision number and its neighbours: what is nearest is found as it is by way of
  /// exact comparison.
  @Test
  void half_isTheNearestNumber() {
    for (int bits = 0; bits < 0x7BFF; bits++) {
      double low = Float.float16ToFloat((short) bits);
      double high = Float.float16ToFloat((short) (bits + 1));
      double middle = (low + high) / 2;

      assertThat(Fp16.bitsOf(low)).isEqualTo(bits);
      assertThat(Fp16.bitsOf(Math.nextDown(middle))).isEqualTo(bits);
      assertThat(Fp16.bitsOf(Math.nextUp(middle))).isEqualTo(bits + 1);
      assertThat(Fp16.bitsOf(middle)).isEqualTo(bits + (bits & 1));
      assertThat(Fp16.bitsOf(-low)).isEqualTo(bits | 0x8000);
    }
  }

  @Test
  void numbers_arePackedInAsFewBytesAsKeepThem() {
    assertPacked(Numbers.of(1, -0.0, 65_504, Double.NEGATIVE_INFINITY, Double.NaN), 2);
    assertPacked(Numbers.of(0.1f, 1), 4);
    assertPacked(Numbers.of(0.1, 1), 8);
    assertPacked(Numbers.NONE, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> Numbers.unpacked(bytes()));
    assertThatIllegalArgumentException().isThrownBy(() -> Numbers.unpacked(bytes(3, 0, 0, 0)));
    assertThatIllegalArgumentException().isThrownBy(() -> Numbers.unpacked(bytes(2, 0, 0, 0)));
  }

  private static void assertPacked(Numbers numbers, int width) {
    assertThat(numbers.packed().length()).isEqualTo(1 + width * numbers.count());
    assertThat(Numbers.unpacked(numbers.packed())).isEqualTo(numbers);
  }

  private static Bytes bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Bytes.copyOf(bytes);
  }

  @Test
  void numbers_thatAreNotFinite_comeThroughJson() {
    var numbers = Numbers.of(1, -2.5, Double.NaN, Double.POSITIVE_INFINITY, -0.0);
    var json = JsonObject.builder().putNumbers("values", numbers).build();
    var reader = Json.upTo(1_000);

    assertThat(reader.parse(json.toText()).numbersOrNone("values")).isEqualTo(numbers);
    assertThat(reader.parse(json.toSortedText()).numbersOrNone("values")).isEqualTo(numbers);
    assertThat(reader.parse("{\"values\": [NaN, 1, \"2.5\"]}").numbersOrNone("values"))
        .isEqualTo(Numbers.of(Double.NaN, 1, 2.5));
    assertThat(reader.parse("{}").numbersOrNone("values")).isEqualTo(Numbers.NONE);
  }
}
