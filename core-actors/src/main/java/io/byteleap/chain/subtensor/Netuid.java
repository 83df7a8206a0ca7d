package io.byteleap.chain.subtensor;

/// Number of a subnet, 0 to 65,535.
public record Netuid(int value) {
  private static final int PER_MECHANISM = 4_096;

  public Netuid {
    if (value < 0 || value > 65_535) {
      throw new IllegalArgumentException("netuid outside 0..65535: " + value);
    }
  }

  /// The number under which the chain keeps what belongs to one mechanism of the subnet.
  public Netuid ofMechanism(int mechanism) {
    return new Netuid(Math.addExact(value, Math.multiplyExact(mechanism, PER_MECHANISM)));
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
