package io.byteleap.domain.merkle;

import io.byteleap.domain.digest.Sha256;
import java.util.List;

/// Path from one leaf to the root: the siblings from the leaf's level upwards, and for each whether
/// it stands on the right.
public record MerkleProof(
    int leafIndex, String leaf, List<String> siblings, List<Boolean> siblingOnRight) {
  public MerkleProof {
    siblings = List.copyOf(siblings);
    siblingOnRight = List.copyOf(siblingOnRight);
  }

  /// Whether the path belongs to the leaf with this index in a tree of `leafCount` leaves and ends
  /// in `root`.
  ///
  /// The path's length and every side follow from index and leaf count; a proof that says otherwise
  /// is not one. (The wire format hashes leaves and inner nodes alike, so the length is what keeps
  /// an inner node from passing as a leaf.)
  public boolean leadsTo(MerkleRoot root, int leafCount) {
    int height = MerkleTree.heightOf(leafCount);
    if (leafIndex < 0
        || leafIndex >= leafCount
        || siblings.size() != height
        || siblingOnRight.size() != height) {
      return false;
    }
    String node = leaf;
    for (int level = 0; level < height; level++) {
      boolean onRight = MerkleTree.siblingOnRight(leafIndex, level);
      if (siblingOnRight.get(level) != onRight) {
        return false;
      }
      String sibling = siblings.get(level);
      node = Sha256.hexOf(onRight ? node + sibling : sibling + node);
    }
    return node.equals(root.hex());
  }
}
