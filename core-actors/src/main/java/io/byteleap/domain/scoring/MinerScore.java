package io.byteleap.domain.scoring;

import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.Availability;
import io.byteleap.domain.scoring.ChallengeScores.Leased;
import io.byteleap.domain.units.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Score of one miner: the sum of its best workers' scores, at most 100 of them, 0 to 100; zero
/// when it is offline. `workers` are all that it has, by id.
public record MinerScore(boolean online, List<WorkerScore> workers, Score total) {
  public MinerScore {
    if (Math.ceilDiv(total.numerator(), MinerLedger.WORKERS_MAX) > total.denominator()) {
      throw new IllegalArgumentException("a miner's score above 100: " + total);
    }
    workers = List.copyOf(workers);
  }

  /// The score on `basis`: a bucket that the validator missed counts for nobody and against nobody.
  public static MinerScore of(MinerLedger ledger, ScoreBasis basis, MinerEvidence evidence) {
    int expected = basis.expectedBuckets();
    var leases = ledger.leases().scoresAt(basis.at());
    var workers = new ArrayList<WorkerScore>(ledger.workers().size());
    for (var entry : ledger.workers().entrySet()) {
      var worker = entry.getKey();
      int changes = evidence.addressChangesOf(worker);
      workers.add(
          new WorkerScore(
              worker,
              leases.getOrDefault(worker, LeaseScore.NONE),
              evidence.challenges().of(worker, leases.containsKey(worker) ? Leased.YES : Leased.NO),
              new Availability(
                  basis.presentBuckets(entry.getValue().present()),
                  expected,
                  basis.policy().addresses().after(changes)),
              basis.policy().weights()));
    }
    boolean online = ledger.isOnline(basis.at());
    return new MinerScore(online, workers, totalOf(online ? workers : List.of(), basis));
  }

  /// Those of the workers that count, the best first; of equal ones the first by id.
  List<WorkerScore> best() {
    return workers.stream()
        .sorted(Comparator.comparingLong(WorkerScore::numerator).reversed())
        .limit(MinerLedger.WORKERS_MAX)
        .toList();
  }

  private static Score totalOf(List<WorkerScore> workers, ScoreBasis basis) {
    long[] numerators = workers.stream().mapToLong(WorkerScore::numerator).sorted().toArray();
    int first = Math.max(0, numerators.length - MinerLedger.WORKERS_MAX);
    return new Score(
        Arrays.stream(numerators, first, numerators.length).sum(), basis.denominator());
  }
}
