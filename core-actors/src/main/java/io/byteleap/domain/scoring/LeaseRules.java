package io.byteleap.domain.scoring;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseBook;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.lease.LeaseVersion;
import io.byteleap.domain.scoring.MinerLedger.Accept;
import io.byteleap.domain.scoring.MinerLedger.Decision;
import io.byteleap.domain.scoring.MinerLedger.LeaseBegun;
import io.byteleap.domain.scoring.MinerLedger.LeaseClosed;
import io.byteleap.domain.scoring.MinerLedger.LeaseHeld;
import io.byteleap.domain.scoring.MinerLedger.LeaseOpened;
import io.byteleap.domain.scoring.MinerLedger.LeaseRenewed;
import io.byteleap.domain.scoring.MinerLedger.Refusal;
import io.byteleap.domain.scoring.MinerLedger.Refuse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a ledger says to those who begin, renew and end leases.
final class LeaseRules {
  /// Leases of one miner that are not over: ten a worker, one running and nine to come.
  static final int LEASES_MAX = 10 * MinerLedger.WORKERS_MAX;

  private static final Duration LIFE_MIN = Duration.ofMillis(1);

  private LeaseRules() {}

  /// The same terms again are the same lease.
  static Decision opening(MinerLedger ledger, LeaseTerms terms, Instant now) {
    var sameId = ledger.leases().find(terms.id());
    if (sameId.isPresent()) {
      return terms.areThoseOf(sameId.get())
          ? new Accept(List.of(), new LeaseHeld(sameId.get()))
          : new Refuse(Refusal.LEASE_ID_TAKEN, "lease " + terms.id() + " exists, and differs");
    }
    if (!ledger.workers().containsKey(terms.worker())) {
      return new Refuse(Refusal.UNKNOWN_WORKER, "no worker " + terms.worker());
    }
    if (!terms.until().isAfter(now)) {
      return new Refuse(Refusal.LEASE_IS_OVER, "lease " + terms.id() + " would be over already");
    }
    if (Lease.isTooLong(terms.from(now), terms.until())) {
      return tooLong(terms.id());
    }
    if (ledger.leases().countUnended(now) >= LEASES_MAX) {
      return new Refuse(
          Refusal.TOO_MANY_LEASES, "a miner may have " + LEASES_MAX + " leases at most");
    }
    var lease = terms.storedAt(now);
    return ledger
        .leases()
        .overlapping(lease)
        .<Decision>map(
            held ->
                new Refuse(
                    Refusal.WORKER_IS_LEASED,
                    "worker " + lease.worker() + " is leased under " + held.id()))
        .orElseGet(() -> new Accept(List.of(new LeaseOpened(lease, now)), new LeaseBegun(lease)));
  }

  static Decision renewal(LeaseBook leases, LeaseId id, Instant until, Instant now) {
    return ofRunning(leases, id, now, lease -> renewal(leases, lease, until, now));
  }

  private static Decision renewal(LeaseBook leases, Lease lease, Instant until, Instant now) {
    if (!until.isAfter(now)) {
      return new Refuse(
          Refusal.LEASE_IS_OVER, "renewal of lease " + lease.id() + " ends in the past");
    }
    if (Lease.isTooLong(lease.from(), until)) {
      return tooLong(lease.id());
    }
    if (!until.isAfter(lease.from())) {
      return new Refuse(
          Refusal.LEASE_IS_OVER, "renewal of lease " + lease.id() + " ends before it begins");
    }
    var renewed = lease.endingAt(until);
    return leases
        .overlapping(renewed)
        .<Decision>map(
            next ->
                new Refuse(
                    Refusal.WORKER_IS_LEASED, "lease " + next.id() + " begins before " + until))
        .orElseGet(
            () ->
                new Accept(
                    List.of(new LeaseRenewed(lease.id(), until, now)), new LeaseHeld(renewed)));
  }

  /// The refusal of a change to a lease that is not as it was seen any more; empty when it is.
  static Optional<Decision> otherVersion(LeaseBook leases, LeaseId id, LeaseVersion seen) {
    return leases
        .find(id)
        .map(LeaseVersion::of)
        .filter(version -> !version.equals(seen))
        .map(
            version ->
                new Refuse(
                    Refusal.LEASE_CHANGED,
                    "lease " + id + " has changed, its version is " + version));
  }

  static Decision closing(LeaseBook leases, LeaseId id, Instant now) {
    return ofRunning(
        leases,
        id,
        now,
        lease -> {
          var end = endOf(lease, now);
          return new Accept(List.of(new LeaseClosed(id, end)), new LeaseHeld(lease.endingAt(end)));
        });
  }

  /// A lease closed before it began keeps a millisecond of its life, or all if it has less, so that
  /// it stays a lease.
  private static Instant endOf(Lease lease, Instant now) {
    if (now.isAfter(lease.from())) {
      return now;
    }
    var length = Duration.between(lease.from(), lease.until());
    return length.compareTo(LIFE_MIN) > 0 ? lease.from().plus(LIFE_MIN) : lease.until();
  }

  private static Decision ofRunning(
      LeaseBook leases, LeaseId id, Instant now, Function<Lease, Decision> change) {
    var lease = leases.find(id);
    if (lease.isEmpty()) {
      return new Refuse(Refusal.UNKNOWN_LEASE, "no lease " + id);
    }
    return lease.get().until().isAfter(now)
        ? change.apply(lease.get())
        : new Refuse(Refusal.LEASE_IS_OVER, "lease " + id + " is over");
  }

  private static Decision tooLong(LeaseId id) {
    return new Refuse(
        Refusal.LEASE_TOO_LONG,
        "lease " + id + " may last " + Lease.LENGTH_MAX.toDays() + " days at most");
  }
}
