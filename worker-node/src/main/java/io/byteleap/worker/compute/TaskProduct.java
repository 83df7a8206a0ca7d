package io.byteleap.worker.compute;

import io.byteleap.domain.challenge.Commitment;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.merkle.MerkleTree;
import java.util.List;
import java.util.Optional;

/// What came of a task: of each unit its commitment and the tree from which it can be opened. At
/// least one unit.
public record TaskProduct(List<OfUnit> units) {
  /// The tree's root is the committed one.
  public record OfUnit(Commitment commitment, MerkleTree tree) {
    public OfUnit {
      if (!commitment.root().equals(tree.root())) {
        throw new IllegalArgumentException("the committed root is not that of the rows");
      }
    }

    UnitId unit() {
      return commitment.unit();
    }
  }

  public TaskProduct {
    if (units.isEmpty()) {
      throw new IllegalArgumentException("a product needs a unit");
    }
    units = List.copyOf(units);
  }

  static TaskProduct ofCpu(MerkleTree tree) {
    return new TaskProduct(List.of(new OfUnit(Commitment.ofCpu(tree.root()), tree)));
  }

  List<Commitment> commitments() {
    return units.stream().map(OfUnit::commitment).toList();
  }

  Optional<OfUnit> of(UnitId unit) {
    return units.stream().filter(each -> each.unit().equals(unit)).findFirst();
  }

  /// Rows of all trees together.
  long leafCount() {
    return units.stream().mapToLong(each -> each.tree().leafCount()).sum();
  }
}
