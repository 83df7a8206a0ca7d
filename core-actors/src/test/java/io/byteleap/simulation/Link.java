package io.byteleap.simulation;

import io.byteleap.domain.units.Ratio;
import io.byteleap.simulation.Counts.Counted;
import java.util.random.RandomGenerator;

/// The way between one miner and one validator, in both directions: it loses, doubles, delays and
/// overtakes, and at times is cut.
public final class Link {
  private final World world;
  private final String name;
  private final RandomGenerator random;
  private final FaultOptions.Messages faults;
  private final long quietFrom;
  private int cuts;

  public Link(World world, String name) {
    this.world = world;
    this.name = name;
    this.random = world.chance("link " + name);
    this.faults = world.scenario().faults().messages();
    this.quietFrom = world.scenario().faultsUntil().toMillis();
  }

  void cut() {
    cuts++;
  }

  void mend() {
    cuts--;
  }

  /// Carries `message`; `arrival` is what its arrival does.
  public void carry(Object message, Runnable arrival) {
    world.counts().add(Counted.MESSAGES);
    if (cuts > 0) {
      world.counts().add(Counted.CUT_OFF);
    } else if (happens(faults.lost())) {
      world.counts().add(Counted.LOST);
    } else {
      arrive(message, arrival);
      if (happens(faults.twice())) {
        world.counts().add(Counted.TWICE);
        arrive(message, arrival);
      }
    }
  }

  private void arrive(Object message, Runnable arrival) {
    long delay = 1 + random.nextLong(faults.delayMax().toMillis());
    if (happens(faults.heldBack())) {
      world.counts().add(Counted.HELD_BACK);
      delay += random.nextLong(1 + faults.heldBackMax().toMillis());
    }
    world.after(delay, name, message, arrival);
  }

  private boolean happens(Ratio share) {
    return share.value() > 0 && world.now() < quietFrom && random.nextDouble() < share.value();
  }
}
