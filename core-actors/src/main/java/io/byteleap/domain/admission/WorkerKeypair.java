package io.byteleap.domain.admission;

import io.byteleap.domain.units.Bytes;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A worker's key with its secret half, which signs. Does not show it; [#pem] is for the file that
/// keeps it and for nothing else.
public final class WorkerKeypair {
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=]+)\\s+-----END PRIVATE KEY-----\\s+"
              + "-----BEGIN PUBLIC KEY-----\\s+([A-Za-z0-9+/=]+)\\s+-----END PUBLIC KEY-----\\s*");

  /// What is signed to see that two halves belong together.
  private static final Bytes TRIAL = Bytes.ofText("byteleap worker key");

  private final PrivateKey secret;
  private final WorkerKey key;

  private WorkerKeypair(PrivateKey secret, WorkerKey key) {
    this.secret = secret;
    this.key = key;
  }

  /// A new one, by the JDK's own chance.
  public static WorkerKeypair draw() {
    try {
      var pair = KeyPairGenerator.getInstance(WorkerKey.ALGORITHM).generateKeyPair();
      return new WorkerKeypair(pair.getPrivate(), WorkerKey.of(pair.getPublic()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has " + WorkerKey.ALGORITHM, e);
    }
  }

  /// Reads what [#pem] wrote. Refused: anything else, and halves that do not belong together.
  public static WorkerKeypair ofPem(String text) {
    var matcher = PEM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must hold a private and a public key in PEM");
    }
    try {
      var factory = KeyFactory.getInstance(WorkerKey.ALGORITHM);
      var decoder = Base64.getDecoder();
      var pair =
          new WorkerKeypair(
              factory.generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(matcher.group(1)))),
              WorkerKey.of(
                  factory.generatePublic(
                      new X509EncodedKeySpec(decoder.decode(matcher.group(2))))));
      if (!pair.key.verifies(TRIAL, pair.sign(TRIAL))) {
        throw new IllegalArgumentException("its two keys do not belong together");
      }
      return pair;
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException("must hold Ed25519 keys", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has " + WorkerKey.ALGORITHM, e);
    }
  }

  /// The secret half in PKCS #8 and the public one in X.509, both in PEM.
  public String pem() {
    var encoder = Base64.getEncoder();
    return "-----BEGIN PRIVATE KEY-----\n"
        + encoder.encodeToString(secret.getEncoded())
        + "\n-----END PRIVATE KEY-----\n-----BEGIN PUBLIC KEY-----\n"
        + encoder.encodeToString(key.x509())
        + "\n-----END PUBLIC KEY-----\n";
  }

  public WorkerKey key() {
    return key;
  }

  public KeySignature sign(Bytes message) {
    try {
      var signer = Signature.getInstance(WorkerKey.ALGORITHM);
      signer.initSign(secret);
      signer.update(message.asBuffer());
      return new KeySignature(HexFormat.of().formatHex(signer.sign()));
    } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException e) {
      throw new IllegalStateException("BUG: a key of our own signs", e);
    }
  }

  /// Names the public half only.
  @Override
  public String toString() {
    return "WorkerKeypair[" + key.fingerprint() + "]";
  }
}
