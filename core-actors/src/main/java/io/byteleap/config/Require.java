package io.byteleap.config;

import java.time.Duration;

/// What a configured value must be. Refused with [IllegalArgumentException], whose message names
/// the key and the bound, so that [RecordConfig] can say it with file and line.
public final class Require {
  private static final int PORT_MIN = 1_024;
  private static final int PORT_MAX = 65_535;

  private Require() {}

  public static void positive(String key, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(key + " must be positive");
    }
  }

  public static void atLeastOne(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + " must be 1 or more, is " + value);
    }
  }

  public static void within(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(key + " must be " + min + " to " + max + ", is " + value);
    }
  }

  /// A port that peers connect to, which takes no privilege to open.
  public static void peerPort(String key, int value) {
    within(key, value, PORT_MIN, PORT_MAX);
  }
}
