package io.byteleap.domain.gpu;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.UnitId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/// Which columns of an opened row are recomputed: the share `rate` (0 to 1) of them, at least one.
///
/// `secret` decides which ones. It is drawn when a challenge is issued and never told to anybody,
/// so that nobody can compute just the columns that will be looked at, and stored with the
/// challenge, so that the same judgement can be made again. Every GPU has a sample of its own.
public record ColumnSample(double rate, long secret) {
  public ColumnSample {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("sample rate outside 0..1: " + rate);
    }
  }

  /// How many columns of `size` are looked at.
  public int count(int size) {
    return Math.max(1, (int) (size * rate));
  }

  /// The columns for one GPU, ascending.
  public int[] columns(UnitId gpu, int size) {
    int count = count(size);
    var chosen = new BitSet(size);
    var chance = new Chance(gpu.value() + "|" + secret);
    // Floyd's method: as many draws as columns, all sets equally likely.
    // Bentley and Floyd, "A sample of brilliance", CACM 30(9), 1987.
    for (int limit = size - count; limit < size; limit++) {
      int drawn = chance.below(limit + 1);
      chosen.set(chosen.get(drawn) ? limit : drawn);
    }
    return chosen.stream().toArray();
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "ColumnSample[" + rate + "]";
  }

  /// Numbers from SHA-256 in counter mode. The bias of taking 32 bits modulo at most 65,536 is
  /// below 2^-16.
  private static final class Chance {
    private final String start;
    private ByteBuffer left = ByteBuffer.allocate(0);
    private int digests;

    Chance(String start) {
      this.start = start;
    }

    int below(int bound) {
      if (!left.hasRemaining()) {
        String text = start + "|" + digests++;
        left = ByteBuffer.wrap(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
      }
      return Integer.remainderUnsigned(left.getInt(), bound);
    }
  }
}
