package io.byteleap.persistence.read;

import io.byteleap.persistence.projection.Tags;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import javax.sql.DataSource;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.stream.javadsl.Source;

/// The events of the journal that are told to others, in the order in which they were stored, from
/// any place on and then as they happen.
public final class JournalNews {
  /// `position` in the journal grows, with gaps; `owner` is the hotkey or name of whose event it
  /// is.
  public record Piece(long position, String owner, Object event) {}

  private final JdbcReadJournal journal;
  private final DataSource pool;

  public JournalNews(ActorSystem<?> system, DataSource pool) {
    this.journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
    this.pool = pool;
  }

  /// The position of the newest event, 0 when there is none. Blocks, and throws
  /// [io.byteleap.port.History.HistoryUnavailable] when the database is away.
  public long newest() {
    return Question.answered(
        pool,
        connection ->
            Sql.query(
                    connection,
                    row -> row.getLong(1),
                    "SELECT coalesce(max(ordering), 0) FROM event_journal")
                .getFirst());
  }

  /// What comes after `position`; without end. A source that fails because the database is away
  /// may be asked for again.
  public Source<Piece, NotUsed> after(long position) {
    return journal
        .eventsByTag(Tags.NEWS, Offset.sequence(position))
        .map(
            envelope ->
                new Piece(
                    ((Sequence) envelope.offset()).value(),
                    owner(envelope.persistenceId()),
                    envelope.event()));
  }

  /// What belongs to nobody (`weights`) is named as it is.
  private static String owner(String persistenceId) {
    return persistenceId.contains(PersistenceId.DefaultSeparator())
        ? PersistenceId.extractEntityId(persistenceId)
        : persistenceId;
  }
}
