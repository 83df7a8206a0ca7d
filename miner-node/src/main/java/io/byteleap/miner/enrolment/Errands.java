package io.byteleap.miner.enrolment;

import io.byteleap.domain.enrolment.RequestLimits;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.session.AttemptLimit;
import io.byteleap.miner.worker.WorkerConnection;
import io.byteleap.miner.worker.WorkerRegistry;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;

/// The errands that are under way, and how often each worker asked lately. `begun` counts the
/// errands, and numbers them.
record Errands(SortedMap<WorkerId, Errand> underWay, RequestLimits<WorkerId> limits, long begun) {
  /// Workers whose requests are counted: those that are connected, and some that were.
  private static final int WORKERS_REMEMBERED_MAX = 4 * WorkerRegistry.WORKERS_MAX;

  record Errand(
      long number,
      ActorRef<WorkerConnection.Command> connection,
      ActorRef<EnrolmentCourier.Command> courier) {}

  Errands {
    underWay = Collections.unmodifiableSortedMap(new TreeMap<>(underWay));
  }

  static Errands none(AttemptLimit perWorker) {
    return new Errands(new TreeMap<>(), RequestLimits.of(perWorker, WORKERS_REMEMBERED_MAX), 0);
  }

  Errands with(RequestLimits<WorkerId> counted) {
    return new Errands(underWay, counted, begun);
  }

  Errands with(WorkerId worker, Errand errand) {
    var next = new TreeMap<>(underWay);
    next.put(worker, errand);
    return new Errands(next, limits, errand.number());
  }

  Errands without(WorkerId worker) {
    var next = new TreeMap<>(underWay);
    next.remove(worker);
    return new Errands(next, limits, begun);
  }

  boolean isFull() {
    return underWay.size() >= WorkerRegistry.WORKERS_MAX;
  }

  boolean isUnderWay(WorkerId worker, long number) {
    var errand = underWay.get(worker);
    return errand != null && errand.number() == number;
  }
}
