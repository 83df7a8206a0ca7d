package io.byteleap.persistence.journal;

import io.byteleap.domain.units.Label;
import io.byteleap.persistence.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Looks whether this version knows every kind of event and snapshot that a journal holds, without
/// reading them: a journal that a newer version has written to is not to be gone on with.
public final class JournalCheck {
  /// The kinds, by leaps through the index on them.
  private static final String EVENT_KINDS =
      "WITH RECURSIVE kinds AS ((SELECT event_ser_manifest AS kind FROM event_journal"
          + " ORDER BY event_ser_manifest LIMIT 1)"
          + " UNION ALL SELECT (SELECT event_ser_manifest FROM event_journal"
          + " WHERE event_ser_manifest > kinds.kind ORDER BY event_ser_manifest LIMIT 1)"
          + " FROM kinds WHERE kinds.kind IS NOT NULL)"
          + " SELECT kind FROM kinds WHERE kind IS NOT NULL";

  private static final String FIRST_EVENT =
      "SELECT persistence_id, sequence_number FROM event_journal"
          + " WHERE event_ser_manifest = ? AND event_ser_id = ? AND NOT deleted"
          + " ORDER BY ordering LIMIT 1";

  private static final String SNAPSHOT_KINDS =
      "SELECT DISTINCT snapshot_ser_manifest FROM snapshot";

  private static final String FIRST_SNAPSHOT =
      "SELECT persistence_id, sequence_number FROM snapshot"
          + " WHERE snapshot_ser_manifest = ? AND snapshot_ser_id = ?"
          + " ORDER BY created, persistence_id LIMIT 1";

  private final JournalSerializer serializer = new JournalSerializer();
  private final Connection connection;

  private JournalCheck(Connection connection) {
    this.connection = connection;
  }

  private record Place(String id, long sequence) {}

  /// What is not known, and where it is first; empty when all is.
  public static Optional<String> complaint(Connection connection) throws SQLException {
    var check = new JournalCheck(connection);
    var events = check.complaint("event", EVENT_KINDS, FIRST_EVENT);
    return events.isPresent()
        ? events
        : check.complaint("snapshot", SNAPSHOT_KINDS, FIRST_SNAPSHOT);
  }

  private Optional<String> complaint(String what, String kinds, String first) throws SQLException {
    for (String kind : Sql.query(connection, row -> row.getString(1), kinds)) {
      if (!serializer.reads(kind)) {
        var place = find(first, kind);
        if (place.isPresent()) {
          return Optional.of(sentence(what, kind, place.get()));
        }
      }
    }
    return Optional.empty();
  }

  /// Others' serializers have kinds of their own, which are not ours to judge.
  private Optional<Place> find(String first, String kind) throws SQLException {
    List<Place> found =
        Sql.query(
            connection,
            row -> new Place(row.getString(1), row.getLong(2)),
            first,
            kind,
            serializer.identifier());
    return found.stream().findFirst();
  }

  private String sentence(String what, String kind, Place place) {
    return "the journal holds the %s '%s' (%s, sequence number %d), which this version does not know"
            .formatted(what, Label.of(kind), Label.of(place.id()), place.sequence())
        + ": "
        + known(kind)
        + "; start the version that wrote it, or a newer one";
  }

  private String known(String kind) {
    int slash = kind.lastIndexOf('/');
    String name = slash < 0 ? kind : kind.substring(0, slash);
    int newest = serializer.newestVersionOf(name);
    return newest == 0
        ? "it knows no version of it"
        : "the newest that it knows is '" + Label.of(name) + "/" + newest + "'";
  }
}
