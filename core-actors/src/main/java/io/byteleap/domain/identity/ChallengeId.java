package io.byteleap.domain.identity;

/// Name of one challenge; a UUID when we issue it, opaque when a peer does.
public record ChallengeId(String value) implements Comparable<ChallengeId> {
  private static final int LENGTH_MAX = 128;

  public ChallengeId {
    IdentityText.checked("challenge id", value, LENGTH_MAX);
  }

  @Override
  public int compareTo(ChallengeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
