package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.units.Bytes;
import io.byteleap.fixture.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class TreePathTest {
  @Test
  void everyLeaf_leadsToTheRoot_andNowhereElse() {
    Seeds.check(
        300,
        random -> {
          var tree = tree(random.nextInt(1, 70), random);
          int count = tree.leafCount();
          int index = random.nextInt(count);
          var path = tree.path(index);
          var leaf = tree.leaf(index);

          assertThat(path.hashes()).hasSize(TreePath.lengthOf(index, count));
          assertThat(path.leadsTo(tree.root(), leaf, index, count)).isTrue();
          for (int other = -1; other <= count; other++) {
            assertThat(path.leadsTo(tree.root(), leaf, other, count)).isEqualTo(other == index);
          }
          assertThat(path.leadsTo(tree.root(), drawn(random), index, count)).isFalse();
          assertThat(path.leadsTo(drawn(random), leaf, index, count)).isFalse();
        });
  }

  @Test
  void everyBitOfAPath_counts() {
    Seeds.check(
        100,
        random -> {
          var tree = tree(random.nextInt(2, 70), random);
          int index = random.nextInt(tree.leafCount());
          List<TreeHash> hashes = new ArrayList<>(tree.path(index).hashes());
          int at = random.nextInt(hashes.size());
          byte[] bytes = hashes.get(at).bytes().toArray();
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          hashes.set(at, new TreeHash(Bytes.adopting(bytes)));

          assertThat(leads(new TreePath(hashes), tree, index)).isFalse();
        });
  }

  @Test
  void pathOfAnotherLength_orOrder_leadsNowhere() {
    var random = Seeds.generator(8);
    var tree = tree(21, random);
    var hashes = tree.path(9).hashes();
    List<TreeHash> longer = new ArrayList<>(hashes);
    longer.add(drawn(random));

    assertThat(leads(new TreePath(hashes.subList(1, hashes.size())), tree, 9)).isFalse();
    assertThat(leads(new TreePath(longer), tree, 9)).isFalse();
    assertThat(leads(new TreePath(hashes.reversed()), tree, 9)).isFalse();
    assertThat(leads(new TreePath(List.of()), tree, 9)).isFalse();
  }

  /// A node is no leaf: their prefixes differ, and with them what stands for them.
  @Test
  void innerNode_doesNotPassForALeafOfASmallerTree() {
    var tree = tree(4, Seeds.generator(2));
    var parent = tree.path(2).hashes().getLast();

    assertThat(new TreePath(tree.path(2).hashes().subList(1, 2)).leadsTo(tree.root(), parent, 1, 4))
        .isFalse();
  }

  @Test
  void treeWithoutWholeLeaves_isRefused() {
    assertThatThrownBy(() -> ExactTree.adopting(new byte[0]))
        .hasMessage("a tree needs leaves of 32 bytes");
    assertThatThrownBy(() -> ExactTree.adopting(new byte[33]))
        .hasMessage("a tree needs leaves of 32 bytes");
    assertThatThrownBy(() -> tree(3, Seeds.generator(1)).path(3)).hasMessage("no leaf 3 of 3");
  }

  private static boolean leads(TreePath path, ExactTree tree, int index) {
    return path.leadsTo(tree.root(), tree.leaf(index), index, tree.leafCount());
  }

  private static ExactTree tree(int leafCount, RandomGenerator random) {
    var leaves = new byte[leafCount * TreeHash.LENGTH];
    random.nextBytes(leaves);
    return ExactTree.adopting(leaves);
  }

  private static TreeHash drawn(RandomGenerator random) {
    var bytes = new byte[TreeHash.LENGTH];
    random.nextBytes(bytes);
    return new TreeHash(Bytes.adopting(bytes));
  }
}
