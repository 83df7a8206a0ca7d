package io.byteleap.domain.challenge;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleProof;
import io.byteleap.domain.units.Numbers;
import java.util.List;

/// What one unit opens: the hashes of the rows asked for, their paths to the root, and for GPUs the
/// values asked for (coordinates first, then whole rows). All is kept as it came: what is
/// wrong with them is for the verification to say. At most 10,000 rows and 20,000,000 values.
public record UnitProof(
    UnitId unit, List<String> rowHashes, List<MerkleProof> paths, Numbers values) {
  private static final int ROWS_MAX = 10_000;
  private static final int VALUES_MAX = 20_000_000;

  public UnitProof {
    if (rowHashes.size() > ROWS_MAX || paths.size() > ROWS_MAX || values.count() > VALUES_MAX) {
      throw new IllegalArgumentException("a proof of more than was ever asked for");
    }
    rowHashes = List.copyOf(rowHashes);
    paths = List.copyOf(paths);
  }
}
