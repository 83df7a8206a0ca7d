package io.byteleap.domain.scoring;

import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.units.Score;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Score of one miner: the sum of its best workers' scores, at most 100 of them, 0 to 100; zero
/// when it is offline. `workers` are all that it has, by id.
public record MinerScore(boolean online, List<WorkerScore> workers, Score total) {
  public MinerScore {
    workers = List.copyOf(workers);
  }

  /// The score at `now`, counting the last `windowLength` buckets (1 to 2,028) in which the
  /// validator was `serving`: a bucket that the validator missed counts for nobody and against
  /// nobody.
  public static MinerScore of(
      MinerLedger ledger, BucketWindow serving, int windowLength, Instant now) {
    var last = Bucket.at(now);
    int expected = serving.countBoth(serving, last, windowLength);
    List<WorkerScore> workers =
        ledger.workers().entrySet().stream()
            .map(
                entry ->
                    new WorkerScore(
                        entry.getKey(),
                        ledger.leases().scoreOf(entry.getKey(), now),
                        entry.getValue().present().countBoth(serving, last, windowLength),
                        expected))
            .toList();
    boolean online = ledger.isOnline(now);
    return new MinerScore(online, workers, online ? totalOf(workers, expected) : zero(expected));
  }

  private static Score totalOf(List<WorkerScore> workers, int expected) {
    long numerator =
        workers.stream()
            .map(worker -> worker.score().numerator())
            .sorted(Comparator.reverseOrder())
            .limit(MinerLedger.WORKERS_MAX)
            .mapToLong(Long::longValue)
            .sum();
    return new Score(numerator, WorkerScore.denominator(expected));
  }

  private static Score zero(int expected) {
    return new Score(0, WorkerScore.denominator(expected));
  }
}
