package io.byteleap.domain.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Numbers;
import io.byteleap.fixture.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The vectors of the network's own verifier, list by list.
final class GpuVectorTest {
  private static final double SCALE = 0x1p15;

  static Stream<JsonNode> seeds() {
    return Vectors.cases("gpu_matrix", "seed_transform");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seed_followsFromChallengeAndUuid(JsonNode vector) {
    var seed =
        GpuSeed.of(
            new MatrixSeed(vector.path("seed").asText()),
            new UnitId(vector.path("gpu_uuid").asText()));

    assertThat(Long.toUnsignedString(seed.value()))
        .isEqualTo(vector.path("seed_hash_u64").asText());
    assertThat(HexFormat.of().toHexDigits(seed.value()))
        .isEqualTo(vector.path("seed_hash_hex").asText());
  }

  static Stream<JsonNode> factors() {
    return Vectors.cases("gpu_matrix", "vectors");
  }

  @ParameterizedTest
  @MethodSource("factors")
  void rowsAndColumns_areGenerated(JsonNode vector) {
    int index = vector.path("index").asInt();
    double[] row = scaled(productOf(vector).rowOfA(index));
    double[] column = scaled(productOf(vector).columnOfB(index));

    assertThat(row).startsWith(doubles(vector.path("a_row_first16")));
    assertThat(column).startsWith(doubles(vector.path("b_col_first16")));
    assertThat(row[row.length - 1]).isEqualTo(vector.path("a_row_last").asDouble());
    assertThat(column[column.length - 1]).isEqualTo(vector.path("b_col_last").asDouble());
    assertThat(digest(row)).isEqualTo(vector.path("a_row_sha256_le_f64").asText());
    assertThat(digest(column)).isEqualTo(vector.path("b_col_sha256_le_f64").asText());
  }

  static Stream<JsonNode> products() {
    return Vectors.cases("gpu_matrix", "dot_products");
  }

  @ParameterizedTest
  @MethodSource("products")
  void value_isExact(JsonNode vector) {
    double value = productOf(vector).value(vector.path("row").asInt(), vector.path("col").asInt());

    assertThat(value)
        .isEqualTo(vector.path("value").asDouble())
        .isEqualTo(Double.parseDouble(vector.path("value_hex").asText()))
        .isEqualTo(vector.path("value_times_2pow30").asLong() / 0x1p30);
  }

  static Stream<JsonNode> halves() {
    return Vectors.cases("gpu_matrix", "fp16");
  }

  @ParameterizedTest
  @MethodSource("halves")
  void half_isTheNearest_tiesToEven(JsonNode vector) {
    double value =
        switch (vector.path("value").asText()) {
          case "inf" -> Double.POSITIVE_INFINITY;
          case "-inf" -> Double.NEGATIVE_INFINITY;
          case "nan" -> Double.NaN;
          default -> vector.path("value").asDouble();
        };

    assertThat(Fp16.bitsOf(value)).isEqualTo(vector.path("bits").asInt());
    assertThat(HexFormat.of().toHexDigits((short) Fp16.bitsOf(value)))
        .isEqualTo(vector.path("bits_hex").asText());
  }

  static Stream<JsonNode> overflows() {
    return Vectors.cases("gpu_matrix", "fp16_overflow");
  }

  /// The network's verifier breaks off on such a value; ours counts it as a wrong one.
  @ParameterizedTest
  @MethodSource("overflows")
  void valueBeyondHalfPrecision_isNotFinite_andHasNoHash(JsonNode vector) {
    double value = vector.path("value").asDouble();

    assertThat(Fp16.isFinite(value)).isFalse();
    assertThat(Fp16.isFinite(-value)).isFalse();
    assertThat(GpuRowHash.of(Numbers.of(1, value))).isEmpty();
  }

  static Stream<JsonNode> hashes() {
    return Vectors.cases("gpu_matrix", "row_hash_fnv");
  }

  @ParameterizedTest
  @MethodSource("hashes")
  void rowHash_isTheVectors(JsonNode vector) {
    assertThat(GpuRowHash.of(Numbers.copyOf(doubles(vector.path("values")))))
        .contains(new RowHash(vector.path("hash").asText()));
  }

  static Stream<JsonNode> rows() {
    return Vectors.cases("gpu_matrix", "rows");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_isComputedAndHashed(JsonNode vector) {
    double[] row = row(productOf(vector), vector.path("row").asInt(), vector.path("n").asInt());

    assertThat(row).startsWith(doubles(vector.path("first16")));
    assertThat(digest(row)).isEqualTo(vector.path("row_sha256_le_f64").asText());
    assertThat(GpuRowHash.of(Numbers.copyOf(row)))
        .contains(new RowHash(vector.path("row_hash").asText()));
  }

  static Stream<JsonNode> roots() {
    return Vectors.cases("gpu_matrix", "merkle_roots");
  }

  @ParameterizedTest
  @MethodSource("roots")
  void matrix_hasTheVectorsRoot(JsonNode vector) {
    int size = vector.path("n").asInt();
    int[] all = IntStream.range(0, size).toArray();
    double[][] matrix = productOf(vector).values(all, all);
    var hashes =
        Stream.of(matrix)
            .map(row -> GpuRowHash.of(Numbers.copyOf(row)).orElseThrow().hex())
            .toList();

    assertThat(hashes).startsWith(vector.path("first_row_hash").asText());
    assertThat(hashes).endsWith(vector.path("last_row_hash").asText());
    assertThat(Sha256.hexOf(String.join("", hashes)))
        .isEqualTo(vector.path("row_hashes_joined_sha256").asText());
    assertThat(MerkleTree.of(hashes).root().hex()).isEqualTo(vector.path("merkle_root").asText());
    assertThat(digest(Stream.of(matrix).flatMapToDouble(java.util.Arrays::stream).toArray()))
        .isEqualTo(vector.path("matrix_sha256_le_f64").asText());
  }

  static Stream<JsonNode> requirements() {
    return Vectors.cases("gpu_matrix", "required_count");
  }

  @ParameterizedTest
  @MethodSource("requirements")
  void requiredCount_isRoundedUp(JsonNode vector) {
    double share = vector.path("threshold").asDouble();

    assertThat(GpuTolerance.required(share, vector.path("count").asInt()))
        .isEqualTo(vector.path("required").asInt());
  }

  static Stream<JsonNode> samples() {
    return Vectors.cases("gpu_matrix", "sample_count");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sampleCount_isCut_andAtLeastOne(JsonNode vector) {
    int size = vector.path("n").asInt();
    var sample = new ColumnSample(vector.path("row_sample_rate").asDouble(), 1);

    assertThat(sample.count(size)).isEqualTo(vector.path("sample_count").asInt());
    assertThat(sample.columns(new UnitId("GPU-1"), size))
        .hasSize(sample.count(size))
        .doesNotHaveDuplicates()
        .isSorted();
  }

  /// The size draw of the challenge's specification, which is in no file.
  @Test
  void size_followsFromSeedAndPolicy() {
    var seed = new MatrixSeed("00112233445566778899aabbccddeeff");

    assertThat(new GpuSizePolicy(32_768, 0.05).sizeFor(seed)).isEqualTo(33_335);
    assertThat(new GpuSizePolicy(32_768, 0).sizeFor(seed)).isEqualTo(32_768);
  }

  private static GpuProduct productOf(JsonNode vector) {
    var seed = new GpuSeed(Long.parseUnsignedLong(vector.path("seed_hash_u64").asText()));
    return GpuProduct.of(seed, vector.path("n").asInt(), 1);
  }

  private static double[] row(GpuProduct product, int row, int size) {
    return product.values(new int[] {row}, IntStream.range(0, size).toArray())[0];
  }

  private static double[] scaled(int[] entries) {
    return IntStream.of(entries).mapToDouble(entry -> entry / SCALE).toArray();
  }

  private static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static String digest(double[] values) {
    var bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return HexFormat.of().formatHex(Sha256.of(bytes));
  }
}
