package io.byteleap.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// How TLS is set up in memory: who we are, and whom we believe.
public final class TlsContexts {
  private static final char[] NO_PASSWORD = new char[0];

  private TlsContexts() {}

  /// As the holder of `key`, whose certificates are `chain`; believes what `anchors` vouch for.
  public static SSLContext mutual(
      List<X509Certificate> chain, P256Key key, List<X509Certificate> anchors) {
    return context(chain, key.secret(), anchors);
  }

  /// As a server that asks nobody for a certificate.
  public static SSLContext server(List<X509Certificate> chain, P256Key key) {
    return context(chain, key.secret(), chain);
  }

  /// As a server with certificates of an operator's own.
  public static SSLContext server(PemIdentity identity) {
    return context(identity.chain(), identity.key(), identity.chain());
  }

  /// As a client without a certificate that believes `anchors` and nobody else.
  public static SSLContext trusting(List<X509Certificate> anchors) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust(anchors).getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("BUG: every JDK has TLS", e);
    }
  }

  private static SSLContext context(
      List<X509Certificate> chain, PrivateKey key, List<X509Certificate> anchors) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(store, NO_PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trust(anchors).getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("BUG: a key in memory serves TLS", e);
    }
  }

  private static TrustManagerFactory trust(List<X509Certificate> anchors)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < anchors.size(); i++) {
      store.setCertificateEntry("anchor-" + i, anchors.get(i));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }
}
