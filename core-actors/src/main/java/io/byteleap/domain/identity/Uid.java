package io.byteleap.domain.identity;

/// Index of a neuron in its subnet, 0 to 65,535.
public record Uid(int value) implements Comparable<Uid> {
  public Uid {
    if (value < 0 || value > 65_535) {
      throw new IllegalArgumentException("uid outside 0..65535: " + value);
    }
  }

  @Override
  public int compareTo(Uid other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
