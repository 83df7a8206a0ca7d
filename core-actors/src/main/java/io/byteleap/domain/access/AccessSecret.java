package io.byteleap.domain.access;

import java.util.Base64;
import java.util.random.RandomGenerator;

/// The text that its owner shows: `blv_` and 32 random bytes in Base64 without padding. It is
/// printed once, and kept by its owner alone.
public final class AccessSecret {
  private static final String PREFIX = "blv_";
  private static final int BYTES = 32;

  private final String text;

  private AccessSecret(String text) {
    this.text = text;
  }

  public static AccessSecret draw(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new AccessSecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  public TokenHash hash() {
    return TokenHash.of(text);
  }

  /// The text itself; only for the answer that gives it to its owner.
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "***";
  }
}
