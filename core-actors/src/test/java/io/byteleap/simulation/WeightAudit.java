package io.byteleap.simulation;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector.Weights;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/// What validators submit, held against their scores and the calendar of the chain.
public final class WeightAudit {
  private static final double ROUNDING = 1e-9;

  private final World world;

  WeightAudit(World world) {
    this.world = world;
  }

  public void submitted(WeightEpoch epoch, Weights weights, Map<Hotkey, Uid> uids) {
    if (!(epoch.scored() instanceof WeightEpoch.Latest(ScoreRound round))) {
      throw new Broken(Invariant.WEIGHTS_SUM_TO_ONE, "weights without scores");
    }
    double whole = weights.byUid().values().stream().mapToInt(Weight::value).sum();
    double sum = weights.byUid().values().stream().mapToDouble(w -> w.value() / whole).sum();
    if (!(Math.abs(sum - 1) <= ROUNDING)) {
      throw new Broken(Invariant.WEIGHTS_SUM_TO_ONE, "weights sum to " + sum);
    }
    long heaviest =
        round.miners().stream().mapToLong(miner -> miner.score().numerator()).max().orElse(0);
    if (heaviest == 0) {
      throw new Broken(Invariant.WEIGHTS_SUM_TO_ONE, "all scores are zero, and are submitted");
    }
    for (ScoreRound.MinerTotal miner : round.miners()) {
      int is =
          Optional.ofNullable(uids.get(miner.hotkey()))
              .flatMap(uid -> Optional.ofNullable(weights.byUid().get(uid)))
              .map(Weight::value)
              .orElse(0);
      requireShare(miner, heaviest, is);
    }
  }

  /// The weight is the nearest one to the miner's share, to the unit.
  private static void requireShare(ScoreRound.MinerTotal miner, long heaviest, int is) {
    var exact =
        BigInteger.valueOf(miner.score().numerator()).multiply(BigInteger.valueOf(Weight.MAX));
    var given = BigInteger.valueOf(heaviest).multiply(BigInteger.valueOf(is));
    if (exact.subtract(given).abs().compareTo(BigInteger.valueOf(heaviest)) > 0) {
      throw new Broken(
          Invariant.WEIGHTS_SUM_TO_ONE,
          miner.hotkey() + " has weight " + is + " for " + miner.score() + " of " + heaviest);
    }
  }

  void included(BlockNumber last, BlockNumber head, Weights weights) {
    int tempo = world.scenario().pace().scores().tempo();
    if (!last.equals(BlockNumber.GENESIS) && head.since(last) < tempo) {
      throw new Broken(
          Invariant.ONCE_PER_EPOCH,
          "weights of " + weights.byUid().size() + " in block " + head + " after " + last);
    }
  }
}
