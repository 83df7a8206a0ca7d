package io.byteleap.persistence.projection;

import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.rental.RentalEvent;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.weights.WeightEpoch;
import java.util.List;

/// Tables that are made from the journal: which events make them (those of the class and label),
/// which tables they are, and how. `name` is that of the projection in the store of offsets.
///
/// Another read model is another line in [#ALL]; everything that goes over all of them (the running
/// projections, the rebuild, what may be deleted from the journal) finds it there.
record ReadModel<E>(
    String name, String tag, Class<E> events, List<String> tables, Projector<E> projector) {
  static final List<ReadModel<?>> ALL =
      List.of(
          new ReadModel<>(
              "presence",
              Tags.LEDGERS,
              MinerLedger.Event.class,
              List.of("worker", "availability"),
              new PresenceProjection()),
          new ReadModel<>(
              "challenges",
              Tags.CHALLENGES,
              Round.Step.class,
              List.of("challenge", "worker_record", "gpu_record", "muster_unit"),
              new ChallengeProjection()),
          new ReadModel<>(
              "leases",
              Tags.LEASES,
              MinerLedger.Event.class,
              List.of("lease"),
              new LeaseProjection()),
          new ReadModel<>(
              "weights",
              Tags.WEIGHTS,
              WeightEpoch.Event.class,
              List.of("submitted_weight", "weight_submission", "miner_score", "score_round"),
              new WeightProjection()),
          new ReadModel<>(
              "rentals",
              Tags.RENTALS,
              RentalEvent.class,
              List.of("rental"),
              new RentalProjection()));

  /// The key under which the store of offsets has all projections: none is divided.
  static final String KEY = "all";

  ReadModel {
    tables = List.copyOf(tables);
  }
}
