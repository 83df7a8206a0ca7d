package io.byteleap.validator.enrolment;

import io.byteleap.durable.DurableFile;
import io.byteleap.durable.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/// The file of a [GatewayKey]: PEM with one unencrypted PKCS#8 key (`BEGIN PRIVATE KEY`), that
/// nobody but its owner can read or write.
final class GatewayKeyFile {
  private static final int SIZE_MAX = 8_192;
  private static final int LINE_LENGTH = 64;
  private static final String CURVE = "secp256r1";
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");

  private GatewayKeyFile() {}

  /// The key in `file`.
  static GatewayKey read(Path file) throws EnrolmentProblem {
    try {
      var fault = SecretFile.fault(file);
      if (fault.isPresent()) {
        throw problem(file, fault.get());
      }
      try (var in = Files.newInputStream(file)) {
        return parsed(file, in.readNBytes(SIZE_MAX + 1));
      }
    } catch (IOException e) {
      throw problem(file, "cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static GatewayKey parsed(Path file, byte[] content) throws EnrolmentProblem {
    if (content.length > SIZE_MAX) {
      throw problem(file, "is longer than " + SIZE_MAX + " bytes");
    }
    var pem = PEM.matcher(new String(content, StandardCharsets.ISO_8859_1));
    Arrays.fill(content, (byte) 0);
    if (!pem.matches()) {
      throw problem(
          file,
          "is not one unencrypted key in PEM that begins with BEGIN PRIVATE KEY"
              + " (openssl pkcs8 -topk8 -nocrypt makes one of others)");
    }
    try {
      byte[] pkcs8 = Base64.getDecoder().decode(pem.group(1).replaceAll("\\s", ""));
      var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      Arrays.fill(pkcs8, (byte) 0);
      return GatewayKey.of((ECPrivateKey) key);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw problem(file, "holds no EC key on P-256");
    }
  }

  /// Makes a key and writes it to `file`, which must not be there.
  static void make(Path file, SecureRandom random) throws EnrolmentProblem {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE), random);
      byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
      String base64 = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(pkcs8);
      DurableFile.write(
          file,
          "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n",
          DurableFile.Readers.OWNER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: every JDK has " + CURVE, e);
    } catch (IOException e) {
      throw problem(file, "cannot be written: " + e.getClass().getSimpleName());
    }
  }

  /// Writes the public half for gateways, unless it is there.
  static void publish(GatewayKey key, Path file) throws EnrolmentProblem {
    String text = key.publicSet().toText() + "\n";
    try {
      if (!Files.exists(file) || !Files.readString(file).equals(text)) {
        DurableFile.write(file, text, DurableFile.Readers.EVERYBODY);
      }
    } catch (IOException e) {
      throw problem(file, "cannot be written: " + e.getClass().getSimpleName());
    }
  }

  private static EnrolmentProblem problem(Path file, String what) {
    return new EnrolmentProblem("enrolment: " + file + " " + what);
  }
}
