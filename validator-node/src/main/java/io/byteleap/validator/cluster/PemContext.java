package io.byteleap.validator.cluster;

import io.byteleap.validator.cluster.ClusterConfig.TlsFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A TLS context from files in PEM.
///
/// Refused: a file that cannot be read or is longer than 1 MiB, a key that others may read, is not
/// plain PKCS #8 or is of another kind than the certificate's, a certificate that is over.
final class PemContext {
  private static final int SIZE_MAX = 1 << 20;
  private static final char[] NO_PASSWORD = new char[0];
  private static final Pattern KEY =
      Pattern.compile(
          "(?s).*-----BEGIN PRIVATE KEY-----\\s*([A-Za-z0-9+/=\\s]+?)\\s*-----END PRIVATE"
              + " KEY-----.*");
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /// What is signed to see that key and certificate belong together.
  private static final byte[] TRIAL = "byteleap cluster".getBytes(StandardCharsets.US_ASCII);

  private PemContext() {}

  static SSLContext of(TlsFiles files) throws TlsProblem {
    var chain = certificates(files.certificateFile());
    requireValid(files.certificateFile(), chain.getFirst());
    var key = key(files.keyFile(), chain.getFirst());
    if (!belongTogether(chain.getFirst(), key)) {
      throw new TlsProblem(
          files.keyFile() + " is not the key of the certificate in " + files.certificateFile());
    }
    try {
      return context(chain, key, certificates(files.caFile()));
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsProblem(files.certificateFile() + " cannot be used for TLS", e);
    }
  }

  private static SSLContext context(
      List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    var own = keyStore();
    own.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NO_PASSWORD);
    var trusted = keyStore();
    for (X509Certificate authority : authorities) {
      trusted.setCertificateEntry("authority-" + trusted.size(), authority);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore keyStore() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static void requireValid(Path file, X509Certificate certificate) throws TlsProblem {
    try {
      certificate.checkValidity();
    } catch (CertificateException e) {
      throw new TlsProblem(
          file
              + " is good from "
              + certificate.getNotBefore().toInstant()
              + " to "
              + certificate.getNotAfter().toInstant()
              + ", not now",
          e);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws TlsProblem {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new TlsProblem(file + " holds no certificate in PEM");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new TlsProblem(file + " holds no certificate in PEM that can be read", e);
    }
  }

  private static PrivateKey key(Path file, X509Certificate certificate) throws TlsProblem {
    requireOwnersOnly(file);
    var matcher = KEY.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      throw new TlsProblem(
          file
              + " holds no plain key in PKCS #8 (-----BEGIN PRIVATE KEY-----); convert it with:"
              + " openssl pkcs8 -topk8 -nocrypt");
    }
    try {
      return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
          .generatePrivate(
              new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsProblem(file + " is not the key of the certificate beside it", e);
    }
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    try {
      String algorithm =
          switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case String other -> other;
          };
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(TRIAL);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(TRIAL);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static void requireOwnersOnly(Path file) throws TlsProblem {
    try {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
        throw new TlsProblem(file + " can be read or written by others: chmod 600 " + file);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] bytes(Path file) throws TlsProblem {
    try (var in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(SIZE_MAX + 1);
      if (content.length > SIZE_MAX) {
        throw new TlsProblem(file + " is longer than " + SIZE_MAX + " bytes");
      }
      return content;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static TlsProblem unreadable(Path file, IOException e) {
    return new TlsProblem(file + " cannot be read: " + e.getClass().getSimpleName(), e);
  }
}
