package io.byteleap.wire.gpu;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.digest.Hex;
import io.byteleap.domain.merkle.MerkleTree;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Numbers;
import java.util.List;

/// What one GPU computed: its commitment, and the hash of every row, 16 lower-case hex digits each.
public record GpuUnitResult(
    int gpuIndex, Commitment commitment, Work work, List<String> rowHashes) {
  private static final int HASH_DIGITS = 16;

  /// How long it took, how often it computed, and the server's own check value.
  public record Work(double millis, int iterations, Label verificationHash) {
    public Work {
      if (!(millis >= 0) || Double.isInfinite(millis) || iterations < 0) {
        throw new IllegalArgumentException("execution_time_ms must be a time");
      }
    }
  }

  public GpuUnitResult {
    if (rowHashes.isEmpty() || rowHashes.size() > GpuTask.MATRIX_SIZE_MAX) {
      throw new IllegalArgumentException("row_hashes must be 1 to " + GpuTask.MATRIX_SIZE_MAX);
    }
    if (!rowHashes.stream().allMatch(hash -> Hex.isHex(hash, HASH_DIGITS))) {
      throw new IllegalArgumentException("row_hashes must be of 16 lower-case hex digits");
    }
    rowHashes = List.copyOf(rowHashes);
  }

  /// The tree over the rows. Its root should be the committed one: who opens rows compares them, so
  /// that a server's mistake is found here and not by a validator.
  public MerkleTree tree() {
    return MerkleTree.of(rowHashes);
  }

  /// The unit's answer to a proof request: hashes of `rows` and their paths in `tree`, with the
  /// `values` that were asked for (coordinates first, then whole rows). Rows outside the matrix are
  /// refused with an [IllegalArgumentException].
  public UnitProof opens(MerkleTree tree, List<Integer> rows, Numbers values) {
    if (rows.stream().anyMatch(row -> row < 0 || row >= rowHashes.size())) {
      throw new IllegalArgumentException("a row outside the matrix");
    }
    return new UnitProof(
        commitment.unit(),
        rows.stream().map(rowHashes::get).toList(),
        rows.stream().map(tree::proof).toList(),
        values);
  }
}
