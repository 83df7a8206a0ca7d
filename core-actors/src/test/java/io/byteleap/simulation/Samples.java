package io.byteleap.simulation;

import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.WorkerScore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How the first validator saw the subnet from time to time.
public final class Samples {
  private static final int SAMPLES_MAX = 400;

  private final World world;
  private final long interval;
  private final List<Sample> samples = new ArrayList<>();

  /// The subnet at one moment: miners online, workers that are leased, the mean availability of all
  /// workers, and the scores of all miners together.
  public record Sample(
      Duration at, int minersOnline, int workersLeased, double availabilityMean, double scores) {}

  Samples(World world) {
    this.world = world;
    this.interval = world.scenario().length().toMillis() / SAMPLES_MAX;
  }

  /// A validator has scored all miners.
  public void take(Validator validator, List<MinerScore> miners) {
    boolean isFirst = validator.equals(world.subnet().validators().getFirst());
    if (!isFirst
        || (!samples.isEmpty() && world.now() - samples.getLast().at().toMillis() < interval)) {
      return;
    }
    int online = 0;
    int leased = 0;
    long workers = 0;
    double availability = 0;
    double scores = 0;
    for (MinerScore miner : miners) {
      online += miner.online() ? 1 : 0;
      scores += miner.total().toDouble();
      for (WorkerScore worker : miner.workers()) {
        leased += worker.lease().equals(LeaseScore.NONE) ? 0 : 1;
        availability += worker.availability().toDouble();
        workers++;
      }
    }
    samples.add(
        new Sample(
            Duration.ofMillis(world.now()),
            online,
            leased,
            workers == 0 ? 0 : availability / workers,
            scores));
  }

  List<Sample> all() {
    return List.copyOf(samples);
  }
}
