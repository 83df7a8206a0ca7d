package io.byteleap.domain.identity;

/// Name of one encrypted session between a miner and a validator.
public record SessionId(String value) implements Comparable<SessionId> {
  private static final int LENGTH_MAX = 64;

  public SessionId {
    IdentityText.checked("session id", value, LENGTH_MAX);
  }

  @Override
  public int compareTo(SessionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
