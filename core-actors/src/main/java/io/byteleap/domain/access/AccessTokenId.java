package io.byteleap.domain.access;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Name of an access token, which is no secret: 16 hex digits.
public record AccessTokenId(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

  public AccessTokenId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a token's id is 16 hex digits");
    }
  }

  public static AccessTokenId draw(RandomGenerator random) {
    return new AccessTokenId("%016x".formatted(random.nextLong()));
  }

  @Override
  public String toString() {
    return value;
  }
}
