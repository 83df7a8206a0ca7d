package io.byteleap.simulation.actors;

import java.util.Optional;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;

/// The snapshots of a process, the newest of each entity, in the [Store] that outlives it. Made by
/// Pekko, as its configuration says.
public final class StoredSnapshots extends SnapshotStore {
  private Store store() {
    return Ground.of(context().system().settings().config()).store();
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String id, SnapshotSelectionCriteria criteria) {
    return Futures.successful(
        store()
            .snapshot(id)
            .filter(snapshot -> snapshot.sequence() <= criteria.maxSequenceNr())
            .map(
                snapshot ->
                    SelectedSnapshot.create(
                        new SnapshotMetadata(id, snapshot.sequence(), snapshot.at()),
                        snapshot.written().read())));
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object state) {
    store()
        .keep(
            metadata.persistenceId(),
            new Store.Snapshot(
                metadata.sequenceNr(), metadata.timestamp(), Store.Written.of(state)));
    return Futures.successful(null);
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    return Futures.successful(null);
  }

  @Override
  public Future<Void> doDeleteAsync(String id, SnapshotSelectionCriteria criteria) {
    return Futures.successful(null);
  }
}
