package io.byteleap.chain.live;

import io.byteleap.chain.live.PendingReveals.Pending;
import io.byteleap.chain.live.WeightPlan.ByHash;
import io.byteleap.chain.live.WeightPlan.Crv3;
import io.byteleap.chain.live.WeightPlan.Timelocked;
import io.byteleap.chain.live.WeightPlan.TimelockedMechanism;
import io.byteleap.chain.live.WeightPlan.UntilRound;
import io.byteleap.chain.live.WeightPlan.Visible;
import io.byteleap.chain.subtensor.AccountId;
import io.byteleap.chain.subtensor.EpochSchedule.Moment;
import io.byteleap.chain.subtensor.Netuid;
import io.byteleap.chain.subtensor.SubtensorCall;
import io.byteleap.chain.subtensor.SubtensorCall.RevealWeights;
import io.byteleap.chain.subtensor.SubtensorCall.SealedWeights;
import io.byteleap.chain.subtensor.SubtensorCall.UidWeights;
import io.byteleap.chain.subtensor.Timelock;
import io.byteleap.chain.subtensor.WeightCommits;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.port.Chain;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Makes the call that hands in weights, in the form that the subnet takes now.
final class WeightCalls {
  private static final int MECHANISM = 0;
  private static final int SALT_WORDS = 8;
  private static final int WORD_BOUND = 1 << 16;

  private final Netuid netuid;
  private final AccountId account;
  private final Duration blockTime;
  private final Tools tools;

  /// `timelock` is asked for when weights are to be sealed; `chance` must be unpredictable.
  record Tools(InstantSource clock, RandomGenerator chance, Supplier<Timelock.Loading> timelock) {}

  WeightCalls(Netuid netuid, AccountId account, Duration blockTime, Tools tools) {
    this.netuid = netuid;
    this.account = account;
    this.blockTime = blockTime;
    this.tools = tools;
  }

  /// `committed` hears of weights that must be opened by us, should the call get into a block.
  Plan plan(
      WeightPlan.Hiding hiding, UidWeights weights, BlockNumber head, Consumer<Pending> committed) {
    return switch (hiding) {
      case Visible() ->
          new Plan.Send(new SubtensorCall.SetWeights(netuid, weights, WeightPlan.OUR_VERSION));
      case ByHash() -> {
        var pending = committedTo(weights, head);
        committed.accept(pending);
        yield new Plan.Send(new SubtensorCall.CommitWeights(netuid, pending.hash()));
      }
      case UntilRound sealed ->
          switch (tools.timelock().get()) {
            case Timelock.Ready(var timelock) ->
                new Plan.Send(call(sealed, sealed(timelock, sealed, weights, head)));
            case Timelock.Unavailable(var cause) ->
                new Plan.Decided(
                    new Chain.Refused("weights cannot be sealed on this machine: " + cause));
          };
    };
  }

  private Pending committedTo(UidWeights weights, BlockNumber head) {
    List<Integer> salt = tools.chance().ints(SALT_WORDS, 0, WORD_BOUND).boxed().toList();
    return new Pending(
        WeightCommits.hash(account, netuid, weights, salt, WeightPlan.OUR_VERSION),
        head,
        new RevealWeights(netuid, weights, salt, WeightPlan.OUR_VERSION));
  }

  private SealedWeights sealed(
      Timelock timelock, UntilRound until, UidWeights weights, BlockNumber head) {
    var moment = new Moment(head, tools.clock().instant(), blockTime);
    long round = until.schedule().revealRound(moment, until.period());
    var payload = WeightCommits.payload(account, weights, WeightPlan.OUR_VERSION);
    return new SealedWeights(timelock.seal(payload, round, tools.chance()), round);
  }

  private SubtensorCall call(UntilRound until, SealedWeights weights) {
    return switch (until.form()) {
      case Crv3() -> new SubtensorCall.CommitCrv3Weights(netuid, weights);
      case Timelocked(var version) ->
          new SubtensorCall.CommitTimelockedWeights(netuid, weights, version);
      case TimelockedMechanism(var version) ->
          new SubtensorCall.CommitTimelockedMechanismWeights(netuid, MECHANISM, weights, version);
    };
  }
}
