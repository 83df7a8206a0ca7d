package io.byteleap.simulation;

/// Thrown where a rule is seen broken; the world makes a [Breach] of it.
public final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Invariant invariant;

  public Broken(Invariant invariant, String says) {
    super(says);
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }
}
