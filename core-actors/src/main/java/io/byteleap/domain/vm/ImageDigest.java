package io.byteleap.domain.vm;

import io.byteleap.domain.digest.Hex;

/// SHA-256 of a base image: 64 lower-case hex digits.
public record ImageDigest(String sha256) {
  private static final int DIGITS = 64;

  public ImageDigest {
    if (!Hex.isHex(sha256, DIGITS)) {
      throw new IllegalArgumentException("image digest must be 64 lower-case hex digits");
    }
  }
}
