package io.byteleap.domain.merkle;

import io.byteleap.domain.digest.Hex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A binary tree over texts: a parent is the SHA-256 of its two children's hex texts, joined; the
/// last node of an odd level is paired with itself; a single leaf is its own root.
///
/// Kept as one block of ASCII digits a level, so that 10,000 leaves take 1.4 MB and a proof is read
/// by index arithmetic, without a search. Source: Merkle tree of the matrix challenge, v1.
public final class MerkleTree {
  private final List<Level> levels;

  private MerkleTree(List<Level> levels) {
    this.levels = levels;
  }

  /// The tree over `leaves`, in order. Refused: no leaf, or leaves that are not hex texts of one
  /// length.
  public static MerkleTree of(List<String> leaves) {
    if (leaves.isEmpty()) {
      throw new IllegalArgumentException("a Merkle tree needs a leaf");
    }
    int digits = leaves.getFirst().length();
    for (String leaf : leaves) {
      if (!Hex.isHex(leaf, digits)) {
        throw new IllegalArgumentException("leaves must be hex texts of one length");
      }
    }
    List<Level> levels = new ArrayList<>();
    levels.add(Level.of(leaves, digits));
    var hashing = new NodeHash();
    while (levels.getLast().count() > 1) {
      levels.add(levels.getLast().parents(hashing));
    }
    return new MerkleTree(levels);
  }

  public int leafCount() {
    return levels.getFirst().count();
  }

  public MerkleRoot root() {
    return new MerkleRoot(levels.getLast().node(0));
  }

  /// The path of leaf `index`, 0 to `leafCount - 1`.
  public MerkleProof proof(int index) {
    if (index < 0 || index >= leafCount()) {
      throw new IllegalArgumentException("no leaf " + index + " of " + leafCount());
    }
    int height = levels.size() - 1;
    List<String> siblings = new ArrayList<>(height);
    List<Boolean> onRight = new ArrayList<>(height);
    for (int level = 0; level < height; level++) {
      siblings.add(levels.get(level).sibling(index >> level));
      onRight.add(siblingOnRight(index, level));
    }
    return new MerkleProof(index, levels.getFirst().node(index), siblings, onRight);
  }

  /// Number of siblings in a proof from a tree of `leafCount` (at least 1) leaves.
  static int heightOf(int leafCount) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(leafCount - 1);
  }

  static boolean siblingOnRight(int leafIndex, int level) {
    return ((leafIndex >> level) & 1) == 0;
  }

  /// The nodes of one height, `digits` ASCII characters each.
  private static final class Level {
    private final byte[] text;
    private final int digits;

    Level(byte[] text, int digits) {
      this.text = text;
      this.digits = digits;
    }

    static Level of(List<String> leaves, int digits) {
      var text = new byte[leaves.size() * digits];
      int at = 0;
      for (String leaf : leaves) {
        System.arraycopy(leaf.getBytes(StandardCharsets.US_ASCII), 0, text, at, digits);
        at += digits;
      }
      return new Level(text, digits);
    }

    int count() {
      return text.length / digits;
    }

    String node(int index) {
      return new String(text, index * digits, digits, StandardCharsets.US_ASCII);
    }

    String sibling(int index) {
      return node(Math.min(index ^ 1, count() - 1));
    }

    Level parents(NodeHash hashing) {
      var parents = new byte[(count() + 1) / 2 * NodeHash.DIGITS];
      for (int left = 0; left < count(); left += 2) {
        int right = Math.min(left + 1, count() - 1);
        hashing.take(text, left * digits, digits);
        hashing.take(text, right * digits, digits);
        hashing.write(parents, left / 2 * NodeHash.DIGITS);
      }
      return new Level(parents, NodeHash.DIGITS);
    }
  }
}
