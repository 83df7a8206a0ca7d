package io.byteleap.domain.scoring;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseBook;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.lease.LeaseVersion;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.presence.HeartbeatReport.WorkerReport;
import io.byteleap.domain.presence.WorkerProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a validator knows for good about one miner: its workers, the buckets in which each was
/// there, and their leases. Everything a score is made of.
///
/// Heartbeats themselves are not kept; only what they change is an event: a worker that appears or
/// changes, and the first time that it is seen in a bucket of five minutes.
public record MinerLedger(SortedMap<WorkerId, Entry> workers, LeaseBook leases) {
  public static final MinerLedger EMPTY = new MinerLedger(new TreeMap<>(), LeaseBook.EMPTY);

  /// Workers that one miner may report and be paid for.
  public static final int WORKERS_MAX = 100;

  /// Workers remembered, silent ones included; the longest silent one makes room. Workers that are
  /// leased or will be come on top, and there are not more of them than leases.
  private static final int REMEMBERED_MAX = 2 * WORKERS_MAX;

  /// A miner none of whose workers was seen for longer than this is offline.
  private static final Duration SILENCE_MAX = Duration.ofMinutes(30);

  public record Entry(WorkerProfile profile, BucketWindow present, Instant since) {}

  public sealed interface Order {}

  public record Report(HeartbeatReport heartbeat) implements Order {}

  public record OpenLease(LeaseTerms terms) implements Order {}

  /// What is done to a lease that there is.
  public sealed interface LeaseChange extends Order {
    LeaseId id();
  }

  public record RenewLease(LeaseId id, Instant until) implements LeaseChange {}

  public record CloseLease(LeaseId id) implements LeaseChange {}

  /// The change, if the lease is still as whoever asks for it saw it.
  public record ChangeSeen(LeaseChange change, LeaseVersion seen) implements Order {}

  /// Bring the leases of one source to what it says.
  public record TakePublication(LeasePublication publication) implements Order {}

  public sealed interface Event {}

  public record WorkerAppeared(WorkerId worker, WorkerProfile profile, Instant at)
      implements Event {}

  public record WorkerChanged(WorkerId worker, WorkerProfile profile, Instant at)
      implements Event {}

  public record WorkersSeen(Bucket bucket, List<WorkerId> workers) implements Event {
    public WorkersSeen {
      workers = List.copyOf(workers);
    }
  }

  public record WorkerForgotten(WorkerId worker, Instant at) implements Event {}

  public record LeaseOpened(Lease lease, Instant at) implements Event {}

  public record LeaseRenewed(LeaseId id, Instant until, Instant at) implements Event {}

  /// The lease ends `at`, which is yet to come when it had not begun.
  public record LeaseClosed(LeaseId id, Instant at) implements Event {}

  public sealed interface Reply {}

  /// How many workers of a heartbeat were taken, and how many were too many.
  public record HeartbeatTaken(int accepted, int refused) implements Reply {}

  /// The lease is new.
  public record LeaseBegun(Lease lease) implements Reply {}

  /// The lease as it stands now.
  public record LeaseHeld(Lease lease) implements Reply {}

  /// How many leases began, were renewed and ended, and which workers have none in spite of it.
  public record PublicationTaken(int opened, int renewed, int closed, List<NotLeased> refused)
      implements Reply {
    public PublicationTaken {
      refused = List.copyOf(refused);
    }
  }

  public record NotLeased(WorkerId worker, Refusal why) {}

  public sealed interface Decision {}

  /// Store the events (there may be none), then reply.
  public record Accept(List<Event> events, Reply reply) implements Decision {
    public Accept {
      events = List.copyOf(events);
    }
  }

  public record Refuse(Refusal why, String says) implements Decision {}

  public enum Refusal {
    UNKNOWN_WORKER,
    WORKER_IS_LEASED,
    LEASE_ID_TAKEN,
    LEASE_TOO_LONG,
    TOO_MANY_LEASES,
    UNKNOWN_LEASE,
    LEASE_IS_OVER,
    LEASE_CHANGED
  }

  public MinerLedger {
    workers = Collections.unmodifiableSortedMap(new TreeMap<>(workers));
  }

  public Optional<Entry> of(WorkerId worker) {
    return Optional.ofNullable(workers.get(worker));
  }

  /// Whether any worker was seen within the last half hour.
  public boolean isOnline(Instant now) {
    return workers.values().stream()
        .flatMap(entry -> entry.present().newest().stream())
        .anyMatch(bucket -> bucket.start().plus(Bucket.LENGTH).plus(SILENCE_MAX).isAfter(now));
  }

  public Decision decide(Order order, Instant now) {
    return switch (order) {
      case Report(var heartbeat) -> decideReport(heartbeat, now);
      case OpenLease(var terms) -> LeaseRules.opening(this, terms, now);
      case RenewLease(var id, var until) -> LeaseRules.renewal(leases, id, until, now);
      case CloseLease(var id) -> LeaseRules.closing(leases, id, now);
      case ChangeSeen(var change, var seen) ->
          LeaseRules.otherVersion(leases, change.id(), seen).orElseGet(() -> decide(change, now));
      case TakePublication(var publication) -> PublicationRules.taking(this, publication, now);
    };
  }

