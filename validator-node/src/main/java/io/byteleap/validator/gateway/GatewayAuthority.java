package io.byteleap.validator.gateway;

import io.byteleap.durable.DurableFile;
import io.byteleap.tls.Authority;
import io.byteleap.tls.P256Key;
import io.byteleap.tls.PemIdentity;
import io.byteleap.tls.Pems;
import io.byteleap.tls.TlsContexts;
import io.byteleap.tls.TlsProblem;
import io.byteleap.wire.vm.CertSerial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gateway's certificate authority, in two files: its certificate, which is no secret and is
/// what operators give their workers, and its key, readable by the validator's user only. Both are
/// made when they are not there. The certificates of the gateway's own servers are issued at every
/// start and are in no file.
public final class GatewayAuthority {
  static final String CERTIFICATE_FILE = "gateway-ca.pem";
  static final String KEY_FILE = "gateway-ca.key.pem";

  private static final Logger LOG = LoggerFactory.getLogger(GatewayAuthority.class);
  private static final String NAME = "byteleap-gateway";
  private static final Duration LIFE = Duration.ofDays(20 * 365);
  private static final Duration SERVER_LIFE = Duration.ofDays(2 * 365);

  private final Authority authority;

  private GatewayAuthority(Authority authority) {
    this.authority = authority;
  }

  /// The authority in `folder`.
  public static GatewayAuthority open(Path folder, Instant now, RandomGenerator random)
      throws TlsProblem {
    Path certificate = folder.resolve(CERTIFICATE_FILE);
    Path key = folder.resolve(KEY_FILE);
    try {
      if (!Files.exists(key) && !Files.exists(certificate)) {
        var made =
            Authority.make(
                NAME, P256Key.draw(), new Authority.Validity(now, now.plus(LIFE)), random);
        DurableFile.write(key, made.keyPem(), DurableFile.Readers.OWNER);
        DurableFile.write(
            certificate, Pems.text(List.of(made.certificate())), DurableFile.Readers.EVERYBODY);
        LOG.info("certificate authority of the gateway made, file={}", certificate);
      }
      PemIdentity.requireOwners(key);
      var own = PemIdentity.certificates(certificate).getFirst();
      return new GatewayAuthority(
          Authority.of(own, P256Key.of(Files.readString(key), own.getPublicKey()), random));
    } catch (IOException e) {
      throw new TlsProblem(folder + " cannot be used: " + e.getClass().getSimpleName(), e);
    } catch (TlsProblem e) {
      throw new TlsProblem("gateway: " + certificate + " and its key: " + e.getMessage(), e);
    }
  }

  public X509Certificate certificate() {
    return authority.certificate();
  }

  /// A server that is reached as `host`; it asks nobody for a certificate.
  SSLContext server(String host, Instant now) {
    var key = P256Key.draw();
    return TlsContexts.server(List.of(serverCertificate(host, key, now)), key);
  }

  /// A server that is reached as `host` and believes this authority's clients only.
  SSLContext mutualServer(String host, Instant now) {
    var key = P256Key.draw();
    return TlsContexts.mutual(
        List.of(serverCertificate(host, key, now)), key, List.of(authority.certificate()));
  }

  private X509Certificate serverCertificate(String host, P256Key key, Instant now) {
    return authority.issue(
        host,
        key.publicKey(),
        new Authority.Validity(now, now.plus(SERVER_LIFE)),
        new Authority.Server(List.of(host)));
  }

  /// A certificate for a worker.
  X509Certificate issue(String worker, PublicKey key, Instant now, Duration life) {
    return authority.issue(
        worker, key, new Authority.Validity(now, now.plus(life)), new Authority.Client());
  }

  static CertSerial serialOf(X509Certificate certificate) {
    byte[] bytes = certificate.getSerialNumber().toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    return new CertSerial(HexFormat.of().formatHex(bytes, from, bytes.length));
  }
}
