package io.byteleap.worker.release;

import io.byteleap.domain.digest.Base64Text;
import io.byteleap.durable.SecretFile;
import io.byteleap.worker.update.PublisherKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Set;

/// The publisher's private key (Ed25519) in its file: base64 of PKCS#8, readable by its owner only.
/// It is never shown.
public final class PublisherKeyFile {
  private static final int SIZE_MAX = 1_024;
  private static final int PUBLIC_SIZE = 32;

  private final PrivateKey key;

  private PublisherKeyFile(PrivateKey key) {
    this.key = key;
  }

  /// Makes a key in a new file; what is there is never written over. Returns the public half, which
  /// goes into `update.public_key` of the workers.
  public static PublisherKey make(Path file) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
      String text = Base64Text.encoded(pair.getPrivate().getEncoded()) + "\n";
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
    byte[] encoded = pair.getPublic().getEncoded();
    return new PublisherKey(
        Base64Text.encoded(
            Arrays.copyOfRange(encoded, encoded.length - PUBLIC_SIZE, encoded.length)));
  }

  /// The key in `file`; refused when others may read it.
  public static PublisherKeyFile read(Path file) throws IOException, GeneralSecurityException {
    var fault = SecretFile.fault(file);
    if (fault.isPresent()) {
      throw new IOException(file + " " + fault.get());
    }
    try (var in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(SIZE_MAX), StandardCharsets.US_ASCII).strip();
      return new PublisherKeyFile(
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64Text.decoded(text))));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no key", e);
    }
  }

  /// The signature over exactly these bytes.
  public byte[] sign(byte[] bytes) throws GeneralSecurityException {
    var signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(bytes);
    return signature.sign();
  }

  @Override
  public String toString() {
    return "***";
  }
}
