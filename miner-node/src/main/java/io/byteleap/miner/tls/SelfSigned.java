package io.byteleap.miner.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// A certificate for a key of its own on the curve P-256, good for 20 years, that names nobody:
/// those who connect know it by its hash. The fields are put together with Bouncy Castle's ASN.1,
/// keys and signature are the JDK's.
record SelfSigned(X509Certificate certificate, PrivateKey key) {
  private static final String SUBJECT = "CN=byteleap-miner";
  private static final Duration LIFETIME = Duration.ofDays(20 * 365);

  /// Clocks that are a little behind must not take it for a certificate of the future.
  private static final Duration BACKDATED = Duration.ofDays(1);

  private static final int SERIAL_BITS = 127;
  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  static SelfSigned make(Instant now, RandomGenerator random) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var pair = generator.generateKeyPair();
      return new SelfSigned(signed(pair, now, serial(random)), pair.getPrivate());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("BUG: a key on P-256 signs its own certificate", e);
    }
  }

  private static BigInteger serial(RandomGenerator random) {
    var bytes = new byte[SERIAL_BITS / Byte.SIZE + 1];
    random.nextBytes(bytes);
    return new BigInteger(1, bytes).clearBit(SERIAL_BITS).setBit(0);
  }

  private static X509Certificate signed(KeyPair pair, Instant now, BigInteger serial)
      throws GeneralSecurityException, IOException {
    var fields = new V3TBSCertificateGenerator();
    fields.setSerialNumber(new ASN1Integer(serial));
    fields.setIssuer(new X500Name(SUBJECT));
    fields.setSubject(new X500Name(SUBJECT));
    fields.setStartDate(new Time(Date.from(now.minus(BACKDATED))));
    fields.setEndDate(new Time(Date.from(now.plus(LIFETIME))));
    fields.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    fields.setSignature(ALGORITHM);
    var body = fields.generateTBSCertificate();
    var signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(pair.getPrivate());
    signer.update(body.getEncoded(ASN1Encoding.DER));
    var whole =
        new DERSequence(new ASN1Encodable[] {body, ALGORITHM, new DERBitString(signer.sign())});
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole.getEncoded(ASN1Encoding.DER)));
  }
}
