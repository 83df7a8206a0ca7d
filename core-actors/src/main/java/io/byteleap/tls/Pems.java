package io.byteleap.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Text form of keys, certificates and signing requests (RFC 7468): lines of 64 characters.
public final class Pems {
  private static final int LINE_LENGTH = 64;
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});

  private Pems() {}

  /// One block of `kind`, such as `CERTIFICATE`.
  public static String text(String kind, byte[] der) {
    return "-----BEGIN "
        + kind
        + "-----\n"
        + LINES.encodeToString(der)
        + "\n-----END "
        + kind
        + "-----\n";
  }

  /// Certificates one after the other.
  public static String text(List<X509Certificate> certificates) {
    return certificates.stream().map(Pems::text).collect(Collectors.joining());
  }

  private static String text(X509Certificate certificate) {
    try {
      return text("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("BUG: a certificate that was read has a form", e);
    }
  }

  /// The content of the only block, which must be of `kind`.
  static byte[] content(String kind, String text) throws TlsProblem {
    var block =
        Pattern.compile(
            "\\s*-----BEGIN %1$s-----\\s+([A-Za-z0-9+/=\\s]+?)\\s+-----END %1$s-----\\s*"
                .formatted(kind));
    var matcher = block.matcher(text);
    if (!matcher.matches()) {
      throw new TlsProblem("not one block of PEM that begins with BEGIN " + kind);
    }
    try {
      return Base64.getMimeDecoder().decode(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw new TlsProblem("a block of PEM that is no base64", e);
    }
  }

  /// All certificates in `text`, at least one.
  public static List<X509Certificate> certificates(String text) throws TlsProblem {
    try {
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new TlsProblem("no certificate in PEM");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new TlsProblem("a certificate in PEM that cannot be read", e);
    }
  }
}
