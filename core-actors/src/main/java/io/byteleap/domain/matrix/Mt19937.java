package io.byteleap.domain.matrix;

import java.util.Arrays;

/// The Mersenne Twister with the classic scalar seeding: the stream of numpy's legacy generator.
///
/// Not for secrets: whoever knows the 32-bit seed knows the stream.
/// Source: Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998.
public final class Mt19937 {
  private static final int N = 624;
  private static final int M = 397;
  private static final int MATRIX_A = 0x9908b0df;
  private static final int UPPER_MASK = 0x80000000;
  private static final int LOWER_MASK = 0x7fffffff;

  private final int[] state;
  private int index;

  private Mt19937(int[] state, int index) {
    this.state = state;
    this.index = index;
  }

  public static Mt19937 seeded(int seed) {
    var state = new int[N];
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
    return new Mt19937(state, N);
  }

  /// A second generator that goes on from the same point.
  public Mt19937 copy() {
    return new Mt19937(Arrays.copyOf(state, N), index);
  }

  public int nextInt32() {
    if (index == N) {
      twist();
    }
    int y = state[index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y;
  }

  /// A number of `low` (inclusive) to `high` (exclusive), as numpy's `randint` draws it for 64-bit
  /// integers: masked 32-bit outputs, rejected while too large, none kept over from draw to draw.
  /// The range `high - low` is 1 to 2^31.
  public int nextBounded(int low, int high) {
    int range = high - 1 - low;
    if (range == 0) {
      return low;
    }
    int mask = -1 >>> Integer.numberOfLeadingZeros(range);
    int value;
    do {
      value = nextInt32() & mask;
    } while (value > range);
    return low + value;
  }

  private void twist() {
    for (int i = 0; i < N - M; i++) {
      state[i] = state[i + M] ^ twisted(state[i], state[i + 1]);
    }
    for (int i = N - M; i < N - 1; i++) {
      state[i] = state[i + M - N] ^ twisted(state[i], state[i + 1]);
    }
    state[N - 1] = state[M - 1] ^ twisted(state[N - 1], state[0]);
    index = 0;
  }

  private static int twisted(int upper, int lower) {
    int y = (upper & UPPER_MASK) | (lower & LOWER_MASK);
    return (y >>> 1) ^ (-(y & 1) & MATRIX_A);
  }
}
