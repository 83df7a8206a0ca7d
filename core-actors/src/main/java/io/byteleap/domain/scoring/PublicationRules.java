package io.byteleap.domain.scoring;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.lease.LeasePublication.Others;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.scoring.MinerLedger.Accept;
import io.byteleap.domain.scoring.MinerLedger.Event;
import io.byteleap.domain.scoring.MinerLedger.LeaseClosed;
import io.byteleap.domain.scoring.MinerLedger.LeaseOpened;
import io.byteleap.domain.scoring.MinerLedger.LeaseRenewed;
import io.byteleap.domain.scoring.MinerLedger.NotLeased;
import io.byteleap.domain.scoring.MinerLedger.PublicationTaken;
import io.byteleap.domain.scoring.MinerLedger.Refuse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Brings the leases of one source to what it publishes, in one decision.
///
/// A worker's lease runs on as long as its score stays, and is ended and begun anew when the score
/// changes. A lease is renewed once that gains it a quarter of a life, so that who publishes every
/// minute does not fill the journal. Leases of other sources stay as they are: a worker that has
/// one gets none of this source, and one that is to have one later gets none beyond that.
final class PublicationRules {
  private static final int RENEWALS_PER_LIFE = 4;

  private final LeasePublication said;
  private final Instant now;
  private final List<Event> events = new ArrayList<>();
  private final List<NotLeased> refused = new ArrayList<>();
  private final Map<WorkerId, List<Lease>> heldByNamed;
  private MinerLedger ledger;

  private PublicationRules(MinerLedger ledger, LeasePublication said, Instant now) {
    this.ledger = ledger;
    this.said = said;
    this.now = now;
    var named = said.named();
    this.heldByNamed =
        held()
            .filter(lease -> named.contains(lease.worker()))
            .collect(Collectors.groupingBy(Lease::worker, HashMap::new, Collectors.toList()));
  }

  static MinerLedger.Decision taking(MinerLedger ledger, LeasePublication said, Instant now) {
    var rules = new PublicationRules(ledger, said, now);
    rules.closeIdle();
    said.leased().forEach(rules::bring);
    return new Accept(rules.events, rules.reply());
  }

  private void closeIdle() {
    if (said.idle().isEmpty() && said.others() == Others.UNSAID) {
      return;
    }
    var named = said.named();
    held()
        .filter(this::isOurs)
        .filter(
            lease ->
                said.idle().contains(lease.worker())
                    || (said.others() == Others.IDLE && !named.contains(lease.worker())))
        .forEach(this::close);
  }

  private Stream<Lease> held() {
    return ledger.leases().leases().values().stream();
  }

  /// The leases of a worker that is named, as they are by now.
  private Stream<Lease> heldOf(WorkerId worker) {
    return heldByNamed.getOrDefault(worker, List.of()).stream();
  }

  private void bring(LeaseTerms terms) {
    var held = oursOf(terms.worker());
    if (held.isEmpty()) {
      open(terms, now);
    } else if (held.get().score().equals(terms.score())) {
      renew(held.get(), terms);
    } else {
      open(terms, close(held.get()));
    }
  }

  private void renew(Lease held, LeaseTerms terms) {
    var until = roomUntil(terms, held.from());
    if (Lease.isTooLong(now, terms.until())) {
      refused.add(new NotLeased(terms.worker(), MinerLedger.Refusal.LEASE_TOO_LONG));
      return;
    }
    var life = Duration.between(now, terms.until());
    if (!until.isAfter(held.until().plus(life.dividedBy(RENEWALS_PER_LIFE)))) {
      return;
    }
    if (Lease.isTooLong(held.from(), until)) {
      open(terms, close(held));
      return;
    }
    decided(LeaseRules.renewal(ledger.leases(), held.id(), until, now), terms.worker());
  }

  private void open(LeaseTerms terms, Instant from) {
    var until = roomUntil(terms, from);
    if (!until.isAfter(from)) {
      refused.add(new NotLeased(terms.worker(), MinerLedger.Refusal.WORKER_IS_LEASED));
      return;
    }
    if (Lease.isTooLong(from, until)) {
      refused.add(new NotLeased(terms.worker(), MinerLedger.Refusal.LEASE_TOO_LONG));
      return;
    }
    var fitted =
        new LeaseTerms(
            terms.id(),
            terms.worker(),
            terms.source(),
            terms.score(),
            new LeaseTerms.On(from),
            until);
    decided(LeaseRules.opening(ledger, fitted, now), terms.worker());
  }

  /// The end of the terms, or the beginning of the next lease of the worker if that is earlier.
  private Instant roomUntil(LeaseTerms terms, Instant from) {
    return heldOf(terms.worker())
        .filter(lease -> !isOurs(lease))
        .map(Lease::from)
        .filter(begin -> begin.isAfter(from))
        .min(Comparator.naturalOrder())
        .filter(begin -> begin.isBefore(terms.until()))
        .orElse(terms.until());
  }

  private Optional<Lease> oursOf(WorkerId worker) {
    return heldOf(worker).filter(this::isOurs).max(Comparator.comparing(Lease::until));
  }

  /// Whether the lease is of the source that publishes, and is not over.
  private boolean isOurs(Lease lease) {
    return lease.until().isAfter(now) && lease.source().equals(said.source());
  }

  /// Ends it; returns when it does.
  private Instant close(Lease lease) {
    decided(LeaseRules.closing(ledger.leases(), lease.id(), now), lease.worker());
    return ledger.leases().find(lease.id()).map(Lease::until).orElse(now);
  }

  private void decided(MinerLedger.Decision decision, WorkerId worker) {
    switch (decision) {
      case Accept(var more, _) -> {
        events.addAll(more);
        more.forEach(event -> ledger = ledger.evolve(event));
        heldByNamed.put(worker, held().filter(lease -> lease.worker().equals(worker)).toList());
      }
      case Refuse(var why, _) -> refused.add(new NotLeased(worker, why));
    }
  }

  private PublicationTaken reply() {
    return new PublicationTaken(
        count(LeaseOpened.class), count(LeaseRenewed.class), count(LeaseClosed.class), refused);
  }

  private int count(Class<? extends Event> kind) {
    return Math.toIntExact(events.stream().filter(kind::isInstance).count());
  }
}
