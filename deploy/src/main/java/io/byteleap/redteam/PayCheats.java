package io.byteleap.redteam;

import io.byteleap.domain.presence.AddressPenalty;
import io.byteleap.domain.presence.AddressTrail;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What dishonest miners do about their pay, whatever the challenge is: in simulated time, against
/// the validator's ledger and scoring.
final class PayCheats {
  private static final int HOURS_ALIVE_MIN = 1;
  private static final int HOURS_ALIVE_MAX = 48;
  private static final int BUCKETS_AN_HOUR = 12;
  private static final Duration YEAR = Duration.ofDays(365);

  private PayCheats() {}

  /// Sends every heartbeat and never collects a challenge: it is not found wrong, and not good.
  static Outcome heartbeatAlone(RandomGenerator random) {
    int buckets = random.nextInt(BUCKETS_AN_HOUR, 2 * BUCKETS_AN_HOUR);
    var books = Books.begunWith(ScoringPolicy.DEFAULT);
    double sum = 0;
    for (int i = 0; i < buckets; i++) {
      books.heartbeat(0, 1, books.now());
      sum += books.score();
      books.nextBucket();
    }
    return new Outcome.Scored(sum == 0 ? "no-verdict" : "", sum / buckets, 0);
  }

  /// Dies after some hours, and nobody ends its lease, while another worker of the miner lives on.
  /// Paid is what it was there for, the rest of its window included; measured against its life.
  static Outcome leaseAfterDeath(RandomGenerator random) {
    int alive = BUCKETS_AN_HOUR * random.nextInt(HOURS_ALIVE_MIN, HOURS_ALIVE_MAX + 1);
    var books = Books.longKept(ScoringPolicy.DEFAULT);
    double sum = 0;
    double last = 0;
    for (int i = 0; i < alive + BucketWindow.LENGTH; i++) {
      books.heartbeat(i < alive ? 0 : 1, 2, books.now());
      if (i == 0) {
        books.rent(0, YEAR);
      }
      last = books.score();
      sum += last;
      books.nextBucket();
    }
    return new Outcome.Scored(last < 1 ? "availability" : "", sum / alive, 1);
  }

  /// Reports one worker more than a miner may have, all at work, each to be rented.
  static Outcome oneWorkerTooMany(RandomGenerator random) {
    int workers = MinerLedger.WORKERS_MAX + random.nextInt(1, 50);
    var books = Books.begunWith(ScoringPolicy.DEFAULT);
    int refused = books.heartbeat(0, workers, books.now());
    for (int worker = 0; worker < workers; worker++) {
      books.rent(worker, YEAR);
    }
    return new Outcome.Scored(refused > 0 ? "too-many-workers" : "", books.score() / workers, 1);
  }

  /// Shows itself under another address in every bucket.
  static Outcome addressHopping(RandomGenerator random, AddressPenalty penalty) {
    var usual = ScoringPolicy.DEFAULT;
    var policy =
        new ScoringPolicy(usual.windowBuckets(), usual.weights(), usual.participation(), penalty);
    var books = Books.begunWith(policy);
    var trail = AddressTrail.NONE;
    var began = books.now();
    int buckets = random.nextInt(BUCKETS_AN_HOUR, 2 * BUCKETS_AN_HOUR);
    double sum = 0;
    for (int i = 0; i < buckets; i++) {
      trail = trail.seen(Label.of("203.0.113." + i), books.now());
      books.heartbeat(0, 1, books.now());
      if (i == 0) {
        books.rent(0, YEAR);
      }
      sum += books.score(Map.of(Books.worker(0), trail.changesSince(began)));
      books.nextBucket();
    }
    return new Outcome.Scored(sum < buckets ? "address-penalty" : "", sum / buckets, 1);
  }

  /// Is away, then sends heartbeats that are stamped with the times it missed, and with times to
  /// come.
  static Outcome clockGames(RandomGenerator random) {
    int away = random.nextInt(BUCKETS_AN_HOUR, 2 * BUCKETS_AN_HOUR);
    var books = Books.begunWith(ScoringPolicy.DEFAULT);
    Instant began = books.now();
    for (int i = 0; i < away; i++) {
      books.nextBucket();
    }
    for (int i = 0; i <= 2 * away; i++) {
      books.heartbeat(0, 1, began.plus(Books.BUCKET.multipliedBy(i)));
    }
    books.rent(0, YEAR);
    double present = 1.0 / (away + 1);
    double pay = books.score();
    return new Outcome.Scored(pay <= present ? "own-clock" : "", pay, present);
  }
}
