package io.byteleap.domain.admission;

import io.byteleap.domain.digest.Sha256;
import java.util.HexFormat;

/// Fingerprint of a certificate: SHA-256 over its DER form, as 64 hex digits.
public record CertificateHash(String hex) {
  static final int BYTES = 32;

  public CertificateHash {
    HexBytes.checked("certificate hash", hex, BYTES);
  }

  public static CertificateHash of(byte[] der) {
    return new CertificateHash(HexFormat.of().formatHex(Sha256.of(der)));
  }

  @Override
  public String toString() {
    return hex;
  }
}
