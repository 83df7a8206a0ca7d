package io.byteleap.domain.exact;

import io.byteleap.domain.units.Bytes;
import java.util.ArrayList;
import java.util.List;

/// The audit path of one leaf: the hashes beside the way from the leaf up to the root (RFC 6962,
/// section 2.1.1). On which side each stands, and how many there are, follows from the leaf's index
/// and the number of leaves.
public record TreePath(List<TreeHash> hashes) {
  public TreePath {
    hashes = List.copyOf(hashes);
  }

  /// How many hashes the path of leaf `index` of `leafCount` has.
  public static int lengthOf(int index, int leafCount) {
    int node = index;
    int last = leafCount - 1;
    int length = 0;
    while (last > 0) {
      if (node % 2 == 1 || node < last) {
        length++;
      }
      node >>= 1;
      last >>= 1;
    }
    return length;
  }

  /// Whether the path leads from `leaf`, the leaf `index` of `leafCount`, to `root`. A path of any
  /// other length leads nowhere, and so does an index beyond the leaves.
  public boolean leadsTo(TreeHash root, TreeHash leaf, int index, int leafCount) {
    if (index < 0 || index >= leafCount || hashes.size() != lengthOf(index, leafCount)) {
      return false;
    }
    var hasher = new TreeHasher();
    byte[] current = leaf.bytes().toArray();
    int node = index;
    int last = leafCount - 1;
    for (var sibling : hashes) {
      while (node % 2 == 0 && node == last) { // an odd one out stands for itself a level up
        node >>= 1;
        last >>= 1;
      }
      byte[] beside = sibling.bytes().toArray();
      boolean onRight = node % 2 == 0;
      hasher.parent(onRight ? current : beside, onRight ? beside : current, current);
      node >>= 1;
      last >>= 1;
    }
    return Bytes.adopting(current).equals(root.bytes());
  }

  /// Path in a tree given by its levels.
  static TreePath of(int index, int leafCount, Nodes nodes) {
    List<TreeHash> hashes = new ArrayList<>();
    int node = index;
    int count = leafCount;
    for (int level = 0; count > 1; level++) {
      int sibling = node ^ 1;
      if (sibling < count) {
        hashes.add(nodes.at(level, sibling));
      }
      node >>= 1;
      count = (count + 1) >> 1;
    }
    return new TreePath(hashes);
  }

  /// Where a path finds its hashes: node `index` of a level, leaves being level 0.
  interface Nodes {
    TreeHash at(int level, int index);
  }
}
