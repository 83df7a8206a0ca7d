package io.byteleap.domain.exact;

import io.byteleap.domain.identity.RandomUuid;
import java.util.random.RandomGenerator;

/// Names one round secret, so that what was handed out under it is judged under it: a UUID, which
/// says nothing of the secret.
public record SecretId(String value) {
  private static final int LENGTH_MAX = 64;

  public SecretId {
    if (value.isEmpty() || value.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("the name of a secret has 1 to 64 characters");
    }
  }

  public static SecretId draw(RandomGenerator random) {
    return new SecretId(RandomUuid.draw(random).toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
