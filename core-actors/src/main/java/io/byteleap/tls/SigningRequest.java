package io.byteleap.tls;

import io.byteleap.domain.units.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// A request for a certificate (PKCS #10, RFC 2986) for a key on P-256, signed with it: whose the
/// certificate is to be (its common name), and the key.
public record SigningRequest(String commonName, PublicKey key) {
  private static final String KIND = "CERTIFICATE REQUEST";

  /// The request of `key`'s holder, in PEM.
  public static String pem(String commonName, P256Key key) {
    try {
      var info =
          new CertificationRequestInfo(
              name(commonName),
              SubjectPublicKeyInfo.getInstance(key.publicKey().getEncoded()),
              new DERSet());
      byte[] signature = key.signed(Bytes.copyOf(info.getEncoded(ASN1Encoding.DER)));
      var request =
          new CertificationRequest(info, Authority.ALGORITHM, new DERBitString(signature));
      return Pems.text(KIND, request.getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalStateException("BUG: a request in memory has a form", e);
    }
  }

  static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  /// The request in `pem`. Refused: one without its one common name, one for a key that is not on
  /// P-256, one that the key's holder did not sign.
  public static SigningRequest read(String pem) throws TlsProblem {
    try {
      var request = CertificationRequest.getInstance(Pems.content(KIND, pem));
      var info = request.getCertificationRequestInfo();
      var key =
          KeyFactory.getInstance("EC")
              .generatePublic(
                  new X509EncodedKeySpec(
                      info.getSubjectPublicKeyInfo().getEncoded(ASN1Encoding.DER)));
      String signature = HexFormat.of().formatHex(request.getSignature().getOctets());
      boolean isSigned =
          request.getSignatureAlgorithm().getAlgorithm().equals(Authority.ALGORITHM.getAlgorithm())
              && P256Key.verifies(key, Bytes.copyOf(info.getEncoded(ASN1Encoding.DER)), signature);
      if (!P256Key.isOnCurve(key) || !isSigned) {
        throw new TlsProblem("the signing request is not signed by its own key on P-256");
      }
      return new SigningRequest(commonName(info.getSubject()), key);
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw new TlsProblem("the signing request cannot be read", e);
    }
  }

  private static String commonName(X500Name subject) throws TlsProblem {
    var names = subject.getRDNs(BCStyle.CN);
    if (names.length != 1) {
      throw new TlsProblem("the signing request has not one common name");
    }
    return IETFUtils.valueToString(names[0].getFirst().getValue());
  }
}
