package io.byteleap.domain.admission;

/// A signature by a [WorkerKey]: 64 bytes as 128 hex digits.
public record KeySignature(String hex) {
  private static final int BYTES = 64;

  public KeySignature {
    HexBytes.checked("key signature", hex, BYTES);
  }
}
