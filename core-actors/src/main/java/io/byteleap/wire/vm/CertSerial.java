package io.byteleap.wire.vm;

import io.byteleap.domain.digest.Hex;

/// Serial number of a certificate: its bytes without leading zeros (1 to 20, RFC 5280) in
/// lower-case hex. [#UNKNOWN] where nobody said.
public record CertSerial(String hex) {
  public static final CertSerial UNKNOWN = new CertSerial("");

  private static final int DIGITS_MAX = 40;

  public CertSerial {
    if (!Hex.isHex(hex, hex.length()) || hex.length() > DIGITS_MAX || hex.length() % 2 != 0) {
      throw new IllegalArgumentException("certSerial must be 1 to 20 bytes in lower-case hex");
    }
  }

  public boolean isKnown() {
    return !hex.isEmpty();
  }
}
