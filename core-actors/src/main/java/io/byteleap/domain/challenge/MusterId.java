package io.byteleap.domain.challenge;

import io.byteleap.domain.identity.RandomUuid;
import java.util.random.RandomGenerator;

/// Names one muster: 1 to 64 characters, a UUID where it is drawn.
public record MusterId(String value) {
  private static final int LENGTH_MAX = 64;

  public MusterId {
    if (value.isEmpty() || value.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("the name of a muster has 1 to 64 characters");
    }
  }

  public static MusterId draw(RandomGenerator random) {
    return new MusterId(RandomUuid.draw(random).toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
