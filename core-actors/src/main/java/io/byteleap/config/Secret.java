package io.byteleap.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A text that must not be shown: it prints as `***` and cannot be serialised.
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  public static Secret of(String text) {
    return new Secret(text);
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  /// Whether `candidate` is this secret, in a time that does not depend on where they differ.
  public boolean matches(String candidate) {
    return !text.isEmpty()
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  /// The text itself; only for the door that needs it.
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "***";
  }
}
