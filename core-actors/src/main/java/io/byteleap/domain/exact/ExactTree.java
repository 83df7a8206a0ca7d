package io.byteleap.domain.exact;

import io.byteleap.domain.units.Bytes;
import java.util.ArrayList;
import java.util.List;

/// The tree of RFC 6962 over the leaves of one product, every node of it.
///
/// Level by level, a node that is left over at the end of a level goes up as it is: that makes the
/// same tree as splitting at the largest power of two, as the RFC has it. Takes 64 bytes a leaf.
public final class ExactTree {
  private final int leafCount;
  private final List<byte[]> levels;

  private ExactTree(int leafCount, List<byte[]> levels) {
    this.leafCount = leafCount;
    this.levels = levels;
  }

  /// The tree over the leaves that stand in `leaves` one after another, 32 bytes each, at least
  /// one. The array is the tree's from now on.
  public static ExactTree adopting(byte[] leaves) {
    if (leaves.length == 0 || leaves.length % TreeHash.LENGTH != 0) {
      throw new IllegalArgumentException("a tree needs leaves of " + TreeHash.LENGTH + " bytes");
    }
    var hasher = new TreeHasher();
    List<byte[]> levels = new ArrayList<>();
    byte[] level = leaves;
    levels.add(level);
    while (level.length > TreeHash.LENGTH) {
      level = above(level, hasher);
      levels.add(level);
    }
    return new ExactTree(leaves.length / TreeHash.LENGTH, levels);
  }

  private static byte[] above(byte[] level, TreeHasher hasher) {
    int count = level.length / TreeHash.LENGTH;
    int pairs = count / 2;
    byte[] above = new byte[(pairs + count % 2) * TreeHash.LENGTH];
    for (int i = 0; i < pairs; i++) {
      hasher.parent(level, 2 * i * TreeHash.LENGTH, above, i * TreeHash.LENGTH);
    }
    if (count % 2 == 1) {
      System.arraycopy(
          level, (count - 1) * TreeHash.LENGTH, above, pairs * TreeHash.LENGTH, TreeHash.LENGTH);
    }
    return above;
  }

  public int leafCount() {
    return leafCount;
  }

  public TreeHash root() {
    return at(levels.size() - 1, 0);
  }

  /// Leaf `index`, 0 to `leafCount - 1`.
  public TreeHash leaf(int index) {
    return at(0, index);
  }

  /// The path of leaf `index`, 0 to `leafCount - 1`.
  public TreePath path(int index) {
    if (index < 0 || index >= leafCount) {
      throw new IndexOutOfBoundsException("no leaf " + index + " of " + leafCount);
    }
    return TreePath.of(index, leafCount, this::at);
  }

  private TreeHash at(int level, int index) {
    return new TreeHash(Bytes.copyOf(levels.get(level), index * TreeHash.LENGTH, TreeHash.LENGTH));
  }
}
