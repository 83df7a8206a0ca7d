package io.byteleap.domain.vm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which units a machine gets: exactly as many GPUs as it asked for, near one another where that is
/// possible, and of equal choices the one whose addresses come first.
final class GpuChoice {
  private GpuChoice() {}

  /// Units of together `count` GPUs; none when no units add up to that.
  static List<GpuUnit> of(List<GpuUnit> free, int count) {
    var nodes = free.stream().map(GpuUnit::numaNode).filter(node -> node >= 0).distinct();
    return nodes
        .map(node -> free.stream().filter(unit -> unit.numaNode() == node).toList())
        .sorted(Comparator.comparingInt(GpuChoice::gpus)) // leaves the fuller nodes whole
        .map(near -> exactly(near, count))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> exactly(free, count))
        .orElse(List.of());
  }

  private static int gpus(List<GpuUnit> units) {
    return units.stream().mapToInt(unit -> unit.gpus().size()).sum();
  }

  /// The sums that the first units can make, each with one way to make it: 64 units and GPUs at
  /// most, so that the table stays small.
  private static Optional<List<GpuUnit>> exactly(List<GpuUnit> units, int count) {
    var ways = new ArrayList<Optional<List<GpuUnit>>>();
    ways.add(Optional.of(List.of()));
    for (int sum = 1; sum <= count; sum++) {
      ways.add(Optional.empty());
    }
    for (GpuUnit unit : ordered(units)) {
      for (int sum = count; sum >= unit.gpus().size(); sum--) {
        var rest = ways.get(sum - unit.gpus().size());
        if (ways.get(sum).isEmpty() && rest.isPresent()) {
          ways.set(sum, Optional.of(with(rest.get(), unit)));
        }
      }
    }
    return ways.get(count);
  }

  private static List<GpuUnit> ordered(List<GpuUnit> units) {
    return units.stream()
        .sorted(Comparator.comparing((GpuUnit unit) -> unit.gpus().getFirst()))
        .toList();
  }

  private static List<GpuUnit> with(List<GpuUnit> units, GpuUnit last) {
    return Stream.concat(units.stream(), Stream.of(last)).toList();
  }

  /// The node that all units are on, or [GpuUnit#NO_NODE].
  static int node(List<GpuUnit> units) {
    var nodes = units.stream().map(GpuUnit::numaNode).distinct().toList();
    return nodes.size() == 1 ? nodes.getFirst() : GpuUnit.NO_NODE;
  }
}
