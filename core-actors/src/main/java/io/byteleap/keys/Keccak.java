package io.byteleap.keys;

/// The permutation Keccak-f[1600] of 25 lanes. Source: FIPS 202, section 3.
final class Keccak {
  static final int LANES = 25;

  private static final long[] ROUND_CONSTANTS = {
    0x0000000000000001L, 0x0000000000008082L, 0x800000000000808AL, 0x8000000080008000L,
    0x000000000000808BL, 0x0000000080000001L, 0x8000000080008081L, 0x8000000000008009L,
    0x000000000000008AL, 0x0000000000000088L, 0x0000000080008009L, 0x000000008000000AL,
    0x000000008000808BL, 0x800000000000008BL, 0x8000000000008089L, 0x8000000000008003L,
    0x8000000000008002L, 0x8000000000000080L, 0x000000000000800AL, 0x800000008000000AL,
    0x8000000080008081L, 0x8000000000008080L, 0x0000000080000001L, 0x8000000080008008L,
  };

  /// Steps rho and pi move lane by lane around one cycle: the next lane, and how far it rotates.
  private static final int[] NEXT_LANE = {
    10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
  };

  private static final int[] ROTATION = {
    1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
  };

  private Keccak() {}

  static void permute(long[] lanes) {
    for (long constant : ROUND_CONSTANTS) {
      theta(lanes);
      rhoAndPi(lanes);
      chi(lanes);
      lanes[0] ^= constant;
    }
  }

  private static void theta(long[] a) {
    long c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
    long c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
    long c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
    long c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
    long c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
    long d0 = c4 ^ Long.rotateLeft(c1, 1);
    long d1 = c0 ^ Long.rotateLeft(c2, 1);
    long d2 = c1 ^ Long.rotateLeft(c3, 1);
    long d3 = c2 ^ Long.rotateLeft(c4, 1);
    long d4 = c3 ^ Long.rotateLeft(c0, 1);
    for (int row = 0; row < LANES; row += 5) {
      a[row] ^= d0;
      a[row + 1] ^= d1;
      a[row + 2] ^= d2;
      a[row + 3] ^= d3;
      a[row + 4] ^= d4;
    }
  }

  private static void rhoAndPi(long[] a) {
    long moving = a[1];
    for (int i = 0; i < NEXT_LANE.length; i++) {
      int lane = NEXT_LANE[i];
      long displaced = a[lane];
      a[lane] = Long.rotateLeft(moving, ROTATION[i]);
      moving = displaced;
    }
  }

  private static void chi(long[] a) {
    for (int row = 0; row < LANES; row += 5) {
      long a0 = a[row];
      long a1 = a[row + 1];
      long a2 = a[row + 2];
      long a3 = a[row + 3];
      long a4 = a[row + 4];
      a[row] = a0 ^ (~a1 & a2);
      a[row + 1] = a1 ^ (~a2 & a3);
      a[row + 2] = a2 ^ (~a3 & a4);
      a[row + 3] = a3 ^ (~a4 & a0);
      a[row + 4] = a4 ^ (~a0 & a1);
    }
  }
}
