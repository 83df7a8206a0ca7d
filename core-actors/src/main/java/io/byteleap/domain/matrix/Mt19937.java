package io.byteleap.domain.matrix;

/// The Mersenne Twister with the classic scalar seeding: the stream of numpy's legacy generator.
///
/// The recurrence runs over many numbers at once, each loop of a form that the compiler turns into
/// vector instructions. Not for secrets: whoever knows the 32-bit seed knows the stream.
/// Source: Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998.
public final class Mt19937 {
  private static final int N = 624;
  private static final int M = 397;
  private static final int MATRIX_A = 0x9908b0df;
  private static final int UPPER_MASK = 0x80000000;
  private static final int LOWER_MASK = 0x7fffffff;

  /// Outputs made at once: a multiple of every vector's length, few enough for the fastest cache.
  private static final int BATCH = 4 * N;

  /// N words of the recurrence, then the BATCH words that follow from them.
  private final int[] words;

  private final int[] outputs;
  private int index;

  private Mt19937(int[] words, int[] outputs, int index) {
    this.words = words;
    this.outputs = outputs;
    this.index = index;
  }

  public static Mt19937 seeded(int seed) {
    var words = new int[N + BATCH];
    int word = seed;
    words[BATCH] = word;
    for (int i = 1; i < N; i++) {
      word = 1_812_433_253 * (word ^ (word >>> 30)) + i;
      words[BATCH + i] = word;
    }
    return new Mt19937(words, new int[BATCH], BATCH);
  }

  /// A second generator that goes on from the same point.
  public Mt19937 copy() {
    return new Mt19937(words.clone(), outputs.clone(), index);
  }

  public int nextInt32() {
    if (index == BATCH) {
      refill();
    }
    return outputs[index++];
  }

  /// A number of `low` (inclusive) to `high` (exclusive), as numpy's `randint` draws it for 64-bit
  /// integers: masked 32-bit outputs, rejected while too large, none kept over from draw to draw.
  /// The range `high - low` is 1 to 2^31.
  public int nextBounded(int low, int high) {
    int range = high - 1 - low;
    if (range == 0) {
      return low;
    }
    int mask = maskFor(range);
    int value;
    do {
      value = nextInt32() & mask;
    } while (value > range);
    return low + value;
  }

  /// Fills `target` with numbers of `-bound` to `bound` (1 to 32,767), as [#nextBounded] one by one
  /// would.
  void fillWithin(int bound, short[] target) {
    int filled = 0;
    while (filled < target.length) {
      int tries = triesFor(target.length - filled);
      filled = sift(bound, tries, target, filled);
      index += tries;
    }
  }

  /// Passes over `count` numbers of `-bound` to `bound` (1 to 32,767).
  void skipWithin(int bound, int count) {
    int missing = count;
    while (missing > 0) {
      int tries = triesFor(missing);
      missing -= accepted(bound, tries);
      index += tries;
    }
  }

  /// How many outputs can be looked at in a row: at most as many as numbers are wanted, so that
  /// none is consumed in vain.
  private int triesFor(int wanted) {
    if (index == BATCH) {
      refill();
    }
    return Math.min(wanted, BATCH - index);
  }

  /// Writes every value, and moves on only past those that are not rejected: no branch, so that
  /// nothing is guessed wrong.
  private int sift(int bound, int tries, short[] target, int from) {
    int range = 2 * bound;
    int mask = maskFor(range);
    int at = from;
    for (int i = index; i < index + tries; i++) {
      int value = outputs[i] & mask;
      target[at] = (short) (value - bound);
      at += (value - range - 1) >>> 31;
    }
    return at;
  }

  private int accepted(int bound, int tries) {
    int range = 2 * bound;
    int mask = maskFor(range);
    int count = 0;
    for (int i = index; i < index + tries; i++) {
      count += ((outputs[i] & mask) - range - 1) >>> 31;
    }
    return count;
  }

  private static int maskFor(int range) {
    return -1 >>> Integer.numberOfLeadingZeros(range);
  }

  private void refill() {
    System.arraycopy(words, BATCH, words, 0, N);
    twist(words);
    temper(words, outputs);
    index = 0;
  }

  /// Each word follows from three that stand at least N - M = 227 before it, more than a vector.
  private static void twist(int[] words) {
    for (int i = 0; i < BATCH; i++) {
      int y = (words[i] & UPPER_MASK) | (words[i + 1] & LOWER_MASK);
      words[i + N] = words[i + M] ^ (y >>> 1) ^ (-(y & 1) & MATRIX_A);
    }
  }

  private static void temper(int[] words, int[] outputs) {
    for (int i = 0; i < BATCH; i++) {
      int y = words[i + N];
      y ^= y >>> 11;
      y ^= (y << 7) & 0x9d2c5680;
      y ^= (y << 15) & 0xefc60000;
      y ^= y >>> 18;
      outputs[i] = y;
    }
  }
}
