package io.byteleap.chain;

import io.byteleap.chain.ChainChange.Reveals;
import io.byteleap.chain.ChainChange.Serves;
import io.byteleap.chain.ChainChange.Weighs;
import io.byteleap.chain.ChainFault.Away;
import io.byteleap.chain.ChainFault.Call;
import io.byteleap.chain.ChainFault.Drops;
import io.byteleap.chain.ChainFault.Late;
import io.byteleap.chain.ChainFault.LosesAnswers;
import io.byteleap.chain.ChainFault.Refuses;
import io.byteleap.chain.ChainRules.After;
import io.byteleap.chain.ChainRules.AtOnce;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.port.Chain;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a simulated chain makes of something that is handed in: the outcome, when it is known, and
/// the state after it (the same when nothing changes).
record ChainVerdict(Chain.Outcome outcome, Instant at, ChainState after) {
  static ChainVerdict of(
      ChainChange change, ChainState state, List<ChainFault> faults, Instant now) {
    var head = state.head(now);
    return said(change, state, faults, now)
        .map(outcome -> new ChainVerdict(outcome, now, state))
        .orElseGet(() -> taken(change, state, faults, head, now));
  }

  /// Why the chain can neither be read nor reached, if it cannot.
  static Optional<String> away(List<ChainFault> faults, BlockNumber head) {
    return holding(faults, head, Away.class).map(_ -> "the simulated chain is away, block=" + head);
  }

  private static <F extends ChainFault> Optional<F> holding(
      List<ChainFault> faults, BlockNumber head, Class<F> kind) {
    return faults.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(fault -> fault.span().holds(head))
        .findFirst();
  }

  /// What is said at once: the chain is away, has it already, or says no.
  private static Optional<Chain.Outcome> said(
      ChainChange change, ChainState state, List<ChainFault> faults, Instant now) {
    var head = state.head(now);
    var away = away(faults, head);
    if (away.isPresent()) {
      return away.map(Chain.Unreachable::new);
    }
    var refusal = holding(faults, head, Refuses.class);
    if (refusal.isPresent() && refusal.get().call() == callOf(change)) {
      return refusal.map(refuses -> new Chain.Refused(refuses.error()));
    }
    var own = state.metagraph(now).of(change.hotkey());
    return own.isEmpty()
        ? Optional.of(new Chain.Refused("HotKeyNotRegisteredInSubNet"))
        : judged(change, state, own.get(), head);
  }

  private static Call callOf(ChainChange change) {
    return switch (change) {
      case Serves _ -> Call.SERVE_AXON;
      case Weighs _, Reveals _ -> Call.SET_WEIGHTS;
    };
  }

  private static Optional<Chain.Outcome> judged(
      ChainChange change, ChainState state, Neuron own, BlockNumber head) {
    return switch (change) {
      case Serves(_, var endpoint) when own.axon().equals(endpoint) ->
          Optional.of(new Chain.Unchanged());
      case Serves _ -> servingRefusal(state, own, head).map(Chain.Refused::new);
      case Weighs(_, var weights) -> refusal(state, own, head, weights).map(Chain.Refused::new);
      case Reveals _ -> throw new IllegalStateException("BUG: nobody hands in " + change);
    };
  }

  private static Optional<String> servingRefusal(ChainState state, Neuron own, BlockNumber head) {
    int limit = state.rules().servingRateLimit();
    var last = state.servedAt(own.uid());
    boolean tooSoon = !last.equals(BlockNumber.GENESIS) && head.since(last) < limit;
    return tooSoon ? Optional.of(tooFast(Call.SERVE_AXON.tooFast(), limit)) : Optional.empty();
  }

  /// Why the chain does not take these weights, if it does not; in the order of the real chain.
  private static Optional<String> refusal(
      ChainState state, Neuron own, BlockNumber head, Weights weights) {
    var rules = state.rules().weights();
    if (!own.stake().isAtLeast(rules.stakeMin())) {
      return Optional.of("NotEnoughStakeToSetWeights");
    }
    if (head.since(own.lastUpdate()) < rules.rateLimit()) {
      return Optional.of(tooFast(nameOfTooFast(state.rules()), rules.rateLimit()));
    }
    if (!own.validatorPermit()) {
      return Optional.of("NeuronNoValidatorPermit");
    }
    if (!state.uids().containsAll(weights.byUid().keySet())) {
      return Optional.of("UidVecContainInvalidOne");
    }
    if (weights.byUid().size() < Math.min(rules.countMin(), state.neurons().size())) {
      return Optional.of("WeightVecLengthIsLow");
    }
    return state.mayCommit(own.hotkey())
        ? Optional.empty()
        : Optional.of("TooManyUnrevealedCommits");
  }

  private static String nameOfTooFast(ChainRules rules) {
    return switch (rules.epochs().reveal()) {
      case AtOnce() -> Call.SET_WEIGHTS.tooFast();
      case After _ -> "CommittingWeightsTooFast";
    };
  }

  private static String tooFast(String name, int limit) {
    return name + ": " + limit + " blocks between updates";
  }

  private static ChainVerdict taken(
      ChainChange change,
      ChainState state,
      List<ChainFault> faults,
      BlockNumber head,
      Instant now) {
    var next = plus(head, 1);
    if (holding(faults, head, Drops.class).isPresent()) {
      int pending = WeightEpoch.BLOCKS_PENDING;
      return new ChainVerdict(
          new Chain.Unreachable("not in a block after " + pending + " blocks"),
          state.timeOf(plus(head, pending)),
          state);
    }
    if (holding(faults, head, LosesAnswers.class).isPresent()) {
      return new ChainVerdict(
          new Chain.Unreachable("the chain's answer was lost"), now, state.after(change, next));
    }
    return holding(faults, head, Late.class)
        .map(late -> late(change, state, plus(next, late.blocks())))
        .orElseGet(
            () -> new ChainVerdict(new Chain.Included(next), now, state.after(change, next)));
  }

  private static ChainVerdict late(ChainChange change, ChainState state, BlockNumber block) {
    return new ChainVerdict(
        new Chain.Included(block), state.timeOf(block), state.later(change, block));
  }

  private static BlockNumber plus(BlockNumber block, long count) {
    return new BlockNumber(block.value() + count);
  }
}
