package io.byteleap.domain.challenge;

import java.util.List;

/// The openings of all units of one challenge, at most one a unit.
public record Proof(List<UnitProof> units) {
  public Proof {
    if (units.stream().map(UnitProof::unit).distinct().count() != units.size()) {
      throw new IllegalArgumentException("two proofs for one unit");
    }
    units = List.copyOf(units);
  }
}
