package io.byteleap.domain.merkle;

import io.byteleap.domain.digest.Hex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

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
  /// The path's length, every side and the form of every text follow from index, leaf and leaf
  /// count; a proof that says otherwise is not one. (The wire format hashes leaves and inner nodes
  /// alike and joins texts without a mark between them, so lengths are what keeps an inner node
  /// from passing as a leaf and a digit from moving to the neighbour.)
  public boolean leadsTo(MerkleRoot root, int leafCount) {
    return isWellFormed(leafCount) && foldedRoot().equals(root.hex());
  }

  private boolean isWellFormed(int leafCount) {
    return leafIndex >= 0
        && leafIndex < leafCount
        && siblings.size() == MerkleTree.heightOf(leafCount)
        && siblingOnRight.size() == siblings.size()
        && Hex.isHex(leaf, leaf.length())
        && IntStream.range(0, siblings.size()).allMatch(this::isWellFormedAt);
  }

  private boolean isWellFormedAt(int level) {
    return siblingOnRight.get(level) == MerkleTree.siblingOnRight(leafIndex, level)
        && Hex.isHex(siblings.get(level), level == 0 ? leaf.length() : NodeHash.DIGITS);
  }

  private String foldedRoot() {
    var hashing = new NodeHash();
    byte[] node = leaf.getBytes(StandardCharsets.US_ASCII);
    var parent = new byte[NodeHash.DIGITS];
    for (int level = 0; level < siblings.size(); level++) {
      byte[] sibling = siblings.get(level).getBytes(StandardCharsets.US_ASCII);
      boolean onRight = siblingOnRight.get(level);
      hashing.take(onRight ? node : sibling);
      hashing.take(onRight ? sibling : node);
      hashing.write(parent, 0);
      node = parent;
    }
    return new String(node, StandardCharsets.US_ASCII);
  }
}
