package io.byteleap.domain.exact;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.security.DigestException;
import java.security.MessageDigest;

/// Makes the leaves of one product: `SHA-256(header || C_1[r] || ... || C_t[r])`, values as 32-bit
/// integers, little-endian; the header is one block of 64 bytes (`protocol-v2.md`). Takes a row in
/// pieces. One thread, one leaf at a time.
public final class LeafHasher {
  public static final int HEADER_BYTES = 64;

  private static final String BINDING = "byteleap exact unit 2";
  private static final byte LEAF = 0;
  private static final byte VERSION = 2;
  private static final int ROW_AT = 12;

  /// Values that are turned into bytes at a time: their bytes stay in the fastest cache.
  private static final int PIECE_VALUES = 2_048;

  private final MessageDigest digest = Sha256.create();
  private final ByteBuffer header;
  private final Piece piece;

  /// Room for values on their way to the digest, and the same as bytes.
  private static final class Piece {
    final byte[] bytes = new byte[PIECE_VALUES * Integer.BYTES];
    final IntBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  private LeafHasher(ByteBuffer header, Piece piece) {
    this.header = header;
    this.piece = piece;
  }

  public static LeafHasher of(ChallengeId challenge, UnitId unit, ExactShape shape) {
    return new LeafHasher(
        ByteBuffer.wrap(header(challenge, unit, shape, 0).toArray()), new Piece());
  }

  /// One for another leaf of the same product, on the same thread.
  LeafHasher another() {
    return new LeafHasher(header, piece);
  }

  /// What binds leaves to a challenge and a unit: 32 bytes.
  public static Bytes binding(ChallengeId challenge, UnitId unit) {
    return Bytes.adopting(Sha256.of(Texts.of(BINDING, challenge.value(), unit.value()).toArray()));
  }

  /// The header of the leaf of row `row`: 64 bytes.
  public static Bytes header(ChallengeId challenge, UnitId unit, ExactShape shape, int row) {
    var header = ByteBuffer.allocate(HEADER_BYTES);
    header.put(LEAF).put(VERSION).putShort((short) 0);
    header.putInt(shape.size()).putInt(shape.steps()).putInt(row);
    header.put(binding(challenge, unit).asBuffer());
    return Bytes.adopting(header.array());
  }

  /// Begins the leaf of row `row`.
  void begin(int row) {
    digest.update(header.putInt(ROW_AT, row).clear());
  }

  /// Takes in `count` values from `from` on.
  void take(int[] values, int from, int count) {
    int end = from + count;
    for (int at = from; at < end; at += PIECE_VALUES) {
      int taken = Math.min(PIECE_VALUES, end - at);
      piece.values.clear().put(values, at, taken);
      digest.update(piece.bytes, 0, taken * Integer.BYTES);
    }
  }

  /// Writes the leaf to `target` at `at`.
  void finish(byte[] target, int at) {
    try {
      digest.digest(target, at, TreeHash.LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("BUG: a SHA-256 fits its 32 bytes", e);
    }
  }

  /// The leaf of a whole row.
  TreeHash leaf(int row, RowValues values) {
    begin(row);
    take(values.shared(), 0, values.count());
    return new TreeHash(Bytes.adopting(digest.digest()));
  }
}
