package io.byteleap.simulation.actors;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.HeartbeatReport;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerLedger.LeaseClosed;
import io.byteleap.domain.scoring.MinerLedger.LeaseOpened;
import io.byteleap.domain.scoring.MinerLedger.LeaseRenewed;
import io.byteleap.domain.scoring.MinerLedger.WorkerAppeared;
import io.byteleap.domain.scoring.MinerLedger.WorkerChanged;
import io.byteleap.domain.scoring.MinerLedger.WorkerForgotten;
import io.byteleap.domain.scoring.MinerLedger.WorkersSeen;
import io.byteleap.simulation.Hub;
import io.byteleap.simulation.Miner;
import io.byteleap.simulation.Pair;
import io.byteleap.simulation.World;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One miner at one validator, as the rules see it: what the ledger's actor was told, and what it
/// stored of that.
final class Dealing implements Pair {
  /// What the hub said, which the ledger's actor may have stored or not.
  private record Publication(List<Hub.Word> words, Instant at) {}

  private final World world;
  private final ValidatorActors validator;
  private final Miner miner;
  private final Map<WorkerId, Instant> heard = new HashMap<>();
  private Optional<Publication> publication = Optional.empty();
  private Optional<Instant> roundSince = Optional.empty();

  Dealing(World world, ValidatorActors validator, Miner miner) {
    this.world = world;
    this.validator = validator;
    this.miner = miner;
  }

  @Override
  public Miner miner() {
    return miner;
  }

  @Override
  public MinerLedger ledger() {
    return validator.store().meant(validator.ledgerOf(miner.hotkey()), MinerLedger.class);
  }

  /// A round that nobody has asked for since a crash has not listened yet.
  @Override
  public Instant since() {
    return roundSince.orElseGet(validator::now);
  }

  void roundBegins() {
    roundSince = Optional.of(validator.now());
  }

  /// The validator crashed: nobody listens any more.
  void forget() {
    roundSince = Optional.empty();
    publication = Optional.empty();
    heard.clear();
  }

  /// A report reached the ledger's actor.
  void reported(HeartbeatReport report) {
    report.workers().forEach(worker -> heard.put(worker.id(), validator.now()));
  }

  /// A publication is on its way to the ledger's actor.
  void publishing(List<Hub.Word> words) {
    publication = Optional.of(new Publication(words, validator.now()));
  }

  /// The ledger's actor has answered, and has stored what there was to store.
  void published() {
    publication.ifPresent(
        said -> world.auditor().scores().published(this, validator, said.words(), said.at()));
    publication = Optional.empty();
  }

  void stored(MinerLedger.Event event) {
    switch (event) {
      case WorkersSeen(var bucket, var workers) ->
          workers.stream()
              .filter(worker -> wasHeardIn(bucket, worker))
              .forEach(worker -> world.auditor().scores().seen(this, worker, bucket));
      case LeaseOpened _, LeaseRenewed _, LeaseClosed _ -> published();
      case WorkerAppeared _, WorkerChanged _, WorkerForgotten _ -> {}
    }
  }

  private boolean wasHeardIn(Bucket bucket, WorkerId worker) {
    return Optional.ofNullable(heard.get(worker))
        .filter(at -> Bucket.at(at).equals(bucket))
        .isPresent();
  }
}
