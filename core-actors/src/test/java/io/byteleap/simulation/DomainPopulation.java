package io.byteleap.simulation;

import java.util.ArrayList;
import java.util.List;

/// Nodes that are the machines of the domain and nothing else.
public final class DomainPopulation implements Population {
  private final World world;
  private final List<MinerNode> miners = new ArrayList<>();
  private final List<ValidatorNode> validators = new ArrayList<>();

  public DomainPopulation(World world) {
    this.world = world;
  }

  @Override
  public Miner miner(int index, List<WorkerNode> workers) {
    var miner = new MinerNode(world, index, workers);
    miners.add(miner);
    return miner;
  }

  @Override
  public Validator validator(int index) {
    var validator = new ValidatorNode(world, index);
    validators.add(validator);
    return validator;
  }

  @Override
  public void meet() {
    for (MinerNode miner : miners) {
      validators.forEach(miner::meet);
      validators.forEach(validator -> validator.meet(miner));
    }
  }
}
