package io.byteleap.simulation.actors;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.domain.subnet.Metagraph;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.domain.subnet.Neuron.Stake;
import io.byteleap.domain.weights.WeightVector.Weights;
import io.byteleap.port.Chain;
import io.byteleap.simulation.SimChain;
import io.byteleap.simulation.Validator;
import io.byteleap.simulation.World;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/// The world's chain as a node sees it. All validators have a permit and enough stake, and serve at
/// an address that nobody dials.
final class ChainEdge implements Chain {
  private static final Stake VALIDATORS_STAKE = Stake.ofTao(100_000);
  private static final Stake MINERS_STAKE = Stake.ofTao(1);
  private static final int PORT = 9_000;

  private final World world;

  ChainEdge(World world) {
    this.world = world;
  }

  @Override
  public CompletionStage<Reading> metagraph() {
    var chain = world.subnet().chain();
    return CompletableFuture.completedFuture(
        chain.isAway() ? new Unseen("the chain is away") : new Seen(metagraph(chain)));
  }

  private Metagraph metagraph(SimChain chain) {
    Set<Hotkey> validators =
        world.subnet().validators().stream().map(Validator::hotkey).collect(Collectors.toSet());
    var neurons = new ArrayList<Neuron>();
    chain
        .view(world.subnet().validators().getFirst().hotkey())
        .uids()
        .forEach(
            (hotkey, uid) -> {
              boolean validates = validators.contains(hotkey);
              neurons.add(
                  new Neuron(
                      uid,
                      hotkey,
                      validates ? new Endpoint("10.0.0.1", PORT + uid.value()) : Endpoint.NOWHERE,
                      validates,
                      validates ? VALIDATORS_STAKE : MINERS_STAKE,
                      chain.view(hotkey).lastUpdate()));
            });
    return Metagraph.of(chain.head(), neurons);
  }

  /// Where a node serves is not simulated: everybody knows.
  @Override
  public CompletionStage<Outcome> serveAxon(Hotkey own, Endpoint endpoint) {
    return CompletableFuture.completedFuture(new Unchanged());
  }

  @Override
  public CompletionStage<Outcome> setWeights(Hotkey own, Weights weights) {
    var outcome = new CompletableFuture<Outcome>();
    world
        .subnet()
        .chain()
        .submit(
            own,
            weights,
            word ->
                outcome.complete(
                    switch (word) {
                      case SimChain.Included(var block) -> new Included(block);
                      case SimChain.Unreachable() -> new Unreachable("the chain is away");
                    }));
    return outcome;
  }
}
