package io.byteleap.worker.update;

import io.byteleap.domain.digest.Base64Text;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/// The public key (Ed25519, RFC 8032) whose owner publishes versions; written as the base64 of its
/// 32 bytes.
public record PublisherKey(String text) {
  private static final int SIZE = 32;
  private static final int SIGNATURE_SIZE = 64;

  /// What X.509 puts before the bytes of an Ed25519 key.
  private static final byte[] HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

  public PublisherKey {
    decoded(text);
  }

  /// Read by the configuration.
  public static PublisherKey parse(String text) {
    return new PublisherKey(text);
  }

  /// Whether `signature` is the key's over exactly these bytes.
  public boolean verifies(byte[] bytes, byte[] signature) {
    if (signature.length != SIGNATURE_SIZE) {
      return false;
    }
    try {
      var check = Signature.getInstance("Ed25519");
      check.initVerify(decoded(text));
      check.update(bytes);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static PublicKey decoded(String text) {
    try {
      byte[] bytes = Base64Text.decoded(text);
      if (bytes.length != SIZE) {
        throw new IllegalArgumentException("not 32 bytes");
      }
      var encoded = new ByteArrayOutputStream();
      encoded.writeBytes(HEADER);
      encoded.writeBytes(bytes);
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(encoded.toByteArray()));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "must be an Ed25519 public key: the base64 of its 32 bytes", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
