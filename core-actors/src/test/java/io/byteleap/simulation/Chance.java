package io.byteleap.simulation;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Where all chance of a world comes from: a generator of its own for each purpose, made of the
/// seed and the purpose's name, so that what is left out of a world changes nothing elsewhere.
final class Chance {
  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X128MixRandom");
  private static final long FNV_START = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private Chance() {}

  static RandomGenerator of(long seed, String purpose) {
    long hash = FNV_START;
    for (int i = 0; i < purpose.length(); i++) {
      hash = (hash ^ purpose.charAt(i)) * FNV_PRIME;
    }
    return FACTORY.create(hash ^ Long.rotateLeft(seed * FNV_PRIME, 31));
  }
}
