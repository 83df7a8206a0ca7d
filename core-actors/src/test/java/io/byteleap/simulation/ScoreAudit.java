package io.byteleap.simulation;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.scoring.MinerScore;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.WorkerScore;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What every worker has earned by what its validator was told and has confirmed: an account of its
/// own, kept in the simplest way, against which every score is held.
public final class ScoreAudit {
  private static final int PAID_WORKERS_MAX = 100;
  private static final Duration OFFLINE_AFTER = Duration.ofMinutes(30);

  /// A lease may end this much before what was said last, because small renewals are left out.
  private static final int RENEWALS_PER_LIFE = 4;

  private static final Duration SLACK = Duration.ofSeconds(1);

  /// What the hub said of a worker last, until when that holds without any doubt, and until when it
  /// may last.
  private record Said(LeaseScore score, Instant sure, Instant longest) {
    static final Said NOTHING = new Said(LeaseScore.NONE, Instant.MIN, Instant.MIN);
  }

  /// The account of one worker at one validator.
  private static final class Account {
    private final WorkerNode worker;
    private final Bits present = new Bits();
    private boolean known;
    private Said said = Said.NOTHING;

    Account(WorkerNode worker) {
      this.worker = worker;
    }
  }

  /// The accounts of one miner at one validator; `lastReport` was booked in `lastBucket`.
  private static final class Accounts {
    private final Map<WorkerId, Account> byWorker = new HashMap<>();
    private HeartbeatReport lastReport = new HeartbeatReport(List.of());
    private Bucket lastBucket = new Bucket(0);

    Accounts(Miner miner) {
      miner.workers().forEach(worker -> byWorker.put(worker.id(), new Account(worker)));
    }
  }

  private final World world;
  private final Map<Pair, Accounts> accounts = new ConcurrentHashMap<>();
  private final Map<Validator, Bits> served = new ConcurrentHashMap<>();

  ScoreAudit(World world) {
    this.world = world;
  }

  private Accounts of(Pair peer) {
    return accounts.computeIfAbsent(peer, one -> new Accounts(one.miner()));
  }

  private Bits served(Validator validator) {
    return served.computeIfAbsent(validator, _ -> new Bits());
  }

  /// The validator has stored that it served in the bucket.
  public void served(Validator validator, Bucket bucket) {
    served(validator).set(bucket);
  }

  /// The validator has taken a report, and stored what follows from it. A miner sends the same
  /// object as long as nothing changes, so that most reports need not be booked again.
  @SuppressWarnings("ReferenceEquality")
  public void heard(Pair peer, Validator validator, HeartbeatReport report, Instant now) {
    var of = of(peer);
    var bucket = Bucket.at(now);
    if (of.lastReport != report || !of.lastBucket.equals(bucket)) {
      of.lastReport = report;
      of.lastBucket = bucket;
      report.workers().forEach(worker -> book(of, worker.id(), bucket));
    }
    if (world.isClose()) {
      report.workers().forEach(worker -> requireBooked(peer, worker.id(), bucket, validator));
    }
  }

  /// The validator has stored that the worker, which a report of this bucket names, was seen in it.
  public void seen(Pair peer, WorkerId worker, Bucket bucket) {
    book(of(peer), worker, bucket);
  }

  private static void book(Accounts of, WorkerId worker, Bucket bucket) {
    var account = of.byWorker.get(worker);
    if (account != null) {
      account.known = true;
      account.present.set(bucket);
    }
  }

  private static void requireBooked(
      Pair peer, WorkerId worker, Bucket bucket, Validator validator) {
    if (peer.ledger().of(worker).filter(entry -> entry.present().contains(bucket)).isEmpty()) {
      throw new Broken(
          Invariant.HONEST_LOSES_NOTHING,
          validator + " confirmed a heartbeat of " + worker + " and has no trace of it");
    }
  }

  /// The validator has taken a publication of the hub, and stored what follows from it.
  public void published(Pair peer, Validator validator, List<Hub.Word> words, Instant now) {
    var life = world.scenario().pace().leases().life();
    var until = now.plus(life);
    var sure = until.minus(life.dividedBy(RENEWALS_PER_LIFE)).minus(SLACK);
    for (Hub.Word word : words) {
      var account = of(peer).byWorker.get(word.worker().id());
      if (account != null && account.known) {
        account.said =
            word.score().equals(LeaseScore.NONE)
                ? Said.NOTHING
                : new Said(word.score(), sure, until);
      }
    }
  }

