package io.byteleap.persistence.projection;

import io.byteleap.persistence.journal.JournalSerializer;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.HistoryUnavailable;
import java.io.NotSerializableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Makes the read models again from the journal, all in one transaction: whoever looks meanwhile
/// sees the old rows or waits, and a rebuild that is interrupted has changed nothing. Nobody else
/// may write to the database meanwhile.
public final class Rebuild {
  /// Events that are held in memory at a time.
  private static final int PAGE = 200;

  /// Where the journal of an actor does not begin with its first event: the snapshot with which it
  /// begins.
  private static final String BEGINNINGS =
      "SELECT DISTINCT ON (s.persistence_id) s.persistence_id, s.snapshot_ser_manifest,"
          + " s.snapshot_payload FROM snapshot s LEFT JOIN (SELECT persistence_id,"
          + " min(sequence_number) AS first FROM event_journal WHERE NOT deleted"
          + " GROUP BY persistence_id) j ON j.persistence_id = s.persistence_id"
          + " WHERE s.snapshot_ser_id = ? AND coalesce(j.first, s.sequence_number + 1) > 1"
          + " AND s.sequence_number >= coalesce(j.first, 1) - 1"
          + " ORDER BY s.persistence_id, s.sequence_number";

  private static final String EVENTS =
      "SELECT j.ordering, j.persistence_id, j.event_ser_manifest, j.event_payload"
          + " FROM event_tag t JOIN event_journal j ON j.ordering = t.event_id"
          + " WHERE t.tag = ? AND NOT j.deleted ORDER BY j.ordering";

  private final JournalSerializer serializer = new JournalSerializer();
  private final Connection connection;
  private final InstantSource clock;

  private Rebuild(Connection connection, InstantSource clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /// Rebuilds, and returns how many events each read model was made from. Blocks, and throws
  /// [HistoryUnavailable] when the database is away or holds what cannot be read.
  public static Map<String, Long> of(DataSource pool, InstantSource clock) {
    try (var connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        var counts = new Rebuild(connection, clock).carriedOut();
        connection.commit();
        return counts;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new HistoryUnavailable(e);
    }
  }

  private Map<String, Long> carriedOut() throws SQLException {
    Sql.execute(
        connection,
        "TRUNCATE "
            + ReadModel.ALL.stream()
                .flatMap(model -> model.tables().stream())
                .collect(Collectors.joining(", "))
            + " RESTART IDENTITY");
    var counts = new LinkedHashMap<String, Long>();
    for (ReadModel<?> model : ReadModel.ALL) {
      counts.put(model.name(), replayed(model));
    }
    return counts;
  }

  private void begin(Projector<?> projector) throws SQLException {
    try (var statement = connection.prepareStatement(BEGINNINGS)) {
      statement.setFetchSize(PAGE);
      statement.setInt(1, serializer.identifier());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          Object state = read(rows.getString(2), rows.getBytes(3));
          projector.begin(connection, rows.getString(1), state);
        }
      }
    }
  }

  private <E> long replayed(ReadModel<E> model) throws SQLException {
    var projector = model.projector().inBulk();
    begin(projector);
    long count = 0;
    long position = 0;
    try (var statement = connection.prepareStatement(EVENTS)) {
      statement.setFetchSize(PAGE);
      statement.setString(1, model.tag());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          position = rows.getLong(1);
          String id = rows.getString(2);
          Object event = read(rows.getString(3), rows.getBytes(4));
          projector.project(connection, id, model.events().cast(event));
          count++;
        }
      }
    }
    projector.finish(connection);
    remember(model, position);
    return count;
  }

  private Object read(String manifest, byte[] bytes) {
    try {
      return serializer.fromBinary(bytes, manifest);
    } catch (NotSerializableException e) {
      throw new HistoryUnavailable(e);
    }
  }

  /// As the projection itself would have.
  private void remember(ReadModel<?> model, long position) throws SQLException {
    Sql.execute(
        connection,
        "DELETE FROM pekko_projection_offset_store WHERE projection_name = ?",
        model.name());
    if (position > 0) {
      Sql.execute(
          connection,
          "INSERT INTO pekko_projection_offset_store (projection_name, projection_key,"
              + " current_offset, manifest, mergeable, last_updated)"
              + " VALUES (?, ?, ?, 'SEQ', FALSE, ?)",
          model.name(),
          ReadModel.KEY,
          Long.toString(position),
          clock.millis());
    }
  }
}
