package io.byteleap.domain.challenge;

import io.byteleap.domain.challenge.UnitTargets.Coordinate;
import io.byteleap.domain.challenge.Work.GpuCheck;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.gpu.GpuProduct;
import io.byteleap.domain.gpu.GpuRowHash;
import io.byteleap.domain.gpu.GpuSeed;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.matrix.RowHash;
import io.byteleap.domain.units.Numbers;
import java.util.List;
import java.util.Optional;

/// What one GPU opened, held against its work.
///
/// The values are those of the coordinates, then row after row; more than that is ignored. Rows are
/// tied to the commitment by their hashes, their values to the work by a sample of columns, and the
/// coordinates by their values alone. A value that is no finite number counts as a wrong one.
final class GpuEvidence {
  private final GpuWork work;
  private final UnitId gpu;
  private final UnitTargets asked;
  private final UnitProof opened;
  private final GpuProduct product;

  private GpuEvidence(GpuWork work, UnitId gpu, UnitTargets asked, UnitProof opened) {
    this.work = work;
    this.gpu = gpu;
    this.asked = asked;
    this.opened = opened;
    this.product = GpuProduct.of(GpuSeed.of(work.matrix().seed(), gpu), work.matrix());
  }

  /// Why the evidence does not do; empty when it does.
  static Optional<Failure> failure(
      GpuWork work, Commitment commitment, UnitTargets asked, UnitProof opened) {
    var evidence = new GpuEvidence(work, commitment.unit(), asked, opened);
    if (!evidence.isComplete()) {
      return Optional.of(Failure.EVIDENCE_MISSING);
    }
    if (!Verification.leadToRoot(commitment, work.size(), opened)) {
      return Optional.of(Failure.ROOT_MISMATCH);
    }
    if (!evidence.rowsHaveTheirHashes()) {
      return Optional.of(Failure.HASH_DIFFERS);
    }
    if (!evidence.coordinatesAgree()) {
      return Optional.of(Failure.COORDINATES_DIFFER);
    }
    return evidence.rowsAgree() ? Optional.empty() : Optional.of(Failure.ROW_DIFFERS);
  }

  /// INVARIANT: what was asked lies within the matrix, so that later steps may index by it.
  private boolean isComplete() {
    int size = work.size();
    boolean within =
        asked.rows().stream().allMatch(row -> row < size)
            && asked.coordinates().stream().allMatch(at -> at.row() < size && at.column() < size);
    long wanted = asked.coordinates().size() + (long) asked.rows().size() * size;
    return within
        && opened.values().count() >= wanted
        && Verification.hasEveryPath(asked.rows(), opened);
  }

  private int startOfRow(int index) {
    return asked.coordinates().size() + index * work.size();
  }

  private boolean rowsHaveTheirHashes() {
    Numbers values = opened.values();
    for (int i = 0; i < asked.rows().size(); i++) {
      Optional<String> hash = GpuRowHash.of(values, startOfRow(i), work.size()).map(RowHash::hex);
      if (!hash.equals(Optional.of(opened.rowHashes().get(i)))) {
        return false;
      }
    }
    return true;
  }

  private boolean coordinatesAgree() {
    GpuCheck check = work.check();
    List<Coordinate> coordinates = asked.coordinates();
    int accepted = 0;
    for (int i = 0; i < coordinates.size(); i++) {
      double expected = product.value(coordinates.get(i).row(), coordinates.get(i).column());
      accepted += check.tolerance().accepts(expected, opened.values().at(i)) ? 1 : 0;
    }
    return check.tolerance().isEnough(accepted, coordinates.size());
  }

  private boolean rowsAgree() {
    GpuCheck check = work.check();
    int[] columns = check.columns().columns(gpu, work.size());
    int[] rows = asked.rows().stream().mapToInt(Integer::intValue).toArray();
    double[][] expected = product.values(rows, columns);
    for (int i = 0; i < rows.length; i++) {
      int accepted = 0;
      for (int j = 0; j < columns.length; j++) {
        double value = opened.values().at(startOfRow(i) + columns[j]);
        accepted += check.tolerance().accepts(expected[i][j], value) ? 1 : 0;
      }
      if (!check.tolerance().isEnough(accepted, columns.length)) {
        return false;
      }
    }
    return true;
  }
}
