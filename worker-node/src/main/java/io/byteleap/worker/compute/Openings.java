package io.byteleap.worker.compute;

import io.byteleap.domain.challenge.UnitProof;
import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleProof;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Numbers;
import io.byteleap.wire.Decoded;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What of a product a miner asks to open: rows with their paths, and of GPUs also values. What is
/// asked of units that computed nothing, rows and columns that do not exist, and single values of
/// the processors are left out, as the protocol has it.
final class Openings {
  /// One unit's part.
  record Opening(TaskProduct.OfUnit unit, UnitTargets targets) {
    boolean needsValues() {
      return !unit.unit().equals(UnitId.CPU);
    }

    /// The answer, with the values that were asked for (none of the processors).
    UnitProof with(Numbers values) {
      var paths = targets.rows().stream().map(unit.tree()::proof).toList();
      var hashes = paths.stream().map(MerkleProof::leaf).toList();
      return new UnitProof(unit.unit(), hashes, paths, values);
    }
  }

  private Openings() {}

  /// Refused when nothing is left to open.
  static Decoded<List<Opening>> of(TaskProduct product, List<UnitTargets> asked) {
    Map<UnitId, Opening> openings = new LinkedHashMap<>();
    for (var targets : asked) {
      product
          .of(targets.unit())
          .filter(unit -> canOpen(unit, targets))
          .ifPresent(unit -> openings.putIfAbsent(targets.unit(), new Opening(unit, targets)));
    }
    return openings.isEmpty()
        ? new Decoded.Refused<>(nothing(product))
        : new Decoded.Read<>(List.copyOf(openings.values()));
  }

  private static boolean canOpen(TaskProduct.OfUnit unit, UnitTargets targets) {
    int size = unit.tree().leafCount();
    boolean isCpu = unit.unit().equals(UnitId.CPU);
    boolean exist =
        targets.rows().stream().allMatch(row -> row < size)
            && (isCpu
                || targets.coordinates().stream()
                    .allMatch(at -> at.row() < size && at.column() < size));
    return exist && !(isCpu && targets.rows().isEmpty());
  }

  private static Label nothing(TaskProduct product) {
    String units =
        product.units().stream()
            .map(TaskProduct.OfUnit::unit)
            .map(UnitId::value)
            .collect(Collectors.joining(", "));
    return Label.of(
        "nothing that can be opened is asked for: only rows 0 to %d of unit %s can"
            .formatted(product.units().getFirst().tree().leafCount() - 1, units));
  }
}
