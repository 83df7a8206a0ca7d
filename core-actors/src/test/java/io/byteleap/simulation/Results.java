package io.byteleap.simulation;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreRound.MinerTotal;
import io.byteleap.domain.scoring.WorkerScore;
import io.byteleap.domain.units.Weight;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a world that survived has to tell, as its first validator saw it.
public record Results(
    Scenario scenario, Counts counts, List<Samples.Sample> samples, List<OfMiner> miners) {
  /// What a node turned out to be.
  public enum Honesty {
    HONEST,
    LIAR
  }

  /// A miner at the end: `weight` is what the last round's scores come to on the chain.
  public record OfMiner(
      Hotkey hotkey,
      Honesty honesty,
      boolean online,
      double score,
      int weight,
      List<OfWorker> workers) {
    public OfMiner {
      workers = List.copyOf(workers);
    }

    public double availabilityMean() {
      return workers.stream().mapToDouble(OfWorker::availability).average().orElse(0);
    }
  }

  /// A worker at the end; everything 0 to 1.
  public record OfWorker(
      WorkerId id,
      Honesty honesty,
      double availability,
      double lease,
      double challenge,
      double score) {}

  public Results {
    samples = List.copyOf(samples);
    miners = List.copyOf(miners);
  }

  static Results of(World world) {
    var validator = world.subnet().validators().getFirst();
    var weights = weights(validator.epoch(), world, validator);
    var miners = new ArrayList<OfMiner>();
    var scores = validator.latest();
    for (int i = 0; i < scores.size(); i++) {
      var miner = world.subnet().miners().get(i);
      miners.add(
          ofMiner(
              miner,
              scores.get(i),
              Optional.ofNullable(weights.get(miner.hotkey())).map(Weight::value).orElse(0)));
    }
    return new Results(world.scenario(), world.counts(), world.subnet().samples().all(), miners);
  }

  private static Map<Hotkey, Weight> weights(WeightEpoch epoch, World world, Validator validator) {
    var uids = world.subnet().chain().view(validator.hotkey()).uids();
    var byHotkey = new java.util.HashMap<Hotkey, Weight>();
    if (epoch.scored() instanceof WeightEpoch.Latest(var round)
        && WeightVector.of(round, uids) instanceof WeightVector.Weights(var byUid)) {
      for (MinerTotal miner : round.miners()) {
        Optional.ofNullable(uids.get(miner.hotkey()))
            .flatMap(uid -> Optional.ofNullable(byUid.get(uid)))
            .ifPresent(weight -> byHotkey.put(miner.hotkey(), weight));
      }
    }
    return byHotkey;
  }

  private static OfMiner ofMiner(Miner miner, MinerScore score, int weight) {
    var byId =
        miner.workers().stream()
            .collect(java.util.stream.Collectors.toMap(WorkerNode::id, worker -> worker));
    return new OfMiner(
        miner.hotkey(),
        miner.lies() ? Honesty.LIAR : Honesty.HONEST,
        score.online(),
        score.total().toDouble(),
        weight,
        score.workers().stream()
            .map(
                worker ->
                    ofWorker(
                        worker,
                        Objects.requireNonNull(byId.get(worker.worker())).isHonest()
                            ? Honesty.HONEST
                            : Honesty.LIAR))
            .toList());
  }

  private static OfWorker ofWorker(WorkerScore worker, Honesty honesty) {
    return new OfWorker(
        worker.worker(),
        honesty,
        worker.availability().toDouble(),
        worker.lease().toDouble(),
        worker.challenge().toDouble(),
        worker.score().toDouble());
  }
}
