package io.byteleap.simulation.actors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/// The journal of a process, in the [Store] that outlives it. Made by Pekko, as its configuration
/// says.
public final class StoredJournal extends AsyncWriteJournal {
  private Ground ground() {
    return Ground.of(context().system().settings().config());
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
    var results = new ArrayList<Optional<Exception>>();
    for (AtomicWrite write : writes) {
      var events = CollectionConverters.asJava(write.payload());
      var payloads = events.stream().map(StoredJournal::event).toList();
      var ground = ground();
      ground
          .pump()
          .guarded(
              () ->
                  ground
                      .store()
                      .write(
                          write.persistenceId(),
                          events.getFirst().sequenceNr(),
                          payloads,
                          events.getFirst().writerUuid()));
      results.add(Optional.empty());
    }
    return Futures.successful(results);
  }

  private static Object event(PersistentRepr written) {
    return written.payload() instanceof Tagged tagged ? tagged.payload() : written.payload();
  }

  /// Which events are kept is for the retention of the history to say, which is not simulated.
  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String id, long last) {
    return Futures.failed(new UnsupportedOperationException("BUG: an entity deletes its events"));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String id, long first, long last, long max, Consumer<PersistentRepr> reader) {
    List<Store.Entry> entries = ground().store().entries(id);
    entries.stream()
        .filter(entry -> entry.sequence() >= first && entry.sequence() <= last)
        .limit(max)
        .forEach(
            entry ->
                reader.accept(
                    PersistentRepr.apply(
                        entry.written().read(),
                        entry.sequence(),
                        id,
                        "",
                        false,
                        ActorRef.noSender(),
                        entry.writer())));
    return Futures.successful(null);
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String id, long first) {
    return Futures.successful(ground().store().lastSequence(id));
  }
}
