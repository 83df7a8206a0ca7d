package io.byteleap.domain.session;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.KeyAgreement;

/// An X25519 key pair that lives for one handshake (RFC 7748). Prints nothing of itself.
public final class EphemeralKey {
  private static final String CURVE = "X25519";
  private static final int BYTES = 32;
  private static final byte[] BASE_POINT = basePoint();

  private final PrivateKey privateKey;
  private final PublicKey32 publicKey;

  private EphemeralKey(PrivateKey privateKey, PublicKey32 publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /// A fresh pair; `random` must be cryptographically secure outside tests.
  public static EphemeralKey draw(RandomGenerator random) {
    var secret = new byte[BYTES];
    random.nextBytes(secret);
    var key = of(secret);
    Arrays.fill(secret, (byte) 0);
    return key;
  }

  /// The pair of a 32-byte private key.
  public static EphemeralKey of(byte[] secret) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException("private key must be " + BYTES + " bytes");
    }
    try {
      var privateKey =
          KeyFactory.getInstance(CURVE)
              .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
      return new EphemeralKey(privateKey, PublicKey32.of(agreed(privateKey, BASE_POINT)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK has X25519", e);
    }
  }

  public PublicKey32 publicKey() {
    return publicKey;
  }

  /// The 32-byte shared secret with `peer`. A peer key that would make it all zero is refused with
  /// an [IllegalArgumentException].
  byte[] agreeWith(PublicKey32 peer) {
    try {
      return agreed(privateKey, peer.bytes());
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("peer's public key has small order", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK has X25519", e);
    }
  }

  @Override
  public String toString() {
    return "EphemeralKey[***]";
  }

  private static byte[] agreed(PrivateKey own, byte[] peer) throws GeneralSecurityException {
    var agreement = KeyAgreement.getInstance(CURVE);
    agreement.init(own);
    agreement.doPhase(publicKey(peer), true);
    return agreement.generateSecret();
  }

  private static PublicKey publicKey(byte[] littleEndian) throws GeneralSecurityException {
    var bigEndian = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bigEndian[i] = littleEndian[BYTES - 1 - i];
    }
    bigEndian[0] &= 0x7f; // RFC 7748: the top bit of the coordinate is ignored
    return KeyFactory.getInstance(CURVE)
        .generatePublic(
            new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian)));
  }

  private static byte[] basePoint() {
    var point = new byte[BYTES];
    point[0] = 9;
    return point;
  }
}
