package io.byteleap.domain.presence;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/// The buckets in which something was seen, of the newest 2,028 (169 hours): one bit each.
///
/// A value: adding gives a new window. The order of adding does not matter; a bucket older than the
/// window changes nothing.
public final class BucketWindow {
  /// Buckets in the window: 169 hours of twelve.
  public static final int LENGTH = 2_028;

  public static final BucketWindow EMPTY = new BucketWindow(-1, new long[wordsFor(LENGTH)]);

  private static final int NONE = -1;

  private final long newest;
  private final long[] seen; // a ring: bucket i has bit i mod LENGTH

  private BucketWindow(long newest, long[] seen) {
    this.newest = newest;
    this.seen = seen;
  }

  /// The window that holds exactly `buckets`, as far as they lie within 169 h of the newest.
  public static BucketWindow of(Collection<Bucket> buckets) {
    var window = EMPTY;
    for (Bucket bucket : buckets) {
      window = window.with(bucket);
    }
    return window;
  }

  /// The window whose newest bucket is `newest` and whose bits are those of [#bits].
  public static BucketWindow of(Bucket newest, byte[] bits) {
    if (bits.length != (LENGTH + Byte.SIZE - 1) / Byte.SIZE) {
      throw new IllegalArgumentException("a window has 254 bytes of bits, not " + bits.length);
    }
    var seen = new long[wordsFor(LENGTH)];
    for (int i = 0; i < LENGTH; i++) {
      if ((bits[i / Byte.SIZE] >> (i % Byte.SIZE) & 1) != 0) {
        seen[i / Long.SIZE] |= 1L << i;
      }
    }
    return new BucketWindow(newest.index(), seen);
  }

  /// 254 bytes; bucket i is bit (i mod 2,028), lowest bit first.
  public byte[] bits() {
    var bits = new byte[(LENGTH + Byte.SIZE - 1) / Byte.SIZE];
    for (int i = 0; i < LENGTH; i++) {
      if ((seen[i / Long.SIZE] >> i & 1) != 0) {
        bits[i / Byte.SIZE] |= (byte) (1 << (i % Byte.SIZE));
      }
    }
    return bits;
  }

  /// The newest bucket seen.
  public Optional<Bucket> newest() {
    return newest == NONE ? Optional.empty() : Optional.of(new Bucket(newest));
  }

  public boolean contains(Bucket bucket) {
    long index = bucket.index();
    return index <= newest && index > newest - LENGTH && isSet(positionOf(index));
  }

  public BucketWindow with(Bucket bucket) {
    long index = bucket.index();
    if (index <= newest - LENGTH || contains(bucket)) {
      return this;
    }
    long[] next = Arrays.copyOf(seen, seen.length);
    if (newest == NONE || index - newest >= LENGTH) {
      Arrays.fill(next, 0);
    } else {
      for (long passed = newest + 1; passed <= index; passed++) {
        int position = positionOf(passed);
        next[position / Long.SIZE] &= ~(1L << position);
      }
    }
    int position = positionOf(index);
    next[position / Long.SIZE] |= 1L << position;
    return new BucketWindow(Math.max(newest, index), next);
  }

  /// Number of buckets seen in both windows among the `length` (1 to 2,028) buckets that end with
  /// `last`.
  public int countBoth(BucketWindow other, Bucket last, int length) {
    long high = Math.min(last.index(), Math.min(newest, other.newest));
    long oldest = Math.max(newest, other.newest) - LENGTH + 1;
    long low = Math.max(last.index() - length + 1, oldest);
    int count = 0;
    int position = positionOf(low);
    for (long left = high - low + 1; left > 0; ) {
      int bit = position % Long.SIZE;
      int span = (int) Math.min(Math.min(Long.SIZE - bit, LENGTH - position), left);
      long mask = -1L >>> (Long.SIZE - span) << bit;
      int word = position / Long.SIZE;
      count += Long.bitCount(seen[word] & other.seen[word] & mask);
      position = position + span == LENGTH ? 0 : position + span;
      left -= span;
    }
    return count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BucketWindow that
        && newest == that.newest
        && Arrays.equals(seen, that.seen);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(newest) + Arrays.hashCode(seen);
  }

  @Override
  public String toString() {
    int count = Arrays.stream(seen).mapToInt(Long::bitCount).sum();
    return "BucketWindow[newest=" + newest + ", seen=" + count + "]";
  }

  private boolean isSet(int position) {
    return (seen[position / Long.SIZE] >> position & 1) != 0;
  }

  private static int positionOf(long index) {
    return (int) Math.floorMod(index, (long) LENGTH);
  }

  private static int wordsFor(int bits) {
    return (bits + Long.SIZE - 1) / Long.SIZE;
  }
}
