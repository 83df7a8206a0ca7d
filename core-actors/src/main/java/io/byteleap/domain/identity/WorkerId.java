package io.byteleap.domain.identity;

/// Name of a worker, unique under its miner's hotkey. Opaque: never split, never parsed.
public record WorkerId(String value) implements Comparable<WorkerId> {
  private static final int LENGTH_MAX = 128;

  public WorkerId {
    IdentityText.checked("worker id", value, LENGTH_MAX);
  }

  @Override
  public int compareTo(WorkerId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
