package io.byteleap.miner.tls;

import io.byteleap.domain.admission.CertificateHash;
import io.byteleap.durable.DurableFile;
import io.byteleap.miner.tls.DoorIdentity.Issuer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/// The door's certificate in its files, in PEM: the operator's own, or one that is made when it is
/// first needed and then kept, because workers know it by its hash.
public final class DoorCertificate {
  /// Names of the generated files in the miner's data folder.
  static final String CERTIFICATE_FILE = "door-certificate.pem";

  static final String KEY_FILE = "door-key.pem";

  private static final int SIZE_MAX = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile(
          "(?s).*-----BEGIN PRIVATE KEY-----\\s*([A-Za-z0-9+/=\\s]+?)\\s*-----END PRIVATE"
              + " KEY-----.*");

  /// What is signed to see that key and certificate belong together.
  private static final byte[] TRIAL = "byteleap door".getBytes(StandardCharsets.US_ASCII);

  private DoorCertificate() {}

  /// The one in `folder`, which is made unless it is there.
  public static DoorIdentity generated(Path folder, Instant now) throws TlsProblem {
    Path certificate = folder.resolve(CERTIFICATE_FILE);
    if (!Files.exists(certificate)) {
      var made = SelfSigned.make(now, new SecureRandom());
      try {
        DurableFile.write(
            folder.resolve(KEY_FILE),
            pem("PRIVATE KEY", made.key().getEncoded()),
            DurableFile.Readers.OWNER);
        DurableFile.write(
            certificate,
            pem("CERTIFICATE", made.certificate().getEncoded()),
            DurableFile.Readers.EVERYBODY);
      } catch (IOException | CertificateException e) {
        throw new TlsProblem(folder + " (data_dir) cannot be written: " + name(e), e);
      }
    }
    return of(certificate, folder.resolve(KEY_FILE));
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  /// The operator's own: a chain with the door's certificate first, and its key in PKCS #8.
  public static DoorIdentity of(Path certificate, Path key) throws TlsProblem {
    var chain = chain(certificate);
    var own = chain.getFirst();
    var secret = key(key, own);
    if (!belongTogether(own, secret)) {
      throw new TlsProblem(key + " is not the key of the certificate in " + certificate);
    }
    try {
      return new DoorIdentity(
          context(chain, secret),
          CertificateHash.of(own.getEncoded()),
          own.getSubjectX500Principal().equals(own.getIssuerX500Principal())
              ? Issuer.ITSELF
              : Issuer.ANOTHER);
    } catch (SSLException | CertificateException e) {
      throw new TlsProblem(certificate + " cannot be used for TLS: " + name(e), e);
    }
  }

  private static SslContext context(List<X509Certificate> chain, PrivateKey key)
      throws SSLException {
    return SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .build();
  }

  private static List<X509Certificate> chain(Path file) throws TlsProblem {
    try {
      var chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new TlsProblem(file + " holds no certificate in PEM");
      }
      return chain;
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
      return in.readNBytes(SIZE_MAX);
    } catch (IOException e) {
      throw new TlsProblem(file + " cannot be read: " + name(e), e);
    }
  }

  private static String name(Exception e) {
    return e.getClass().getSimpleName();
  }
}
