package io.byteleap.domain.identity;

/// Name of one lease of a worker.
public record LeaseId(String value) implements Comparable<LeaseId> {
  private static final int LENGTH_MAX = 64;

  public LeaseId {
    IdentityText.checked("lease id", value, LENGTH_MAX);
  }

  @Override
  public int compareTo(LeaseId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
