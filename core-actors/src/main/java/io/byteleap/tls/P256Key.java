package io.byteleap.tls;

import io.byteleap.domain.units.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// A key pair on the curve P-256 that signs with SHA-256. Prints nothing of its secret half;
/// [#pem] is for the file that keeps it and for nothing else.
public final class P256Key {
  private static final String CURVE = "secp256r1";
  private static final String ALGORITHM = "SHA256withECDSA";
  private static final String KIND = "PRIVATE KEY";

  /// What is signed to see that two halves belong together.
  private static final Bytes TRIAL = Bytes.ofText("byteleap device key");

  private final PrivateKey secret;
  private final PublicKey key;

  private P256Key(PrivateKey secret, PublicKey key) {
    this.secret = secret;
    this.key = key;
  }

  /// A new one, by the JDK's own chance.
  public static P256Key draw() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      var pair = generator.generateKeyPair();
      return new P256Key(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK has " + CURVE, e);
    }
  }

  /// The pair of a secret half in PEM (PKCS #8) and of `key`. Refused: halves that do not belong
  /// together, and keys of other kinds.
  public static P256Key of(String pem, PublicKey key) throws TlsProblem {
    try {
      var secret =
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(Pems.content(KIND, pem)));
      var pair = new P256Key(secret, key);
      if (!isOnCurve(key) || !verifies(key, TRIAL, pair.sign(TRIAL))) {
        throw new TlsProblem("a key that is not that of its certificate");
      }
      return pair;
    } catch (InvalidKeySpecException e) {
      throw new TlsProblem("a key that is none on P-256", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK has " + CURVE, e);
    }
  }

  /// Whether a public key is one on P-256.
  static boolean isOnCurve(PublicKey key) {
    var curve = CustomNamedCurves.getByName(CURVE);
    return key instanceof ECPublicKey ec
        && ec.getParams().getOrder().equals(curve.getN())
        && ec.getParams().getCurve().getB().equals(curve.getCurve().getB().toBigInteger());
  }

  public PublicKey publicKey() {
    return key;
  }

  PrivateKey secret() {
    return secret;
  }

  /// The secret half in PEM (PKCS #8), in clear.
  public String pem() {
    return Pems.text(KIND, secret.getEncoded());
  }

  /// The signature over `message` in hex (ASN.1, RFC 3279).
  public String sign(Bytes message) {
    return HexFormat.of().formatHex(signed(message));
  }

  byte[] signed(Bytes message) {
    try {
      var signer = Signature.getInstance(ALGORITHM);
      signer.initSign(secret);
      signer.update(message.asBuffer());
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: a key on P-256 signs", e);
    }
  }

  /// Whether the holder of `key` made the signature in `hex` over `message`.
  public static boolean verifies(PublicKey key, Bytes message, String hex) {
    try {
      var verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(message.asBuffer());
      return verifier.verify(HexFormat.of().parseHex(hex));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false; // no key of this kind, or no signature at all
    }
  }

  @Override
  public String toString() {
    return "P256Key[***]";
  }
}
