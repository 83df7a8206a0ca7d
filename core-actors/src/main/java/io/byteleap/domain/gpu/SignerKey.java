package io.byteleap.domain.gpu;

import io.byteleap.domain.digest.Hex;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;

/// A public key that devices sign with: a point of the curve P-256, uncompressed, as 130 lower-case
/// hex digits (`04`, x, y). Anything else is refused, a point beside the curve included.
public record SignerKey(String hex) {
  private static final int COORDINATE_DIGITS = 64;
  private static final int SIGNATURE_BYTES = 64;
  private static final BigInteger THREE = BigInteger.valueOf(3);
  private static final ECParameterSpec CURVE = curve();

  public SignerKey {
    if (!Hex.isHex(hex, 2 + 2 * COORDINATE_DIGITS) || !hex.startsWith("04") || !isOnCurve(hex)) {
      throw new IllegalArgumentException(
          "a signer's key must be a point of P-256, uncompressed, in lower-case hex");
    }
  }

  private static BigInteger coordinate(String hex, int index) {
    int start = 2 + index * COORDINATE_DIGITS;
    return new BigInteger(hex.substring(start, start + COORDINATE_DIGITS), 16);
  }

  /// y² = x³ + ax + b modulo p, both coordinates below p.
  private static boolean isOnCurve(String hex) {
    BigInteger p = ((ECFieldFp) CURVE.getCurve().getField()).getP();
    BigInteger x = coordinate(hex, 0);
    BigInteger y = coordinate(hex, 1);
    BigInteger right =
        x.modPow(THREE, p)
            .add(CURVE.getCurve().getA().multiply(x))
            .add(CURVE.getCurve().getB())
            .mod(p);
    return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
  }

  /// Whether `signature` (r and s, 32 bytes each) is one of `message` by this key. A signature of
  /// any other form is none.
  public boolean verifies(byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
      verifier.initVerify(publicKey());
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException _) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK verifies ECDSA on P-256", e);
    }
  }

  private PublicKey publicKey() throws GeneralSecurityException {
    var point = new ECPoint(coordinate(hex, 0), coordinate(hex, 1));
    return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, CURVE));
  }

  private static ECParameterSpec curve() {
    try {
      var parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK knows P-256", e);
    }
  }
}
