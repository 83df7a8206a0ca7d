package io.byteleap.domain.identity;

/// Name of one computing unit of a worker: [#CPU] for all its processor cores together, else the
/// UUID of one GPU. Source: `uuid` of a commitment in the worker protocol.
public record UnitId(String value) implements Comparable<UnitId> {
  public static final UnitId CPU = new UnitId("-1");

  private static final int LENGTH_MAX = 64;

  public UnitId {
    IdentityText.checked("unit id", value, LENGTH_MAX);
  }

  @Override
  public int compareTo(UnitId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
