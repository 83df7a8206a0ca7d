package io.byteleap.domain.units;

/// Weight of one neuron as the chain keeps it, 0 to 65,535 (the heaviest).
public record Weight(int value) {
  public static final int MAX = 65_535;

  public Weight {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException("weight outside 0..65535: " + value);
    }
  }
}
