package io.byteleap.domain.lease;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What somebody who keeps saying which workers are rented says of one miner's workers: those that
/// are, each with the terms of its lease, should it be new; those that are not; and what follows
/// for the others. All leases begin at once and are of one `source`; no worker is named twice.
public record LeasePublication(
    Label source, List<LeaseTerms> leased, SortedSet<WorkerId> idle, Others others) {
  /// Workers that a publication does not name.
  public enum Others {
    /// Nothing is said of them: their leases run on until they expire.
    UNSAID,
    /// They are not rented.
    IDLE
  }

  public LeasePublication {
    leased = List.copyOf(leased);
    idle = Collections.unmodifiableSortedSet(new TreeSet<>(idle));
    var named = new HashSet<>(idle);
    for (LeaseTerms terms : leased) {
      if (!named.add(terms.worker())) {
        throw new IllegalArgumentException("worker " + terms.worker() + " is named twice");
      }
      if (!terms.source().equals(source)
          || !(terms.beginning() instanceof LeaseTerms.AtOnce)
          || terms.score().equals(LeaseScore.NONE)) {
        throw new IllegalArgumentException("lease " + terms.id() + " is of no publication");
      }
    }
  }

  /// Workers of which something is said.
  public Set<WorkerId> named() {
    var named = new TreeSet<>(idle);
    leased.forEach(terms -> named.add(terms.worker()));
    return named;
  }

  /// What holds when `later` was said after this: for each worker the later word.
  public LeasePublication then(LeasePublication later) {
    if (later.others() == Others.IDLE) {
      return later;
    }
    var terms = new TreeMap<WorkerId, LeaseTerms>();
    leased.forEach(each -> terms.put(each.worker(), each));
    terms.keySet().removeAll(later.idle());
    later.leased().forEach(each -> terms.put(each.worker(), each));
    var nobody = new TreeSet<>(idle);
    nobody.addAll(later.idle());
    nobody.removeAll(terms.keySet());
    return new LeasePublication(source, List.copyOf(terms.values()), nobody, others);
  }
}
