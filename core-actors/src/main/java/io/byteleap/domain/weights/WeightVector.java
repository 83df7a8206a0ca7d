package io.byteleap.domain.weights;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.units.Weight;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a round of scores means for the chain.
public sealed interface WeightVector {
  /// The weights of the miners that have any, by uid.
  record Weights(SortedMap<Uid, Weight> byUid) implements WeightVector {
    public Weights {
      if (byUid.isEmpty()) {
        throw new IllegalArgumentException("a weight vector without weights");
      }
      byUid = Collections.unmodifiableSortedMap(new TreeMap<>(byUid));
    }
  }

  /// Every score is zero: there is nothing to say, and nothing is submitted.
  record NoSignal() implements WeightVector {}

  /// The vector of `round` for the neurons of `uids`; miners that are not among them count nothing.
  ///
  /// The heaviest miner gets 65,535, the others their share of it, rounded half to even; what
  /// rounds to zero is left out. Source: weight normalisation of the Bittensor SDK.
  static WeightVector of(ScoreRound round, Map<Hotkey, Uid> uids) {
    long largest =
        round.miners().stream()
            .filter(miner -> uids.containsKey(miner.hotkey()))
            .mapToLong(miner -> miner.score().numerator())
            .max()
            .orElse(0);
    if (largest == 0) {
      return new NoSignal();
    }
    var weights = new TreeMap<Uid, Weight>();
    for (var miner : round.miners()) {
      var uid = uids.get(miner.hotkey());
      double share = (double) miner.score().numerator() / largest;
      int weight = uid == null ? 0 : (int) Math.rint(share * Weight.MAX);
      if (uid != null && weight > 0) {
        weights.put(uid, new Weight(weight));
      }
    }
    return new Weights(weights);
  }
}
