package io.byteleap.chain.live;

import io.byteleap.chain.subtensor.EpochSchedule;
import io.byteleap.chain.subtensor.EpochSchedule.RevealPeriod;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.port.Chain;

/// How a subnet takes weights now, by its parameters and the runtime's calls.
///
/// `lastUpdate` is the block of our last weights (0: none), `rateLimit` the blocks that must pass
/// after it, `versionKey` the unsigned number of the software that the subnet asks for.
record WeightPlan(long lastUpdate, long rateLimit, long versionKey, Hiding hiding) {
  /// The number of the software that the weights are made like. Source: the SDK, 9.10.0.
  static final long OUR_VERSION = 9_010_000;

  /// Whether weights are visible at once, and if not, what hides them.
  sealed interface Hiding {}

  /// `set_weights`.
  record Visible() implements Hiding {}

  /// A hash, which is opened by us in a later epoch: commit-reveal version 2.
  record ByHash() implements Hiding {}

  /// Sealed until a round of the beacon, when the chain opens them itself.
  record UntilRound(Form form, EpochSchedule schedule, RevealPeriod period) implements Hiding {}

  /// The calls that take sealed weights.
  sealed interface Form {}

  record Crv3() implements Form {}

  record Timelocked(int version) implements Form {}

  record TimelockedMechanism(int version) implements Form {}

  /// What it comes to.
  sealed interface Verdict {}

  record Go(Hiding hiding) implements Verdict {}

  record Stop(Chain.Outcome outcome) implements Verdict {}

  Verdict verdict(BlockNumber head) {
    if (Long.compareUnsigned(versionKey, OUR_VERSION) > 0) {
      return new Stop(
          new Chain.Refused(
              "IncorrectWeightVersionKey: the subnet asks for version "
                  + Long.toUnsignedString(versionKey)
                  + ", this is "
                  + OUR_VERSION));
    }
    if (lastUpdate > 0 && head.value() - lastUpdate < rateLimit) {
      String name =
          hiding instanceof Visible ? "SettingWeightsTooFast" : "CommittingWeightsTooFast";
      return new Stop(
          new Chain.TooEarly(
              new BlockNumber(lastUpdate + rateLimit),
              name + ": " + rateLimit + " blocks between updates"));
    }
    return new Go(hiding);
  }
}
