package io.byteleap.redteam;

import io.byteleap.domain.scoring.ScoringPolicy;
import java.time.Duration;
import java.util.List;

/// What verdicts earn: a worker is rented, at the full price, for the time that a round stands for
/// if and only if the round found it good; what that pays is what the validator's scoring makes of
/// the leases and of its heartbeats, under the policy of a validator that configures nothing.
final class Economics {
  /// A round stands for one bucket, a little more than the usual interval of four minutes.
  private static final Duration ROUND = Books.BUCKET;

  /// Rounds that one ledger sees, 41 hours; then another begins, so that many rounds take no longer
  /// than they are many.
  private static final int STRETCH = 500;

  private Economics() {}

  /// The mean score over rounds of which each left `verified` workers to be rented, as a share of
  /// what one worker has that passes every one of them.
  static double pay(List<Integer> verified) {
    int workers = Math.max(1, verified.stream().mapToInt(Integer::intValue).max().orElse(0));
    double paid = 0;
    double honest = 0;
    for (int from = 0; from < verified.size(); from += STRETCH) {
      var rounds = verified.subList(from, Math.min(from + STRETCH, verified.size()));
      paid += scores(rounds, workers);
      honest += scores(rounds.stream().map(_ -> 1).toList(), 1);
    }
    return paid / honest;
  }

  private static double scores(List<Integer> verified, int workers) {
    var books = Books.begunWith(ScoringPolicy.DEFAULT);
    double sum = 0;
    for (int count : verified) {
      books.heartbeat(0, workers, books.now());
      for (int worker = 0; worker < count; worker++) {
        books.rent(worker, ROUND);
      }
      sum += books.score();
      books.nextBucket();
    }
    return sum;
  }
}
