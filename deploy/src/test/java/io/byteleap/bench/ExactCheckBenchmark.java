package io.byteleap.bench;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.ExactTree;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.LeafHasher;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.exact.OpenedRow;
import io.byteleap.domain.exact.OpeningCheck;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.RoundCheck;
import io.byteleap.domain.exact.RowOpening;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.wire.exact.OpeningFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What a validator does for exact products, on one core: B·s once per round and size, then for
/// each unit its opening from the frame to the verdict.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ExactCheckBenchmark {
  private static final int ROWS_OPENED = 8;
  private static final MatrixKey KEY_OF_B = MatrixKey.ofHex("0b".repeat(32));

  @Param("32768")
  int size;

  private final SecureRandom random = new SecureRandom();
  private ExactTask task;
  private OpeningRequest request;
  private TreeHash root;
  private Bytes frame;
  private RoundCheck check;

  @Setup
  public void prepare() {
    var shape = new ExactShape(size, 1);
    task =
        new ExactTask(
            new ChallengeId("bench"),
            UnitId.CPU,
            shape,
            MatrixKey.ofHex("0a".repeat(32)),
            KEY_OF_B);
    request =
        new OpeningRequest(
            task.challenge(),
            task.unit(),
            shape,
            IntStream.range(0, ROWS_OPENED).map(i -> i * (size / ROWS_OPENED)).boxed().toList());
    check = secretProduct();
    var unit = unit();
    root = unit.root();
    frame = OpeningFrame.encode(request, unit.opened());
  }

  /// What a unit commits to and opens.
  private record Unit(TreeHash root, List<OpenedRow> opened) {}

  /// What a unit would open. Of its other rows only leaves are known, and any will do.
  private Unit unit() {
    var leaves = new byte[size * TreeHash.LENGTH];
    var anyTree = ExactTree.adopting(leaves.clone());
    var rows = RowOpening.of(task, anyTree, request.rows(), () -> {});
    rows.forEach(row -> putLeaf(row, leaves));
    var tree = ExactTree.adopting(leaves);
    return new Unit(
        tree.root(),
        rows.stream()
            .map(row -> new OpenedRow(row.index(), row.values(), tree.path(row.index())))
            .toList());
  }

  private void putLeaf(OpenedRow row, byte[] leaves) {
    var bytes =
        ByteBuffer.allocate(LeafHasher.HEADER_BYTES + task.shape().rowBytes())
            .put(
                LeafHasher.header(task.challenge(), task.unit(), task.shape(), row.index())
                    .asBuffer());
    bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(row.values().toArray());
    byte[] leaf = Sha256.of(bytes.array());
    System.arraycopy(leaf, 0, leaves, row.index() * TreeHash.LENGTH, TreeHash.LENGTH);
  }

  @Benchmark
  public RoundCheck secretProduct() {
    return RoundCheck.computed(KEY_OF_B, size, random);
  }

  @Benchmark
  public ExactVerdict parseAndJudge() {
    return switch (OpeningFrame.decode(request, frame)) {
      case OpeningFrame.Opened(var rows) ->
          OpeningCheck.judge(task, root, request.rows(), rows, check);
      case OpeningFrame.Refused(var why) -> throw new IllegalStateException("BUG: " + why);
    };
  }
}
