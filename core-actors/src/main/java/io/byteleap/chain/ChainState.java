package io.byteleap.chain;

import io.byteleap.chain.ChainChange.Due;
import io.byteleap.chain.ChainChange.Reveals;
import io.byteleap.chain.ChainChange.Serves;
import io.byteleap.chain.ChainChange.Weighs;
import io.byteleap.chain.ChainRules.AtOnce;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.Uid;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.weights.WeightVector.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What a simulated chain remembers. `served` is the block of a neuron's last axon; `due` is what
/// coming blocks change.
record ChainState(
    ChainRules rules,
    Instant genesis,
    List<Neuron> neurons,
    Map<Uid, Weights> weights,
    Map<Uid, BlockNumber> served,
    List<Due> due) {
  /// Commitments of one validator that may wait to be revealed. Source: the chain.
  private static final int UNREVEALED_MAX = 10;

  private static final Comparator<Neuron> FIRST_TO_GO =
      Comparator.comparing(Neuron::validatorPermit)
          .thenComparing(neuron -> neuron.stake().rao())
          .thenComparing(Neuron::uid);

  ChainState {
    neurons = List.copyOf(neurons);
    weights = Map.copyOf(weights);
    served = Map.copyOf(served);
    due = List.copyOf(due);
  }

  static ChainState genesis(ChainRules rules, Instant now) {
    return new ChainState(rules, now, List.of(), Map.of(), Map.of(), List.of());
  }

  BlockNumber head(Instant now) {
    long passed = Math.max(0, Duration.between(genesis, now).toNanos());
    return new BlockNumber(passed / rules.blockTime().toNanos());
  }

  /// When `block` is the head.
  Instant timeOf(BlockNumber block) {
    return genesis.plusNanos(Math.multiplyExact(rules.blockTime().toNanos(), block.value()));
  }

  Metagraph metagraph(Instant now) {
    return Metagraph.of(head(now), neurons);
  }

  Set<Uid> uids() {
    return neurons.stream().map(Neuron::uid).collect(Collectors.toSet());
  }

  Optional<Weights> weightsOf(Uid validator) {
    return Optional.ofNullable(weights.get(validator));
  }

  /// Block of the neuron's last axon; genesis when it has none.
  BlockNumber servedAt(Uid uid) {
    return served.getOrDefault(uid, BlockNumber.GENESIS);
  }

  boolean mayCommit(Hotkey hotkey) {
    return due.stream()
            .map(Due::change)
            .filter(change -> change instanceof Reveals && change.hotkey().equals(hotkey))
            .count()
        < UNREVEALED_MAX;
  }

  /// What the blocks up to now have made of it.
  ChainState settled(Instant now) {
    var head = head(now);
    var next = this;
    for (var first = next.firstDue(head); first.isPresent(); first = next.firstDue(head)) {
      var remaining = new ArrayList<>(next.due);
      remaining.remove(first.get());
      next = next.with(remaining).after(first.get().change(), first.get().at());
    }
    return next;
  }

  private Optional<Due> firstDue(BlockNumber head) {
    return due.stream()
        .filter(each -> each.at().compareTo(head) <= 0)
        .min(Comparator.comparing(Due::at));
  }

  /// The state that block `at` will make with this change.
  ChainState later(ChainChange change, BlockNumber at) {
    var all = new ArrayList<>(due);
    all.add(new Due(at, change));
    return with(all);
  }

  /// The state after a block with this change; that of a hotkey that is gone changes nothing.
  ChainState after(ChainChange change, BlockNumber block) {
    var known = of(change.hotkey());
    if (known.isEmpty()) {
      return this;
    }
    return switch (change) {
      case Serves(var hotkey, var endpoint) -> serving(hotkey, endpoint, block);
      case Weighs(var hotkey, var set) -> weighing(hotkey, set, block);
      case Reveals(_, var set) -> showing(known.get().uid(), set);
    };
  }

  private Optional<Neuron> of(Hotkey hotkey) {
    return neurons.stream().filter(neuron -> neuron.hotkey().equals(hotkey)).findFirst();
  }

  private ChainState serving(Hotkey hotkey, Endpoint endpoint, BlockNumber block) {
    var next = with(hotkey, neuron -> changed(neuron, endpoint, neuron.lastUpdate()));
    var all = new TreeMap<>(served);
    next.of(hotkey).ifPresent(neuron -> all.put(neuron.uid(), block));
    return new ChainState(rules, genesis, next.neurons, weights, all, due);
  }

  private ChainState weighing(Hotkey hotkey, Weights set, BlockNumber block) {
    var next = with(hotkey, neuron -> changed(neuron, neuron.axon(), block));
    var reveals = new Reveals(hotkey, set);
    return rules.epochs().reveal() instanceof AtOnce
        ? next.after(reveals, block)
        : next.later(reveals, rules.epochs().shown(block));
  }

  private ChainState showing(Uid validator, Weights set) {
    var all = new TreeMap<>(weights);
    all.put(validator, set);
    return new ChainState(rules, genesis, neurons, all, served, due);
  }

  /// Makes `hotkey` a neuron, or changes what it may and owns. Where there is no room, the neuron
  /// goes that has no permit and the least stake, and its uid is the new one's.
  ChainState registered(Hotkey hotkey, boolean validatorPermit, Neuron.Stake stake) {
    var known = of(hotkey);
    if (known.isPresent()) {
      var old = known.get();
      return with(hotkey, _ -> neuron(old.uid(), hotkey, validatorPermit, stake, old));
    }
    var all = new ArrayList<>(neurons);
    var place = new Uid(Math.min(all.size(), rules.room().neuronsMax()));
    var next = this;
    if (all.size() >= rules.room().neuronsMax()) {
      var leaving = all.stream().min(FIRST_TO_GO).orElseThrow();
      all.remove(leaving);
      place = leaving.uid();
      next = without(place);
    }
    all.add(
        new Neuron(place, hotkey, Endpoint.NOWHERE, validatorPermit, stake, BlockNumber.GENESIS));
    all.sort(Comparator.comparing(Neuron::uid));
    return new ChainState(rules, genesis, all, next.weights, next.served, due);
  }

  private static Neuron neuron(
      Uid uid, Hotkey hotkey, boolean validatorPermit, Neuron.Stake stake, Neuron old) {
    return new Neuron(uid, hotkey, old.axon(), validatorPermit, stake, old.lastUpdate());
  }

  private ChainState without(Uid uid) {
    var leftWeights = new TreeMap<>(weights);
    leftWeights.remove(uid);
    var leftServed = new TreeMap<>(served);
    leftServed.remove(uid);
    return new ChainState(rules, genesis, neurons, leftWeights, leftServed, due);
  }

  private static Neuron changed(Neuron neuron, Endpoint axon, BlockNumber lastUpdate) {
    return new Neuron(
        neuron.uid(), neuron.hotkey(), axon, neuron.validatorPermit(), neuron.stake(), lastUpdate);
  }

  private ChainState with(List<Due> next) {
    return new ChainState(rules, genesis, neurons, weights, served, next);
  }

  private ChainState with(Hotkey hotkey, UnaryOperator<Neuron> change) {
    var next =
        neurons.stream()
            .map(neuron -> neuron.hotkey().equals(hotkey) ? change.apply(neuron) : neuron)
            .toList();
    return new ChainState(rules, genesis, next, weights, served, due);
  }
}
