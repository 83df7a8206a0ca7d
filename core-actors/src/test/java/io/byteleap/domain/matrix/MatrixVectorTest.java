package io.byteleap.domain.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.fixture.Vectors;
import io.byteleap.json.Json;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Decoded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every generation and execution vector of `cpu_matrix.json`.
final class MatrixVectorTest {
  /// Without the optimizing compiler, which tests run without, vectors are slow.
  private static final int VECTOR_SIZE_MAX = 127;

  static Stream<JsonNode> rawOutputs() {
    return Vectors.cases("cpu_matrix", "mt19937_raw");
  }

  static Stream<JsonNode> matrices() {
    return Vectors.cases("cpu_matrix", "matrices");
  }

  static Stream<JsonNode> executions() {
    return Vectors.cases("cpu_matrix", "execute");
  }

  static Stream<JsonNode> faultyExecutions() {
    return Vectors.cases("cpu_matrix", "execute_errors");
  }

  static Stream<JsonNode> cpuSizes() {
    return Vectors.cases("cpu_matrix", "dynamic_size")
        .filter(vector -> vector.path("kind").asText().equals("cpu"));
  }

  @ParameterizedTest
  @MethodSource("rawOutputs")
  void generator_givesTheStreamOfTheSeed(JsonNode vector) {
    var generator = Mt19937.seeded(seedOf(vector, "seed_hex").numeric());

    for (JsonNode expected : vector.path("raw_uint32_first8")) {
      assertThat(Integer.toUnsignedLong(generator.nextInt32())).isEqualTo(expected.asLong());
    }
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void rows_areThoseOfTheFactorMatrices(JsonNode vector) {
    int size = vector.path("n").asInt();
    var generator = RowGenerator.of(new MatrixSpec(seedOf(vector, "seed_hex"), size, 1));

    assertThat(digestOfRows(generator, size)).isEqualTo(vector.path("a_sha256").asText());
    assertThat(digestOfRows(generator, size)).isEqualTo(vector.path("b_sha256").asText());
  }

  @ParameterizedTest
  @MethodSource("executions")
  void recomputation_givesTheRowHashesAndTheRoot(JsonNode vector) {
    var data = vector.path("challenge_data");
    var spec =
        new MatrixSpec(
            seedOf(data, "seed"),
            data.path("matrix_size").asInt(),
            data.path("iterations").asInt());

    List<String> hashes = hashes(spec, new PlainForm());

    assertThat(Sha256.hexOf(String.join("", hashes)))
        .isEqualTo(vector.path("joined_row_hashes_sha256").asText());
    assertThat(hashes.getFirst()).isEqualTo(vector.path("first_row_hash").asText());
    assertThat(hashes.getLast()).isEqualTo(vector.path("last_row_hash").asText());
    if (vector.has("row_hashes")) {
      assertThat(hashes).isEqualTo(Vectors.texts(vector.path("row_hashes")));
    }
    assertThat(MerkleTree.of(hashes).root().hex()).isEqualTo(vector.path("merkle_root").asText());
    if (spec.size() <= VECTOR_SIZE_MAX) {
      assertThat(hashes(spec, new VectorForm())).isEqualTo(hashes);
    }
  }

  private static List<String> hashes(MatrixSpec spec, ProductForm form) {
    var rows = IntStream.range(0, spec.size()).boxed().toList();
    return RowRecomputation.hashes(spec, rows, form).stream().map(RowHash::hex).toList();
  }

  /// The existing worker leaves these to chance; ours refuses each before it computes anything.
  /// Stricter than the vector: a seed of other than 16 bytes, and no iterations at all.
  @ParameterizedTest
  @MethodSource("faultyExecutions")
  void faultyChallenge_isNotRead(JsonNode vector) {
    var data = Json.upTo(1 << 10).parse(vector.path("challenge_data").toString());

    assertThat(Decoded.of(() -> ChallengeParts.readMatrix(data)))
        .isInstanceOf(Decoded.Refused.class);
  }

  @ParameterizedTest
  @MethodSource("cpuSizes")
  void size_followsFromSeedAndPolicy(JsonNode vector) {
    var policy =
        new SizePolicy(vector.path("base_size").asInt(), vector.path("variance").asDouble());

    assertThat(policy.sizeFor(seedOf(vector, "seed_hex")))
        .isEqualTo(vector.path("expected").asInt());
  }

  private static MatrixSeed seedOf(JsonNode vector, String field) {
    return new MatrixSeed(vector.path(field).asText());
  }

  private static String digestOfRows(RowGenerator generator, int size) {
    var digest = Sha256.create();
    var row = new short[size];
    for (int i = 0; i < size; i++) {
      generator.next(row);
      var bytes = ByteBuffer.allocate(size * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (short entry : row) {
        bytes.putLong(entry);
      }
      digest.update(bytes.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
