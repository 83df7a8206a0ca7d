package io.byteleap.tls;

import io.byteleap.durable.SecretFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// Who somebody is in TLS: a chain of certificates, their own first, and its key. Read from files
/// in PEM (RFC 7468), the key in plain PKCS #8.
///
/// Refused: a file that cannot be read or is longer than 1 MiB, a key that is not its owner's
/// alone, a key of another form, a key that does not belong to the certificate.
public record PemIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final int SIZE_MAX = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile(
          "(?s).*-----BEGIN PRIVATE KEY-----\\s*([A-Za-z0-9+/=\\s]+?)\\s*-----END PRIVATE"
              + " KEY-----.*");

  /// What is signed to see that key and certificate belong together.
  private static final byte[] TRIAL = "byteleap".getBytes(StandardCharsets.US_ASCII);

  public PemIdentity {
    chain = List.copyOf(chain);
  }

  public static PemIdentity of(Path certificate, Path key) throws TlsProblem {
    requireOwners(key);
    var chain = certificates(certificate);
    var secret = key(key, chain.getFirst());
    if (!belongTogether(chain.getFirst(), secret)) {
      throw new TlsProblem(key + " is not the key of the certificate in " + certificate);
    }
    return new PemIdentity(chain, secret);
  }

  /// A key's file must be its owner's alone.
  public static void requireOwners(Path key) throws TlsProblem {
    try {
      var fault = SecretFile.fault(key);
      if (fault.isPresent()) {
        throw new TlsProblem(key + " " + fault.get());
      }
    } catch (IOException e) {
      throw unreadable(key, e);
    }
  }

  /// Its own certificate.
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /// As [X509Certificate]s are wanted by those who set up TLS.
  public X509Certificate[] chainArray() {
    return chain.toArray(X509Certificate[]::new);
  }

  /// All certificates in a file, at least one.
  public static List<X509Certificate> certificates(Path file) throws TlsProblem {
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

  /// Shows whose it is, and nothing of the key.
  @Override
  public String toString() {
    return "PemIdentity[" + certificate().getSubjectX500Principal() + "]";
  }
}
