package io.byteleap.simulation;

import java.util.List;

/// What a world's nodes are made of: the machines of the domain alone, or the actors that carry
/// them. Hub, chain, gateway, links, workers' characters, faults and rules are the world's own.
public interface Population {
  /// Makes the population of one world.
  @FunctionalInterface
  interface Founder {
    Population found(World world);
  }

  Miner miner(int index, List<WorkerNode> workers);

  Validator validator(int index);

  /// Everybody is made: from now on they know each other.
  void meet();

  /// Lets everything happen that follows at once from what has just happened.
  default void settle() {}

  /// The world is over, whatever came of it.
  default void leave() {}
}