  /// Whether the worker is leased without any doubt.
  boolean isSurelyLeased(Pair peer, WorkerId worker, Instant now) {
    return Optional.ofNullable(of(peer).byWorker.get(worker))
        .filter(account -> isSure(account.said, now))
        .isPresent();
  }

  private static boolean isSure(Said said, Instant now) {
    return !said.score().equals(LeaseScore.NONE) && now.isBefore(said.sure());
  }

  /// The validator has scored the miner.
  public void scored(Pair peer, Validator validator, ScoreBasis basis, MinerScore score) {
    var of = of(peer);
    var last = Bucket.at(basis.at());
    int window = basis.policy().windowBuckets();
    var served = served(validator);
    int expected = served.countBoth(served, last, window);
    long newest = -1;
    for (WorkerScore worker : score.workers()) {
      var account = of.byWorker.get(worker.worker());
      if (account == null || !account.known) {
        throw new Broken(
            Invariant.CHEAT_GAINS_NOTHING, worker.worker() + " is scored and was never seen");
      }
      int present = account.present.countBoth(served, last, window);
      requirePresence(worker, present, expected);
      requireLease(worker, account.said, basis.at());
      requireChallenge(worker, account.worker);
      requireProduct(worker, basis, present);
      newest = Math.max(newest, account.present.newest(last));
    }
    requireComplete(of, score);
    requireTotal(score, basis, newest);
  }

  private static void requirePresence(WorkerScore worker, int present, int expected) {
    var availability = worker.availability();
    requireEqual(availability.present(), present, "the buckets", worker);
    if (availability.expected() != expected) {
      throw new Broken(
          Invariant.HONEST_LOSES_NOTHING,
          availability.expected() + " buckets are expected instead of " + expected);
    }
  }

  private static void requireLease(WorkerScore worker, Said said, Instant at) {
    if (isSure(said, at)) {
      requireEqual(worker.lease().millionths(), said.score().millionths(), "the lease", worker);
    } else if (!at.isBefore(said.longest()) || said.score().equals(LeaseScore.NONE)) {
      requireEqual(worker.lease().millionths(), 0, "the lease", worker);
    } else if (!worker.lease().equals(LeaseScore.NONE)) {
      requireEqual(worker.lease().millionths(), said.score().millionths(), "the lease", worker);
    }
  }

  /// A leased worker has the mean of all, whoever it is; others have what they did.
  private static void requireChallenge(WorkerScore worker, WorkerNode node) {
    boolean leased = !worker.lease().equals(LeaseScore.NONE);
    if (!leased && !node.isHonest() && worker.challenge().millionths() > 0) {
      throw new Broken(Invariant.CHEAT_GAINS_NOTHING, node + " has points for challenges");
    }
  }

  private static void requireProduct(WorkerScore worker, ScoreBasis basis, int present) {
    var weights = basis.policy().weights();
    long worth =
        (long) weights.lease() * worker.lease().millionths()
            + (long) weights.challenge() * worker.challenge().millionths();
    long whole = worker.availability().kept().whole();
    requireEqual(worker.score().numerator(), worth * present * whole, "the score", worker);
  }

  private static void requireComplete(Accounts of, MinerScore score) {
    long known = of.byWorker.values().stream().filter(account -> account.known).count();
    if (score.workers().size() != known) {
      throw new Broken(
          Invariant.HONEST_LOSES_NOTHING,
          score.workers().size() + " workers are scored of " + known);
    }
  }

  private static void requireTotal(MinerScore score, ScoreBasis basis, long newest) {
    boolean online =
        newest >= 0
            && new Bucket(newest)
                .start()
                .plus(Bucket.LENGTH)
                .plus(OFFLINE_AFTER)
                .isAfter(basis.at());
    long[] all =
        score.workers().stream().mapToLong(worker -> worker.score().numerator()).sorted().toArray();
    long best = Arrays.stream(all, Math.max(0, all.length - PAID_WORKERS_MAX), all.length).sum();
    requireEqual(score.total().numerator(), online ? best : 0, "the total", "a miner");
  }

  private static void requireEqual(long is, long due, String what, Object whose) {
    if (is != due) {
      throw new Broken(
          is < due ? Invariant.HONEST_LOSES_NOTHING : Invariant.CHEAT_GAINS_NOTHING,
          what + " of " + whose + " counts " + is + " instead of " + due);
    }
  }
}
