package io.byteleap.chain.subtensor;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.units.Bytes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.PT;

/// Identity-based encryption to a round of a drand beacon whose signatures are points of G1 and
/// whose key is a point of G2, on the curve BLS12-381.
///
/// A key of 32 random bytes encrypts the message (AES-256-GCM). It is hidden by `W = key xor
/// H(sigma)`, and sigma by `V = sigma xor H(e(Q, key of the beacon)^r)`, where Q is the round's
/// point and `r = H(sigma, key)`; `U = r * G2`. The signature of the round, s * Q, gives the same
/// pairing as `e(s * Q, U)`. That U belongs to the r that comes out is checked, which makes the
/// scheme safe against chosen ciphertexts.
///
/// Source: Gailly, Melissaris, Romailler, "tlock: practical timelock encryption from threshold
/// BLS", 2023, as written by the crate `timelock` of Ideal Labs.
final class DrandTimelock implements Timelock {
  private static final String HASH_TO_CURVE = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
  private static final BigInteger GROUP_ORDER =
      new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);
  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 48;
  private static final int FIELD_BYTES = 48;

  private final byte[] publicKey;

  private DrandTimelock(byte[] publicKey) {
    this.publicKey = publicKey;
  }

  static DrandTimelock create(Beacon beacon) {
    byte[] publicKey = beacon.publicKey().toArray();
    if (!new P2_Affine(publicKey).in_group()) {
      throw new IllegalArgumentException("not a beacon's key");
    }
    return new DrandTimelock(publicKey);
  }

  @Override
  public Bytes seal(Bytes message, long round, RandomGenerator random) {
    byte[] key = randomBytes(KEY_BYTES, random);
    byte[] sigma = Sha256.of(randomBytes(KEY_BYTES, random));
    var nonce = Bytes.copyOf(randomBytes(SealedMessage.NONCE_BYTES, random));
    BigInteger r = exponent(sigma, key);
    PT pairing =
        new PT(roundPoint(round).to_affine(), new P2(publicKey).mult(r).to_affine()).final_exp();
    return new SealedMessage(
            Bytes.copyOf(P2.generator().mult(r).compress()),
            Bytes.copyOf(xor(sigma, Sha256.of(serialized(pairing)))),
            Bytes.copyOf(xor(key, Sha256.of(sigma))),
            SealedMessage.encrypt(key, nonce, message),
            nonce)
        .toBytes();
  }

  @Override
  public Opening open(Bytes sealed, Bytes signature) {
    var read = SealedMessage.read(sealed);
    if (read.isEmpty() || signature.length() != SIGNATURE_BYTES) {
      return new NotOpened(Why.MALFORMED);
    }
    try {
      return open(read.get(), signature.toArray());
    } catch (RuntimeException e) { // what the library throws for bytes that are no point
      return new NotOpened(Why.NOT_A_POINT);
    }
  }

  private static Opening open(SealedMessage sealed, byte[] signature) {
    var beacon = new P1_Affine(signature);
    var point = new P2_Affine(sealed.point().toArray());
    if (!beacon.in_group() || !point.in_group()) {
      return new NotOpened(Why.NOT_A_POINT);
    }
    byte[] sigma =
        xor(
            sealed.hiddenSigma().toArray(),
            Sha256.of(serialized(new PT(beacon, point).final_exp())));
    byte[] key = xor(sealed.hiddenKey().toArray(), Sha256.of(sigma));
    if (!Arrays.equals(
        P2.generator().mult(exponent(sigma, key)).compress(), sealed.point().toArray())) {
      return new NotOpened(Why.WRONG_ROUND_OR_CHANGED);
    }
    return sealed
        .decrypt(key)
        .<Opening>map(Opened::new)
        .orElse(new NotOpened(Why.WRONG_ROUND_OR_CHANGED));
  }

  /// The point of a round: that of the hash of its number, big-endian.
  private static P1 roundPoint(long round) {
    byte[] identity = Sha256.of(ByteBuffer.allocate(Long.BYTES).putLong(round).flip());
    return new P1().hash_to(identity, HASH_TO_CURVE);
  }

  private static BigInteger exponent(byte[] sigma, byte[] key) {
    var both = ByteBuffer.allocate(sigma.length + key.length).put(sigma).put(key).flip();
    return new BigInteger(1, Sha256.of(both)).mod(GROUP_ORDER);
  }

  /// The twelve coordinates of a pairing, each little-endian, in the order of the tower: c0.c0.c0,
  /// c0.c0.c1, c0.c1.c0, … The library has them big-endian, with the outermost index in the middle.
  private static byte[] serialized(PT pairing) {
    byte[] theirs = pairing.to_bendian();
    byte[] ours = new byte[theirs.length];
    int from = 0;
    for (int middle = 0; middle < 3; middle++) {
      for (int outer = 0; outer < 2; outer++) {
        for (int inner = 0; inner < 2; inner++) {
          int to = ((outer * 3 + middle) * 2 + inner) * FIELD_BYTES;
          for (int i = 0; i < FIELD_BYTES; i++) {
            ours[to + i] = theirs[from + FIELD_BYTES - 1 - i];
          }
          from += FIELD_BYTES;
        }
      }
    }
    return ours;
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] both = new byte[a.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = (byte) (a[i] ^ b[i]);
    }
    return both;
  }

  private static byte[] randomBytes(int count, RandomGenerator random) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
