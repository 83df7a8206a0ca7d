package io.byteleap.domain.access;

import io.byteleap.domain.digest.Sha256;
import java.util.regex.Pattern;

/// SHA-256 of an access token's text, which is all that is kept of it: 64 hex digits. The text
/// holds 256 random bits, so that no salt and no slow hash is needed.
public record TokenHash(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public TokenHash {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a token's hash is 64 hex digits");
    }
  }

  public static TokenHash of(String text) {
    return new TokenHash(Sha256.hexOf(text));
  }
}
