package io.byteleap.chain.metadata;

/// Place of a type in the registry.
public record TypeId(int value) {
  @Override
  public String toString() {
    return "type " + value;
  }
}
