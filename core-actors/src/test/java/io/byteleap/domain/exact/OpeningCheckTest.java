package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactVerdict.Refused;
import io.byteleap.domain.exact.ExactVerdict.Sound;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Fuzz;
import io.byteleap.fixture.Seeds;
import io.byteleap.wire.exact.OpeningFrame;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class OpeningCheckTest {
  private static final MatrixKey KEY_OF_B = MatrixKey.ofHex("0b".repeat(32));
  private static final List<Integer> ROWS = List.of(3, 64, 127);

  private final ExactTask task = task("0a", 2);
  private final ExactTree tree = Products.computed(task, Products.PLAIN);
  private final RoundCheck check = RoundCheck.computed(KEY_OF_B, 128, Seeds.generator(5));
  private final List<OpenedRow> good = opened(task, tree);

  private static ExactTask task(String keyOfA, int steps) {
    return new ExactTask(
        new ChallengeId("c-" + keyOfA),
        UnitId.CPU,
        new ExactShape(128, steps),
        MatrixKey.ofHex(keyOfA.repeat(32)),
        KEY_OF_B);
  }

  private static List<OpenedRow> opened(ExactTask task, ExactTree tree) {
    return RowOpening.of(task, tree, ROWS, Products.ON, Products.PLAIN);
  }

  private ExactVerdict judged(List<OpenedRow> rows) {
    return OpeningCheck.judge(task, tree.root(), ROWS, rows, check);
  }

  @Test
  void honestOpening_isSound() {
    assertThat(judged(good)).isEqualTo(new Sound());
  }

  @Test
  void otherRows_orAnotherOrder_areRefused() {
    var other = RowOpening.of(task, tree, List.of(3, 64, 126), Products.ON, Products.PLAIN);

    assertThat(judged(other)).isEqualTo(new Refused(ExactRefusal.OTHER_ROWS));
    assertThat(judged(good.reversed())).isEqualTo(new Refused(ExactRefusal.OTHER_ROWS));
    assertThat(judged(good.subList(0, 2))).isEqualTo(new Refused(ExactRefusal.OTHER_ROWS));
    assertThat(judged(List.of())).isEqualTo(new Refused(ExactRefusal.OTHER_ROWS));
  }

  @Test
  void rowOfAnotherLength_isRefused() {
    var row = good.get(1);
    var shorter = RowValues.copyOf(Arrays.copyOf(row.values().toArray(), 128));

    assertThat(judged(withSecond(new OpenedRow(row.index(), shorter, row.path()))))
        .isEqualTo(new Refused(ExactRefusal.ROW_LENGTH, 64));
  }

  @Test
  void pathOfAnotherLengthOrIndex_isRefused() {
    var row = good.get(1);
    var cut = new TreePath(row.path().hashes().subList(0, 3));

    assertThat(judged(withSecond(new OpenedRow(64, row.values(), cut))))
        .isEqualTo(new Refused(ExactRefusal.PATH_LENGTH, 64));
    assertThat(judged(withSecond(new OpenedRow(64, row.values(), good.get(0).path()))))
        .isEqualTo(new Refused(ExactRefusal.PATH_ASTRAY, 64));
  }

  /// A value of any row and step that is not the committed one.
  @Test
  void changedValue_doesNotLeadToTheRoot() {
    Seeds.check(
        200,
        random -> {
          int at = random.nextInt(good.size());
          List<OpenedRow> rows = new ArrayList<>(good);
          rows.set(at, changed(good.get(at), random));

          assertThat(judged(rows)).isEqualTo(new Refused(ExactRefusal.PATH_ASTRAY, ROWS.get(at)));
        });
  }

  /// Who commits to what is not the product is found out by the check alone: one value off by
  /// whatever, in one row, at one step, with a tree that fits. A million seeds in the slow suite.
  @Test
  void tamperedRow_thatWasCommittedTo_isNeverAccepted() {
    Seeds.check(
        Fuzz.CASES,
        random -> {
          var row = changed(good.get(random.nextInt(good.size())), random);

          assertThat(holds(row)).isFalse();
        });
  }

  /// The verdict on one row that was committed to as it is, in a tree of which nothing else is
  /// known.
  private boolean holds(OpenedRow row) {
    var leaf =
        LeafHasher.of(task.challenge(), task.unit(), task.shape()).leaf(row.index(), row.values());
    byte[] root = leaf.bytes().toArray();
    var hasher = new TreeHasher();
    int node = row.index();
    for (var hash : row.path().hashes()) { // 128 leaves: every node has its sibling
      byte[] beside = hash.bytes().toArray();
      boolean onRight = node % 2 == 0;
      hasher.parent(onRight ? root : beside, onRight ? beside : root, root);
      node /= 2;
    }
    var asked = List.of(row.index());
    var verdict =
        OpeningCheck.judge(task, new TreeHash(Bytes.adopting(root)), asked, List.of(row), check);
    assertThat(verdict).isIn(new Sound(), new Refused(ExactRefusal.PRODUCT_WRONG, row.index()));
    return verdict.equals(new Sound());
  }

  @Test
  void honestRow_inATreeOfItsOwn_holds() {
    good.forEach(row -> assertThat(holds(row)).isTrue());
  }

  /// No honest row is ever refused, whatever the keys and the secret vector.
  @Test
  void honestRows_ofAnyKeysAndSecrets_hold() {
    Seeds.check(
        60,
        random -> {
          var secret = RoundSecret.draw(random);
          var shape = new ExactShape(128, random.nextInt(1, 4));
          var keyOfB = secret.keyOfB(128);
          var unit = new UnitName(new Hotkey("h"), new WorkerId("w"), UnitId.CPU);
          var id = new ChallengeId("c-" + random.nextInt(1_000));
          var keyOfA = secret.keyOfA(unit.hotkey(), unit.worker(), unit.unit(), id);
          var honest = new ExactTask(id, UnitId.CPU, shape, keyOfA, keyOfB);
          var asked = RowPolicy.draw(shape, 5, random);
          var anyTree = ExactTree.adopting(new byte[128 * TreeHash.LENGTH]);
          var rows = RowOpening.of(honest, anyTree, asked, Products.ON, Products.PLAIN);

          assertThat(verdict(honest, rows, RoundCheck.computed(keyOfB, 128, random)))
              .isEqualTo(new Sound());
        });
  }

  @Test
  void wholeStrategies_failAtTheProduct() {
    var otherUnit = task("0c", 2);
    var oneStep = task("0a", 1);

    assertThat(committed(opened(otherUnit, Products.computed(otherUnit, Products.PLAIN))))
        .isEqualTo(new Refused(ExactRefusal.PRODUCT_WRONG, 3));
    var once = opened(oneStep, Products.computed(oneStep, Products.PLAIN));
    assertThat(committed(once.stream().map(OpeningCheckTest::twice).toList()))
        .isEqualTo(new Refused(ExactRefusal.PRODUCT_WRONG, 3));
    assertThat(committed(good.stream().map(OpeningCheckTest::rotated).toList()))
        .isEqualTo(new Refused(ExactRefusal.PRODUCT_WRONG, 3));
    assertThat(committed(good.stream().map(OpeningCheckTest::zeros).toList()))
        .isEqualTo(new Refused(ExactRefusal.PRODUCT_WRONG, 3));
  }

  /// The verdict on rows that were committed to as they are.
  private ExactVerdict committed(List<OpenedRow> rows) {
    return verdict(task, rows, check);
  }

  private static ExactVerdict verdict(ExactTask task, List<OpenedRow> rows, RoundCheck check) {
    byte[] leaves = new byte[128 * TreeHash.LENGTH];
    var hasher = LeafHasher.of(task.challenge(), task.unit(), task.shape());
    rows.forEach(
        row ->
            hasher
                .leaf(row.index(), row.values())
                .bytes()
                .asBuffer()
                .get(leaves, row.index() * TreeHash.LENGTH, TreeHash.LENGTH));
    var tree = ExactTree.adopting(leaves);
    var withPaths =
        rows.stream()
            .map(row -> new OpenedRow(row.index(), row.values(), tree.path(row.index())))
            .toList();
    var asked = rows.stream().map(OpenedRow::index).toList();
    return OpeningCheck.judge(task, tree.root(), asked, withPaths, check);
  }

  private static OpenedRow twice(OpenedRow row) {
    int[] values = new int[256];
    System.arraycopy(row.values().toArray(), 0, values, 0, 128);
    System.arraycopy(row.values().toArray(), 0, values, 128, 128);
    return new OpenedRow(row.index(), RowValues.adopting(values), row.path());
  }

  private static OpenedRow rotated(OpenedRow row) {
    List<Integer> values = new ArrayList<>(Arrays.stream(row.values().toArray()).boxed().toList());
    Collections.rotate(values, 1);
    return new OpenedRow(
        row.index(),
        RowValues.adopting(values.stream().mapToInt(Integer::intValue).toArray()),
        row.path());
  }

  private static OpenedRow zeros(OpenedRow row) {
    return new OpenedRow(row.index(), RowValues.adopting(new int[256]), row.path());
  }

  /// The same verdict by big integers, with the same s, on rows that hold and rows that do not.
  @Test
  void check_isThatOfBigIntegers() {
    var known = FieldVector.draw(128, Seeds.generator(5));
    var s = new BigInteger[128];
    Arrays.setAll(s, i -> BigInteger.valueOf(known.get(i)));
    var b = PlainExact.matrix(KEY_OF_B.bytes().toArray(), 128);
    Seeds.check(
        6,
        random -> {
          var row = random.nextBoolean() ? good.get(0) : changed(good.get(0), random);
          int[] values = Arrays.copyOf(row.values().toArray(), 128);
          byte[] left = KeyStream.row(task.keyOfA(), 128, row.index());

          assertThat(check.holds(left, values, 0)).isEqualTo(PlainExact.holds(left, b, values, s));
        });
  }

  @Test
  void framesOfAnything_areRefusedByName_andNeverSound() {
    var request = new OpeningRequest(task.challenge(), task.unit(), task.shape(), ROWS);
    byte[] frame = OpeningFrame.encode(request, good).toArray();
    Fuzz.bytes(
        List.of(frame),
        mutant -> {
          var read = OpeningFrame.decode(request, Bytes.copyOf(mutant));
          switch (read) {
            case OpeningFrame.Refused(var why) -> assertThat(why.code()).isNotBlank();
            case OpeningFrame.Opened(var rows) ->
                assertThat(judged(rows).equals(new Sound())).isEqualTo(rows.equals(good));
          }
        });
  }

  private static OpenedRow changed(OpenedRow row, RandomGenerator random) {
    int[] values = row.values().toArray();
    int at = random.nextInt(values.length);
    int other = random.nextBoolean() ? values[at] + 1 + random.nextInt(9) : random.nextInt();
    values[at] = other == values[at] ? ~other : other;
    return new OpenedRow(row.index(), RowValues.adopting(values), row.path());
  }

  private List<OpenedRow> withSecond(OpenedRow row) {
    return List.of(good.get(0), row, good.get(2));
  }
}
