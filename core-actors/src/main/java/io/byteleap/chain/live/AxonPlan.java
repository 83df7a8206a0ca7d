package io.byteleap.chain.live;

import io.byteleap.chain.subtensor.AxonInfo;
import io.byteleap.chain.subtensor.SubtensorCall.ServeAxon;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.port.Chain;
import java.util.List;

/// Whether to tell the chain where we serve: only when it shows something else, and not sooner
/// after the last time than its limit.
final class AxonPlan {
  private AxonPlan() {}

  /// What the chain shows: our last axon or none, its limit in blocks, and its head.
  record Shown(List<AxonInfo> axons, long rateLimit, BlockNumber head) {}

  static Plan of(ServeAxon call, Shown shown) {
    if (shown.axons().stream().anyMatch(call::isShownBy)) {
      return new Plan.Decided(new Chain.Unchanged());
    }
    long last = shown.axons().stream().mapToLong(AxonInfo::block).max().orElse(0);
    long free = last <= 0 ? 0 : last + shown.rateLimit();
    return free > shown.head().value()
        ? new Plan.Decided(
            new Chain.TooEarly(
                new BlockNumber(free),
                "ServingRateLimitExceeded: " + shown.rateLimit() + " blocks between updates"))
        : new Plan.Send(call);
  }
}