  private Decision decideReport(HeartbeatReport heartbeat, Instant now) {
    var bucket = Bucket.at(now);
    List<WorkerReport> taken = takenOf(heartbeat);
    List<Event> events = new ArrayList<>();
    List<WorkerId> seen = new ArrayList<>();
    for (WorkerReport worker : taken) {
      var known = of(worker.id());
      changeOf(worker, known, now).ifPresent(events::add);
      if (known.filter(entry -> entry.present().contains(bucket)).isEmpty()) {
        seen.add(worker.id());
      }
    }
    events.addAll(0, forgottenFor(taken, now));
    if (!seen.isEmpty()) {
      events.add(new WorkersSeen(bucket, seen));
    }
    int refused = heartbeat.workers().size() - taken.size();
    return new Accept(events, new HeartbeatTaken(taken.size(), refused));
  }

  /// At most [#WORKERS_MAX] of the reported workers, those already known before new ones.
  private List<WorkerReport> takenOf(HeartbeatReport heartbeat) {
    if (heartbeat.workers().size() <= WORKERS_MAX) {
      return heartbeat.workers();
    }
    return heartbeat.workers().stream()
        .sorted(Comparator.comparing(worker -> !workers.containsKey(worker.id())))
        .limit(WORKERS_MAX)
        .toList();
  }

  private static Optional<Event> changeOf(WorkerReport worker, Optional<Entry> known, Instant now) {
    if (known.isEmpty()) {
      return Optional.of(new WorkerAppeared(worker.id(), worker.profile(), now));
    }
    return known.get().profile().equals(worker.profile())
        ? Optional.empty()
        : Optional.of(new WorkerChanged(worker.id(), worker.profile(), now));
  }

  private List<Event> forgottenFor(List<WorkerReport> taken, Instant now) {
    if (workers.size() + taken.size() <= REMEMBERED_MAX) {
      return List.of(); // there is room, even if all of them are new
    }
    var kept = taken.stream().map(WorkerReport::id).collect(Collectors.toSet());
    long appearing = kept.stream().filter(id -> !workers.containsKey(id)).count();
    long tooMany = workers.size() + appearing - REMEMBERED_MAX;
    if (tooMany <= 0) {
      return List.of();
    }
    kept.addAll(leases.bound(now));
    return workers.entrySet().stream()
        .filter(entry -> !kept.contains(entry.getKey()))
        .sorted(Comparator.comparingLong(entry -> newestOf(entry.getValue())))
        .limit(tooMany)
        .<Event>map(entry -> new WorkerForgotten(entry.getKey(), now))
        .toList();
  }

  private static long newestOf(Entry entry) {
    return entry.present().newest().map(Bucket::index).orElse(-1L);
  }

  public MinerLedger evolve(Event event) {
    return switch (event) {
      case WorkerAppeared(var worker, var profile, var at) ->
          with(worker, new Entry(profile, BucketWindow.EMPTY, at));
      case WorkerChanged(var worker, var profile, _) -> {
        var known = entry(worker);
        yield with(worker, new Entry(profile, known.present(), known.since()));
      }
      case WorkersSeen(var bucket, var seen) -> evolveSeen(bucket, seen);
      case WorkerForgotten(var worker, _) -> without(worker);
      case LeaseOpened(var lease, var at) -> with(leases.with(lease).remembering(at));
      case LeaseRenewed(var id, var until, var at) ->
          with(leases.with(lease(id).endingAt(until)).remembering(at));
      case LeaseClosed(var id, var end) -> with(leases.with(lease(id).endingAt(end)));
    };
  }

  private MinerLedger evolveSeen(Bucket bucket, List<WorkerId> seen) {
    var next = new TreeMap<>(workers);
    for (WorkerId worker : seen) {
      var known = entry(worker);
      next.put(worker, new Entry(known.profile(), known.present().with(bucket), known.since()));
    }
    return new MinerLedger(next, leases);
  }

  private MinerLedger with(WorkerId worker, Entry entry) {
    var next = new TreeMap<>(workers);
    next.put(worker, entry);
    return new MinerLedger(next, leases);
  }

  private MinerLedger with(LeaseBook book) {
    return new MinerLedger(workers, book);
  }

  private MinerLedger without(WorkerId worker) {
    var next = new TreeMap<>(workers);
    next.remove(worker);
    return new MinerLedger(next, leases);
  }

  private Entry entry(WorkerId worker) {
    return of(worker)
        .orElseThrow(
            () -> new IllegalStateException("BUG: an event of worker " + worker + ", unknown"));
  }

  private Lease lease(LeaseId id) {
    return leases
        .find(id)
        .orElseThrow(() -> new IllegalStateException("BUG: an event of lease " + id + ", unknown"));
  }
}
