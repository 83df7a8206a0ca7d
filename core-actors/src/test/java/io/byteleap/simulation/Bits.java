package io.byteleap.simulation;

import io.byteleap.domain.presence.Bucket;
import java.time.Duration;

/// Buckets of a world, one bit each.
final class Bits {
  /// Clocks may be wrong, so that a world begins a little before its beginning.
  private static final long FIRST = Bucket.at(World.BEGINNING.minus(Duration.ofDays(1))).index();

  private long[] words = new long[8];

  private static int position(Bucket bucket) {
    return Math.toIntExact(bucket.index() - FIRST);
  }

  void set(Bucket bucket) {
    int position = position(bucket);
    int word = position / Long.SIZE;
    if (word >= words.length) {
      words = java.util.Arrays.copyOf(words, Math.max(word + 1, words.length * 2));
    }
    words[word] |= 1L << position;
  }

  boolean get(Bucket bucket) {
    int position = position(bucket);
    int word = position / Long.SIZE;
    return position >= 0 && word < words.length && (words[word] >> position & 1) != 0;
  }

  /// How many of the `length` buckets that end with `last` are set in both.
  int countBoth(Bits other, Bucket last, int length) {
    int high = position(last);
    int low = Math.max(0, high - length + 1);
    int count = 0;
    int lastWord = Math.min(high / Long.SIZE, Math.min(words.length, other.words.length) - 1);
    for (int word = low / Long.SIZE; word <= lastWord; word++) {
      long both = words[word] & other.words[word];
      if (word == low / Long.SIZE) {
        both &= -1L << low;
      }
      if (word == high / Long.SIZE) {
        both &= -1L >>> (Long.SIZE - 1 - high % Long.SIZE);
      }
      count += Long.bitCount(both);
    }
    return count;
  }

  /// The newest one at or before `last`, or -1.
  long newest(Bucket last) {
    for (long index = last.index(); index >= FIRST; index--) {
      if (get(new Bucket(index))) {
        return index;
      }
    }
    return -1;
  }
}
