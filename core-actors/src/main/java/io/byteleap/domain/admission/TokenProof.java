package io.byteleap.domain.admission;

/// Shows that its maker has a token's secret: 32 bytes as 64 hex digits.
public record TokenProof(String hex) {
  private static final int BYTES = 32;

  public TokenProof {
    HexBytes.checked("token proof", hex, BYTES);
  }
}
