package io.byteleap.miner.tls;

import io.byteleap.domain.admission.CertificateHash;
import io.byteleap.durable.DurableFile;
import io.byteleap.miner.tls.DoorIdentity.Issuer;
import io.byteleap.tls.PemIdentity;
import io.byteleap.tls.TlsProblem;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.SSLException;

/// The door's certificate in its files, in PEM: the operator's own, or one that is made when it is
/// first needed and then kept, because workers know it by its hash.
public final class DoorCertificate {
  /// Names of the generated files in the miner's data folder.
  static final String CERTIFICATE_FILE = "door-certificate.pem";

  static final String KEY_FILE = "door-key.pem";

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
    var identity = PemIdentity.of(certificate, key);
    var own = identity.certificate();
    try {
      return new DoorIdentity(
          context(identity),
          CertificateHash.of(own.getEncoded()),
          own.getSubjectX500Principal().equals(own.getIssuerX500Principal())
              ? Issuer.ITSELF
              : Issuer.ANOTHER);
    } catch (SSLException | CertificateException e) {
      throw new TlsProblem(certificate + " cannot be used for TLS: " + name(e), e);
    }
  }

  private static SslContext context(PemIdentity identity) throws SSLException {
    return SslContextBuilder.forServer(identity.key(), identity.chainArray())
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .build();
  }

  private static String name(Exception e) {
    return e.getClass().getSimpleName();
  }
}
