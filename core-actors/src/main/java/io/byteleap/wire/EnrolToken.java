package io.byteleap.wire;

import org.jspecify.annotations.Nullable;

/// A token with which a worker enrols at a VM gateway, once: whoever has it becomes that worker
/// there. Prints nothing of itself. 1 to 8,192 characters.
public final class EnrolToken {
  private static final int LENGTH_MAX = 8_192;

  private final String text;

  public EnrolToken(String text) {
    if (text.isEmpty() || text.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("token must have 1 to " + LENGTH_MAX + " characters");
    }
    this.text = text;
  }

  /// The token itself; only for the door that sends it on.
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EnrolToken that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "EnrolToken[***]";
  }
}
