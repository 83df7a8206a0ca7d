package io.byteleap.simulate;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.simulation.Results;
import io.byteleap.simulation.Results.OfMiner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What another policy does to everybody's share of the whole weight.
record Comparison(List<Share> shares) {
  /// A miner's share of the weights of all, 0 to 1, by the one policy and by the other.
  record Share(Hotkey hotkey, double before, double after) {
    double difference() {
      return after - before;
    }
  }

  Comparison {
    shares = List.copyOf(shares);
  }

  /// Of the same world under two policies.
  static Comparison of(Results before, Results after) {
    double wholeBefore = whole(before);
    double wholeAfter = whole(after);
    var shares = new ArrayList<Share>();
    for (int i = 0; i < before.miners().size(); i++) {
      var miner = before.miners().get(i);
      shares.add(
          new Share(
              miner.hotkey(),
              miner.weight() / wholeBefore,
              after.miners().get(i).weight() / wholeAfter));
    }
    return new Comparison(shares);
  }

  private static double whole(Results results) {
    return Math.max(1, results.miners().stream().mapToLong(OfMiner::weight).sum());
  }

  /// Those whose share differs most, the largest difference first.
  List<Share> largest(int count) {
    return shares.stream()
        .sorted(
            Comparator.comparingDouble((Share share) -> -Math.abs(share.difference()))
                .thenComparing(Share::hotkey))
        .limit(count)
        .toList();
  }

  /// The part of all weight that goes to somebody else.
  double moved() {
    return shares.stream().mapToDouble(share -> Math.abs(share.difference())).sum() / 2;
  }
}
