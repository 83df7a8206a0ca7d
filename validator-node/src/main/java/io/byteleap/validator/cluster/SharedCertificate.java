package io.byteleap.validator.cluster;

import io.byteleap.durable.DurableFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// One certificate for all processes of a validator, its own authority: for those that share a
/// machine, and for tests. Whoever has its key is in.
public record SharedCertificate(Path certificateFile, Path keyFile) {
  private static final X500Name SUBJECT = new X500Name("CN=byteleap-validator");

  /// Clocks that are a little behind must not take it for a certificate of the future.
  private static final Duration BACKDATED = Duration.ofDays(1);

  private static final int SERIAL_BITS = 127;
  private static final int LINE_LENGTH = 64;
  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  /// Until when it is good, and for the hosts of which nodes.
  public record Terms(List<NodeAddress> nodes, Instant now, Duration life) {
    public Terms {
      nodes = List.copyOf(nodes);
    }
  }

  /// Makes a key on P-256 and its certificate in `folder`.
  public static SharedCertificate makeIn(Path folder, Terms terms) throws IOException {
    var files =
        new SharedCertificate(
            folder.resolve("cluster-certificate.pem"), folder.resolve("cluster-key.pem"));
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var pair = generator.generateKeyPair();
      write(files.keyFile(), "PRIVATE KEY", pair.getPrivate().getEncoded());
      write(files.certificateFile(), "CERTIFICATE", signed(pair, terms));
      return files;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: a key on P-256 signs its own certificate", e);
    }
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(der);
    DurableFile.write(
        file,
        "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n",
        DurableFile.Readers.OWNER);
  }

  private static byte[] signed(KeyPair pair, Terms terms)
      throws GeneralSecurityException, IOException {
    var fields = new V3TBSCertificateGenerator();
    fields.setSerialNumber(new ASN1Integer(new BigInteger(SERIAL_BITS, new SecureRandom())));
    fields.setIssuer(SUBJECT);
    fields.setSubject(SUBJECT);
    fields.setStartDate(new Time(Date.from(terms.now().minus(BACKDATED))));
    fields.setEndDate(new Time(Date.from(terms.now().plus(terms.life()))));
    fields.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    fields.setSignature(ALGORITHM);
    var extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.subjectAlternativeName, false, names(terms.nodes()));
    fields.setExtensions(extensions.generate());
    var body = fields.generateTBSCertificate();
    var signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(pair.getPrivate());
    signer.update(body.getEncoded(ASN1Encoding.DER));
    return new DERSequence(new ASN1Encodable[] {body, ALGORITHM, new DERBitString(signer.sign())})
        .getEncoded(ASN1Encoding.DER);
  }

  private static GeneralNames names(List<NodeAddress> nodes) {
    return new GeneralNames(
        nodes.stream()
            .map(NodeAddress::host)
            .distinct()
            .map(
                host ->
                    new GeneralName(isIp(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
            .toArray(GeneralName[]::new));
  }

  private static boolean isIp(String host) {
    return host.matches("[0-9.]+");
  }
}
