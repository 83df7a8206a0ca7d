package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.byteleap.domain.admission.KeySignature;
import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Seeds;
import io.byteleap.fixture.Vectors;
import io.byteleap.wire.exact.OpeningFrame;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every vector of `exact.json`, which [ExactVectors] made from [PlainExact].
final class ExactVectorTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final JsonNode FILE = Vectors.load("exact");
  private static final ChallengeId CHALLENGE = new ChallengeId(FILE.path("challenge").asText());
  private static final Hotkey HOTKEY = new Hotkey(FILE.path("hotkey").asText());
  private static final WorkerId WORKER = new WorkerId(FILE.path("worker").asText());

  static Stream<JsonNode> products() {
    return Vectors.cases("exact", "products");
  }

  /// Whole ones, and those of which a unit made the first rows.
  static Stream<JsonNode> works() {
    return Stream.concat(products(), Vectors.cases("exact", "first_rows"));
  }

  static Stream<JsonNode> trees() {
    return Vectors.cases("exact", "trees");
  }

  static Stream<JsonNode> maps() {
    return Vectors.cases("exact", "maps");
  }

  @ParameterizedTest
  @MethodSource("products")
  void keys_areThoseOfTheRoundSecret(JsonNode vector) {
    var secret = RoundSecret.of(bytes(FILE, "round_secret"));
    var task = taskOf(vector);

    assertThat(secret.keyOfB(task.shape().size())).isEqualTo(task.keyOfB());
    assertThat(secret.keyOfA(HOTKEY, WORKER, task.unit(), CHALLENGE)).isEqualTo(task.keyOfA());
  }

  @ParameterizedTest
  @MethodSource("products")
  void entries_areThoseOfTheKeys(JsonNode vector) {
    var task = taskOf(vector);
    int size = task.shape().size();
    var lastOfA = KeyStream.row(task.keyOfA(), size, size - 1);

    assertThat(HEX.formatHex(KeyStream.row(task.keyOfA(), size, 0)))
        .isEqualTo(vector.path("a_row_first").asText());
    assertThat(HEX.formatHex(lastOfA)).isEqualTo(vector.path("a_row_last").asText());
    assertThat(HEX.formatHex(KeyStream.row(task.keyOfB(), size, 1)))
        .isEqualTo(vector.path("b_row_1").asText());
  }

  @ParameterizedTest
  @MethodSource("products")
  void leavesAndRoot_areThoseOfTheProduct(JsonNode vector) {
    var task = taskOf(vector);

    var tree = Products.computed(task, Products.PLAIN);

    assertThat(LeafHasher.binding(CHALLENGE, task.unit())).isEqualTo(bytes(vector, "binding"));
    assertThat(tree.leaf(0).hex()).isEqualTo(vector.path("leaf_first").asText());
    assertThat(tree.leaf(tree.leafCount() - 1).hex()).isEqualTo(vector.path("leaf_last").asText());
    assertThat(tree.root().hex()).isEqualTo(vector.path("root").asText());
  }

  @ParameterizedTest
  @MethodSource("works")
  void opening_isTheFrame_andSound(JsonNode vector) {
    var task = taskOf(vector);
    var request = requestOf(task, vector);
    var tree = Products.computed(task, Products.PLAIN);
    assertThat(tree.root().hex()).isEqualTo(vector.path("root").asText());
    var check = RoundCheck.computed(task.keyOfB(), task.shape().size(), Seeds.generator(1));

    var rows = RowOpening.of(task, tree, request.rows(), Products.ON, Products.PLAIN);

    assertThat(OpeningFrame.encode(request, rows)).isEqualTo(bytes(vector, "opening"));
    assertThat(OpeningFrame.decode(request, bytes(vector, "opening")))
        .isEqualTo(new OpeningFrame.Opened(rows));
    assertThat(OpeningCheck.judge(task, tree.root(), request.rows(), rows, check))
        .isEqualTo(new ExactVerdict.Sound());
  }

  @ParameterizedTest
  @MethodSource("works")
  void statement_isWhatWasSigned(JsonNode vector) {
    var task = taskOf(vector);
    var key = new WorkerKey(FILE.path("unit_key").asText());
    var name = new UnitName(HOTKEY, WORKER, task.unit());
    var commitment =
        new ExactCommitment(
            task.unit(),
            extentOf(vector),
            TreeHash.ofHex(vector.path("root").asText()),
            key,
            new KeySignature(vector.path("signature").asText()));
    var statement =
        new CommitmentStatement(
            CHALLENGE, name, task.shape(), commitment.extent(), commitment.root(), key);

    assertThat(statement.bytes()).isEqualTo(bytes(vector, "statement"));
    assertThat(commitment.isSigned(CHALLENGE, name, task.shape())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("trees")
  void treesOfAnyNumberOfLeaves_areThoseOfTheStandard(JsonNode vector) {
    byte[] leaves = HEX.parseHex(vector.path("leaves").asText());
    var tree = ExactTree.adopting(leaves);
    int index = vector.path("index").asInt();
    List<String> path = tree.path(index).hashes().stream().map(TreeHash::hex).toList();

    assertThat(tree.root().hex()).isEqualTo(vector.path("root").asText());
    assertThat(path).isEqualTo(Vectors.texts(vector.path("path")));
    assertThat(tree.path(index).leadsTo(tree.root(), tree.leaf(index), index, tree.leafCount()))
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("maps")
  void map_isThatOfTheProtocol(JsonNode vector) {
    int column = vector.path("column").asInt();
    int[] values = new int[column + 1];
    values[column] = vector.path("value").asInt();
    byte[] next = new byte[column + 1];

    StepMap.next(values, 0, values.length, vector.path("step").asInt(), next);

    assertThat((int) next[column]).isEqualTo(vector.path("entry").asInt());
  }

  /// The file is what the plain implementation makes today.
  @Test
  void file_isThatOfThePlainImplementation() {
    assertThat(Vectors.text("exact.json")).isEqualTo(ExactVectors.text());
  }

  private static ExactTask taskOf(JsonNode vector) {
    return new ExactTask(
            CHALLENGE,
            new UnitId(vector.path("unit").asText()),
            new ExactShape(vector.path("n").asInt(), vector.path("t").asInt()),
            MatrixKey.ofHex(vector.path("key_a").asText()),
            MatrixKey.ofHex(vector.path("key_b").asText()))
        .of(extentOf(vector));
  }

  private static Extent extentOf(JsonNode vector) {
    return vector.has("rows_made")
        ? new Extent.First(vector.path("rows_made").asInt())
        : new Extent.Whole();
  }

  private static OpeningRequest requestOf(ExactTask task, JsonNode vector) {
    return new OpeningRequest(
        CHALLENGE, task.unit(), task.shape(), Vectors.integers(vector.path("rows")));
  }

  private static Bytes bytes(JsonNode node, String name) {
    return Bytes.adopting(HEX.parseHex(node.path(name).asText()));
  }
}
