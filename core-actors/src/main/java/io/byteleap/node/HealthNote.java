package io.byteleap.node;

/// One of the things that a node depends on, for the actor that knows whether it is there.
public record HealthNote(Health health, String name) {
  public void up(String detail) {
    health.up(name, detail);
  }

  public void down(String detail) {
    health.down(name, detail);
  }
}
