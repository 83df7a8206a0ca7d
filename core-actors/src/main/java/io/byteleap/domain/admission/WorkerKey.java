package io.byteleap.domain.admission;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.units.Bytes;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/// A worker's public key: Ed25519 (RFC 8032) of the JDK, 32 bytes as 64 hex digits. Whether they
/// are a point of the curve shows when a signature is checked.
public record WorkerKey(String hex) {
  static final String ALGORITHM = "Ed25519";
  private static final int BYTES = 32;
  private static final int SHOWN_DIGITS = 16;

  private static final HexFormat HEX = HexFormat.of();

  /// What X.509 writes before the 32 bytes of such a key (RFC 8410).
  private static final String X509_HEAD = "302a300506032b6570032100";

  public WorkerKey {
    HexBytes.checked("worker key", hex, BYTES);
  }

  static WorkerKey of(PublicKey key) {
    String encoded = HEX.formatHex(key.getEncoded());
    if (!encoded.startsWith(X509_HEAD)) {
      throw new IllegalArgumentException("not an Ed25519 key");
    }
    return new WorkerKey(encoded.substring(X509_HEAD.length()));
  }

  /// Whether this key's holder made `signature` over `message`.
  public boolean verifies(Bytes message, KeySignature signature) {
    try {
      var verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(x509())));
      verifier.update(message.asBuffer());
      return verifier.verify(HEX.parseHex(signature.hex()));
    } catch (InvalidKeySpecException | InvalidKeyException | SignatureException e) {
      return false; // no point of the curve, or no signature at all
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has " + ALGORITHM, e);
    }
  }

  /// As X.509 has it.
  byte[] x509() {
    return HEX.parseHex(X509_HEAD + hex);
  }

  /// A short name of the key for people: the first 16 digits of its SHA-256.
  public String fingerprint() {
    return Sha256.hexOf(hex).substring(0, SHOWN_DIGITS);
  }
}
