package io.byteleap.domain.rental;

import java.util.Locale;

/// Whether the worker's device key made the signature of a hand-over.
public enum HandoverProof {
  VERIFIED,
  FALSE_SIGNATURE;

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
