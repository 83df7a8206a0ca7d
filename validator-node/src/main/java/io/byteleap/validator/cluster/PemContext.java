package io.byteleap.validator.cluster;

import io.byteleap.tls.PemIdentity;
import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.cluster.ClusterConfig.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A TLS context from files in PEM.
///
/// Refused: what a [PemIdentity] refuses, a certificate that is over.
final class PemContext {
  private static final char[] NO_PASSWORD = new char[0];

  private PemContext() {}

  static SSLContext of(TlsFiles files) throws TlsProblem {
    var own = PemIdentity.of(files.certificateFile(), files.keyFile());
    requireValid(files.certificateFile(), own.certificate());
    try {
      return context(own, PemIdentity.certificates(files.caFile()));
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsProblem(files.certificateFile() + " cannot be used for TLS", e);
    }
  }

  private static SSLContext context(PemIdentity identity, List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    var own = keyStore();
    own.setKeyEntry("own", identity.key(), NO_PASSWORD, identity.chainArray());
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
}
