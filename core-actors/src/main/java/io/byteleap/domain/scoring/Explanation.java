package io.byteleap.domain.scoring;

import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.units.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/// Why a miner has its score: for each worker what it earned, what it did not, and why. Made from
/// the same ledger, basis and evidence as the score itself.
///
/// `unserved` are the stretches of the window in which the validator itself was away: they cost
/// nobody anything.
public record Explanation(
    MinerScore score, Instant windowStart, List<Span> unserved, List<OfWorker> workers) {
  public Explanation {
    unserved = List.copyOf(unserved);
    workers = List.copyOf(workers);
  }

  /// From the first bucket's start to the last one's end.
  public record Span(Instant from, Instant until) {}

  /// Buckets in which the validator served: the worker was there, was silent after it had
  /// registered, or had not registered yet. Together they are the expected ones.
  public record Buckets(int present, int silent, int unregistered) {}

  /// What is missing to a whole point: worth that no lease or challenge brought, buckets in
  /// silence, buckets before the registration, changes of address. With the score exactly 1
  /// together, when any bucket was expected.
  public record Loss(Score worth, Score silence, Score unregistered, Score addresses) {}

  /// `counted`: whether the score is one of those that the miner is paid for: its best hundred,
  /// while it is online. `leases` are those that touch the window, `silences` the stretches without
  /// a sign of life, the oldest first.
  public record OfWorker(
      WorkerScore score,
      Instant since,
      Buckets buckets,
      Loss loss,
      boolean counted,
      List<Lease> leases,
      List<Span> silences) {
    public OfWorker {
      leases = List.copyOf(leases);
      silences = List.copyOf(silences);
    }
  }

  public static Explanation of(MinerLedger ledger, ScoreBasis basis, MinerEvidence evidence) {
    var score = MinerScore.of(ledger, basis, evidence);
    var counted = counted(score);
    var workers =
        score.workers().stream()
            .map(worker -> ofWorker(ledger, basis, worker, counted.contains(worker)))
            .toList();
    var first = Bucket.at(basis.windowStart());
    return new Explanation(
        score,
        basis.windowStart(),
        spans(first, Bucket.at(basis.at()), index -> !has(basis.served(), index)),
        workers);
  }

  private static Set<WorkerScore> counted(MinerScore score) {
    return score.online() ? new HashSet<>(score.best()) : Set.of();
  }

  private static OfWorker ofWorker(
      MinerLedger ledger, ScoreBasis basis, WorkerScore score, boolean counted) {
    var entry =
        ledger
            .of(score.worker())
            .orElseThrow(() -> new IllegalStateException("BUG: no worker " + score.worker()));
    var present = entry.present();
    var registered = Bucket.at(entry.since());
    var first = Bucket.at(basis.windowStart());
    var begin = registered.compareTo(first) > 0 ? registered : first;
    var silences =
        spans(
            begin,
            Bucket.at(basis.at()),
            index -> has(basis.served(), index) && !has(present, index));
    int silent = silences.stream().mapToInt(Explanation::length).sum();
    var availability = score.availability();
    var buckets =
        new Buckets(
            availability.present(),
            silent,
            availability.expected() - availability.present() - silent);
    return new OfWorker(
        score,
        entry.since(),
        buckets,
        loss(score, buckets),
        counted,
        leases(ledger, score, basis),
        silences);
  }

  private static Loss loss(WorkerScore score, Buckets buckets) {
    var kept = score.availability().kept();
    long denominator = score.score().denominator();
    long missing = score.worthMax() - score.worth();
    long perBucket = score.worth() * kept.whole();
    return new Loss(
        new Score(missing * score.availability().expected() * kept.whole(), denominator),
        new Score(perBucket * buckets.silent(), denominator),
        new Score(perBucket * buckets.unregistered(), denominator),
        new Score(score.worth() * buckets.present() * (kept.whole() - kept.parts()), denominator));
  }

  private static List<Lease> leases(MinerLedger ledger, WorkerScore score, ScoreBasis basis) {
    return ledger.leases().all().stream()
        .filter(lease -> lease.worker().equals(score.worker()))
        .filter(lease -> lease.until().isAfter(basis.windowStart()))
        .filter(lease -> !lease.from().isAfter(basis.at()))
        .toList();
  }

  private static boolean has(BucketWindow window, long index) {
    return window.contains(new Bucket(index));
  }

  private static List<Span> spans(Bucket first, Bucket last, LongPredicate isOfThem) {
    var spans = new ArrayList<Span>();
    long begin = first.index();
    for (long index = first.index(); index <= last.index() + 1; index++) {
      boolean inside = index <= last.index() && isOfThem.test(index);
      if (!inside && index > begin) {
        spans.add(new Span(new Bucket(begin).start(), new Bucket(index).start()));
      }
      if (!inside) {
        begin = index + 1;
      }
    }
    return spans;
  }

  private static int length(Span span) {
    return Math.toIntExact(Bucket.at(span.until()).index() - Bucket.at(span.from()).index());
  }
}
