package io.byteleap.domain.identity;

/// Public name of a miner or validator: its key's SS58 address. Opaque: never split, never parsed.
public record Hotkey(String value) implements Comparable<Hotkey> {
  private static final int LENGTH_MAX = 64;

  public Hotkey {
    IdentityText.checked("hotkey", value, LENGTH_MAX);
  }

  @Override
  public int compareTo(Hotkey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
