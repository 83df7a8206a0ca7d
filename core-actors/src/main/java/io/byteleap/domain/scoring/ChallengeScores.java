package io.byteleap.domain.scoring;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// The challenge scores of all workers at one moment, and their mean.
///
/// A leased worker is not challenged, so it has the mean (rounded down), whatever it passed before
/// it was leased. Workers without verified work have no score, and count nothing in the mean.
public record ChallengeScores(
    Map<Hotkey, Map<WorkerId, ChallengeScore>> byMiner, ChallengeScore mean) {
  public static final ChallengeScores NONE = new ChallengeScores(Map.of(), ChallengeScore.NONE);

  /// The challenge scores of one miner's workers, and what its leased ones have instead.
  public record OfMiner(Map<WorkerId, ChallengeScore> byWorker, ChallengeScore leased) {
    public static final OfMiner NONE = new OfMiner(Map.of(), ChallengeScore.NONE);

    public OfMiner {
      byWorker = Map.copyOf(byWorker);
    }

    ChallengeScore of(WorkerId worker, Leased whether) {
      return switch (whether) {
        case YES -> leased;
        case NO -> byWorker.getOrDefault(worker, ChallengeScore.NONE);
      };
    }
  }

  enum Leased {
    YES,
    NO
  }

  public ChallengeScores {
    var copied = new HashMap<Hotkey, Map<WorkerId, ChallengeScore>>();
    byMiner.forEach((miner, scores) -> copied.put(miner, Map.copyOf(scores)));
    byMiner = Map.copyOf(copied);
  }

  /// The scores for `work`, which holds only miners that can be scored.
  public static ChallengeScores of(
      Map<Hotkey, Map<WorkerId, VerifiedWork>> work, ParticipationRule rule) {
    double best =
        work.values().stream()
            .flatMap(workers -> workers.values().stream())
            .mapToDouble(done -> done.rate(rule))
            .max()
            .orElse(0);
    if (best == 0) {
      return NONE;
    }
    var byMiner = new HashMap<Hotkey, Map<WorkerId, ChallengeScore>>();
    long sum = 0;
    long count = 0;
    for (var miner : work.entrySet()) {
      var scores = new HashMap<WorkerId, ChallengeScore>();
      for (var worker : miner.getValue().entrySet()) {
        var score = ChallengeScore.share(worker.getValue().rate(rule), best);
        scores.put(worker.getKey(), score);
        sum += score.millionths();
        count++;
      }
      byMiner.put(miner.getKey(), scores);
    }
    return new ChallengeScores(byMiner, new ChallengeScore((int) (sum / count)));
  }

  /// SHA-256 over the mean and every worker's score, in order of hotkey and worker: 64 hex digits.
  public String digest() {
    var text = new StringBuilder().append(mean.millionths()).append('\n');
    new TreeMap<>(byMiner)
        .forEach(
            (miner, workers) ->
                new TreeMap<>(workers)
                    .forEach(
                        (worker, score) ->
                            text.append(miner)
                                .append(' ')
                                .append(worker)
                                .append(' ')
                                .append(score.millionths())
                                .append('\n')));
    return Sha256.hexOf(text.toString());
  }

  public OfMiner of(Hotkey miner) {
    return new OfMiner(byMiner.getOrDefault(miner, Map.of()), mean);
  }
}
