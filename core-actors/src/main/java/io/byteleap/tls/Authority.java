package io.byteleap.tls;

import io.byteleap.domain.units.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Issues certificates for keys on P-256 in one name: its own, of which it is made, those of
/// servers, of clients, and of those who are both. The fields are put together with Bouncy
/// Castle's ASN.1, keys and signatures are the JDK's.
public final class Authority {
  static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  /// Clocks that are a little behind must not take a certificate for one of the future.
  private static final Duration BACKDATED = Duration.ofMinutes(5);

  private static final int SERIAL_BITS = 127;

  private final X509Certificate certificate;
  private final P256Key key;
  private final X500Name issuer;
  private final RandomGenerator random;

  /// From when (five minutes earlier, for the clocks' sake) until when a certificate is good.
  public record Validity(Instant from, Instant until) {}

  /// What a certificate is for.
  public sealed interface Use {}

  /// A server that is reached at these names and addresses.
  public record Server(List<String> hosts) implements Use {
    public Server {
      hosts = List.copyOf(hosts);
    }
  }

  public record Client() implements Use {}

  /// Somebody who calls others and is called at these names and addresses.
  public record Peer(List<String> hosts) implements Use {
    public Peer {
      hosts = List.copyOf(hosts);
    }
  }

  private record Issuer() implements Use {}

  private Authority(
      X509Certificate certificate, P256Key key, X500Name issuer, RandomGenerator random) {
    this.certificate = certificate;
    this.key = key;
    this.issuer = issuer;
    this.random = random;
  }

  /// A new authority with a certificate of its own making.
  public static Authority make(
      String name, P256Key key, Validity validity, RandomGenerator random) {
    var issuer = SigningRequest.name(name);
    var own = certificate(issuer, issuer, key, key.publicKey(), validity, new Issuer(), random);
    return new Authority(own, key, issuer, random);
  }

  /// The authority of a certificate and its key. Refused: a certificate that may issue none.
  public static Authority of(X509Certificate certificate, P256Key key, RandomGenerator random)
      throws TlsProblem {
    if (certificate.getBasicConstraints() < 0) {
      throw new TlsProblem("the authority's certificate is not that of an authority");
    }
    var issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    return new Authority(certificate, key, issuer, random);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /// The secret half of its key in PEM, for the file that keeps it.
  public String keyPem() {
    return key.pem();
  }

  /// A certificate for `subject`, who holds `key`; its serial number is drawn.
  public X509Certificate issue(String subject, PublicKey key, Validity validity, Use use) {
    return certificate(issuer, SigningRequest.name(subject), this.key, key, validity, use, random);
  }

  private static X509Certificate certificate(
      X500Name issuer,
      X500Name subject,
      P256Key signer,
      PublicKey key,
      Validity validity,
      Use use,
      RandomGenerator random) {
    try {
      var fields = new V3TBSCertificateGenerator();
      fields.setSerialNumber(new ASN1Integer(serial(random)));
      fields.setIssuer(issuer);
      fields.setSubject(subject);
      fields.setStartDate(new Time(Date.from(validity.from().minus(BACKDATED))));
      fields.setEndDate(new Time(Date.from(validity.until())));
      fields.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
      fields.setSignature(ALGORITHM);
      fields.setExtensions(extensions(use).generate());
      var body = fields.generateTBSCertificate();
      byte[] signature = signer.signed(Bytes.copyOf(body.getEncoded(ASN1Encoding.DER)));
      var whole =
          new DERSequence(new ASN1Encodable[] {body, ALGORITHM, new DERBitString(signature)});
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole.getEncoded(ASN1Encoding.DER)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("BUG: a certificate in memory has a form", e);
    }
  }

  private static BigInteger serial(RandomGenerator random) {
    var bytes = new byte[SERIAL_BITS / Byte.SIZE + 1];
    random.nextBytes(bytes);
    return new BigInteger(1, bytes).clearBit(SERIAL_BITS).setBit(SERIAL_BITS - 1);
  }

  private static ExtensionsGenerator extensions(Use use) throws IOException {
    var extensions = new ExtensionsGenerator();
    switch (use) {
      case Issuer() -> {
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        extensions.addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      }
      case Server(var hosts) -> {
        purpose(extensions, KeyPurposeId.id_kp_serverAuth);
        names(extensions, hosts);
      }
      case Client() -> purpose(extensions, KeyPurposeId.id_kp_clientAuth);
      case Peer(var hosts) -> {
        purpose(extensions, KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
        names(extensions, hosts);
      }
    }
    return extensions;
  }

  private static void names(ExtensionsGenerator extensions, List<String> hosts) throws IOException {
    extensions.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(hosts.stream().map(Authority::name).toArray(GeneralName[]::new)));
  }

  private static void purpose(ExtensionsGenerator extensions, KeyPurposeId... purposes)
      throws IOException {
    extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    extensions.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
  }

  private static GeneralName name(String host) {
    boolean isAddress = host.matches("[0-9.]+") || host.contains(":");
    return new GeneralName(
        isAddress ? GeneralName.iPAddress : GeneralName.dNSName,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
  }
}
