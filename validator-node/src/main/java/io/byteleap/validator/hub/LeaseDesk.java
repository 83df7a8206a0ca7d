package io.byteleap.validator.hub;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.LeasePublication;
import io.byteleap.domain.lease.LeasePublication.Others;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.wire.hub.HubMessage.Coverage;
import io.byteleap.wire.hub.HubMessage.LeasePublish;
import io.byteleap.wire.hub.PublishedLease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// What the hub published and the miners' ledgers have not confirmed: at most one errand a miner of
/// the subnet. The hub wants no acknowledgement and says nothing twice, so what a ledger does not
/// take is tried again until it would have expired. A later publication joins the earlier one.
record LeaseDesk(LeaseRhythm rhythm, SortedMap<Hotkey, Errand> errands, long begun) {
  static final Duration REST = Duration.ofSeconds(10);

  record Errand(long number, LeasePublication publication, Instant until) {}

  /// What a publication leads to: ledgers to be told, and leases of miners who are not there.
  record Step(LeaseDesk next, List<Take> takes, int strangers) {
    Step {
      takes = List.copyOf(takes);
    }
  }

  /// Have the miner's ledger take this; what comes back names the number.
  record Take(Hotkey miner, long number, LeasePublication publication) {}

  LeaseDesk {
    errands = Collections.unmodifiableSortedMap(new TreeMap<>(errands));
  }

  static LeaseDesk of(Duration lifeMin) {
    return new LeaseDesk(LeaseRhythm.of(lifeMin), new TreeMap<>(), 0);
  }

  LeaseDesk sessionBegan() {
    return new LeaseDesk(rhythm.sessionBegan(), errands, begun);
  }

  /// `random` names the leases.
  Step said(LeasePublish publish, Collection<Hotkey> members, Instant now, RandomGenerator random) {
    var heard = rhythm.published(now);
    var until = now.plus(heard.life());
    var coverage = coverage(publish);
    var byMiner = byMiner(publish, coverage, members);
    var next = new TreeMap<>(errands);
    next.keySet().retainAll(members);
    var takes = new ArrayList<Take>();
    for (var entry : byMiner.entrySet()) {
      var miner = entry.getKey();
      var said = publication(coverage, entry.getValue(), until, random);
      var publication = open(miner, now).map(before -> before.then(said)).orElse(said);
      var take = new Take(miner, begun + takes.size() + 1, publication);
      next.put(miner, new Errand(take.number(), publication, until));
      takes.add(take);
    }
    int strangers = publish.leases().size() - byMiner.values().stream().mapToInt(List::size).sum();
    return new Step(new LeaseDesk(heard, next, begun + takes.size()), takes, strangers);
  }

  /// A publication that cannot be read as a whole is not believed to name everybody: who may stand
  /// in the part that is missing does not lose a lease for it.
  private static Coverage coverage(LeasePublish publish) {
    return publish.refused().isEmpty() ? publish.coverage() : Coverage.DELTA;
  }

  /// What is published of each member; a full publication speaks of all of them.
  private static SortedMap<Hotkey, List<PublishedLease>> byMiner(
      LeasePublish publish, Coverage coverage, Collection<Hotkey> members) {
    var byMiner = new TreeMap<Hotkey, List<PublishedLease>>();
    if (coverage == Coverage.FULL) {
      members.forEach(miner -> byMiner.put(miner, new ArrayList<>()));
    }
    publish.leases().stream()
        .filter(lease -> members.contains(lease.key().miner()))
        .forEach(
            lease ->
                byMiner.computeIfAbsent(lease.key().miner(), _ -> new ArrayList<>()).add(lease));
    return byMiner;
  }

  /// What the miner's ledger has still to take.
  private Optional<LeasePublication> open(Hotkey miner, Instant now) {
    return Optional.ofNullable(errands.get(miner))
        .filter(errand -> errand.until().isAfter(now))
        .map(Errand::publication);
  }

  private static LeasePublication publication(
      Coverage coverage, List<PublishedLease> leases, Instant until, RandomGenerator random) {
    var leased = new ArrayList<LeaseTerms>();
    var idle = new TreeSet<WorkerId>();
    for (PublishedLease lease : leases) {
      if (lease.isIdle()) {
        idle.add(lease.key().worker());
      } else {
        leased.add(lease.terms(new LeaseId("hub-" + RandomUuid.draw(random)), until));
      }
    }
    return new LeasePublication(
        PublishedLease.SOURCE,
        leased,
        idle,
        switch (coverage) {
          case DELTA -> Others.UNSAID;
          case FULL -> Others.IDLE;
        });
  }

  /// The ledger has taken it.
  LeaseDesk taken(Hotkey miner, long number) {
    return isAt(miner, number) ? without(miner) : this;
  }

  /// Whether an errand that the ledger did not take is to be tried again.
  boolean isToBeRepeated(Hotkey miner, long number) {
    return isAt(miner, number);
  }

  /// After the rest: the errand once more; none when it is over or another has taken its place.
  List<Take> again(Hotkey miner, long number, Instant now) {
    return isAt(miner, number)
        ? open(miner, now).stream()
            .map(publication -> new Take(miner, number, publication))
            .toList()
        : List.of();
  }

  private boolean isAt(Hotkey miner, long number) {
    return Optional.ofNullable(errands.get(miner))
        .filter(errand -> errand.number() == number)
        .isPresent();
  }

  private LeaseDesk without(Hotkey miner) {
    var next = new TreeMap<>(errands);
    next.remove(miner);
    return new LeaseDesk(rhythm, next, begun);
  }
}
