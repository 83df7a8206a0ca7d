package io.byteleap.persistence.read;

import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.HistoryUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// Forgets what is too old: rows of the read models and the inventory, and of the journal whatever
/// a snapshot that is itself old enough stands for. Each statement deletes a bounded number of rows
/// and is a transaction of its own, so that nobody waits long for any of them, and one that fails
/// leaves nothing half done.
public final class JdbcRetention {
  /// Held by the one process of several that forgets.
  private static final long LOCK = 0x4279_7465_4c65_6171L;

  /// Rows of the communication log that are kept at most, whatever their age.
  private static final long COMMUNICATION_MAX = 1_000_000;

  /// Snapshots with which a journal may begin: of each actor the newest that is old enough.
  private static final String BASES =
      "WITH base AS (SELECT persistence_id, max(sequence_number) AS base FROM snapshot"
          + " WHERE created < ? GROUP BY persistence_id) ";

  /// Whether a projection has yet to read the event.
  private static final String UNREAD =
      "EXISTS (SELECT 1 FROM event_tag tag JOIN projection ON projection.tag = tag.tag"
          + " WHERE tag.event_id = journal.ordering AND tag.event_id > projection.position)";

  private final DataSource pool;
  private final List<Reader> readers;

  /// A projection that reads the events with this label.
  public record Reader(String projection, String tag) {}

  /// Before which moments what is forgotten: challenges, since rounds look back at them, and
  /// everything else, the journal included.
  public record Limits(Instant challenges, Instant others) {
    public Limits {
      if (challenges.isAfter(others)) {
        throw new IllegalArgumentException("challenges are kept at least as long as rounds");
      }
    }
  }

  /// One kind of rows that is forgotten: what it is, how many rows a statement deletes, and the
  /// statement, whose last value is that number.
  private record Rule(String name, int batch, String delete, List<Object> values) {
    static Rule of(String table, String key, String condition, int batch, Object... values) {
      return new Rule(
          table,
          batch,
          "DELETE FROM %1$s WHERE %2$s = ANY(ARRAY(SELECT %2$s FROM %1$s WHERE %3$s LIMIT ?))"
              .formatted(table, key, condition),
          List.of(values));
    }
  }

  public JdbcRetention(DataSource pool, List<Reader> readers) {
    this.pool = pool;
    this.readers = List.copyOf(readers);
  }

  /// Forgets, and returns how many rows of which table; nothing when another process forgets at the
  /// moment. Blocks, and throws [HistoryUnavailable] when the database is away.
  public Map<String, Long> forget(Limits limits) {
    try (var connection = pool.getConnection()) {
      if (!flag(connection, "SELECT pg_try_advisory_lock(?)")) {
        return Map.of();
      }
      try {
        return forget(connection, limits);
      } finally {
        flag(connection, "SELECT pg_advisory_unlock(?)");
      }
    } catch (SQLException e) {
      throw new HistoryUnavailable(e);
    }
  }

  private static boolean flag(Connection connection, String sql) throws SQLException {
    return Sql.query(connection, row -> row.getBoolean(1), sql, LOCK).getFirst();
  }

  private Map<String, Long> forget(Connection connection, Limits limits) throws SQLException {
    var forgotten = new LinkedHashMap<String, Long>();
    for (Rule rule : rules(limits)) {
      long rows = carriedOut(connection, rule);
      if (rows > 0) {
        forgotten.merge(rule.name(), rows, Long::sum);
      }
    }
    return forgotten;
  }

  private static long carriedOut(Connection connection, Rule rule) throws SQLException {
    var values = Stream.concat(rule.values().stream(), Stream.of(rule.batch())).toArray();
    long rows = 0;
    int deleted;
    do {
      deleted = Sql.changedBy(connection, rule.delete(), values);
      rows += deleted;
    } while (deleted == rule.batch());
    return rows;
  }

  private List<Rule> rules(Limits limits) {
    var limit = limits.others();
    var day = limit.atOffset(ZoneOffset.UTC).toLocalDate();
    return List.of(
        Rule.of(
            "challenge",
            "challenge_id",
            "created_at < ? AND ended_at IS NOT NULL",
            5_000,
            limits.challenges()),
        Rule.of("muster_unit", "ctid", "opens_at < ? AND verdict IS NOT NULL", 5_000, limit),
        Rule.of("lease", "ctid", "ends_at < ?", 5_000, limit),
        Rule.of("rental", "rental_id", "ended_at < ?", 1_000, limit),
        Rule.of("score_round", "round", "scored_at < ?", 100, limit),
        Rule.of(
            "weight_submission",
            "submission",
            "started_at < ? AND ended_at IS NOT NULL",
            500,
            limit),
        Rule.of("availability", "ctid", "day < ?", 5_000, day),
        Rule.of("worker", "ctid", "forgotten_at < ?", 5_000, limit),
        Rule.of("worker_record", "ctid", "last_ended_at < ?", 5_000, limit),
        Rule.of("gpu_record", "ctid", "last_ended_at < ?", 5_000, limit),
        Rule.of("miner", "ctid", "last_heartbeat_at < ?", 5_000, limit),
        Rule.of("hardware", "ctid", "last_heartbeat_at < ?", 5_000, limit),
        Rule.of("gpu", "ctid", "last_seen_at < ?", 5_000, limit),
        Rule.of("gpu_conflict", "ctid", "last_claimed_at < ?", 5_000, limit),
        Rule.of("communication", "id", "at < ?", 5_000, limit),
        Rule.of(
            "communication",
            "id",
            "id <= (SELECT max(id) FROM communication) - ?",
            5_000,
            COMMUNICATION_MAX),
        events(limit),
        snapshots(limit));
  }

  /// The event that the snapshot was taken after stays, as the place from which to count on.
  private Rule events(Instant limit) {
    String[] names = readers.stream().map(Reader::projection).toArray(String[]::new);
    String[] tags = readers.stream().map(Reader::tag).toArray(String[]::new);
    return new Rule(
        "event_journal",
        5_000,
        BASES
            + ", projection AS (SELECT reader.tag,"
            + " coalesce(CAST(store.current_offset AS BIGINT), 0) AS position"
            + " FROM unnest(?, ?) AS reader (name, tag)"
            + " LEFT JOIN pekko_projection_offset_store store"
            + " ON store.projection_name = reader.name)"
            + " DELETE FROM event_journal WHERE ordering = ANY(ARRAY(SELECT journal.ordering"
            + " FROM base JOIN event_journal journal"
            + " ON journal.persistence_id = base.persistence_id"
            + " AND journal.sequence_number < base.base"
            + " WHERE NOT "
            + UNREAD
            + " LIMIT ?))",
        List.of(limit.toEpochMilli(), names, tags));
  }

  private static Rule snapshots(Instant limit) {
    return new Rule(
        "snapshot",
        500,
        BASES
            + "DELETE FROM snapshot WHERE ctid = ANY(ARRAY(SELECT snapshot.ctid FROM snapshot"
            + " JOIN base ON snapshot.persistence_id = base.persistence_id"
            + " AND snapshot.sequence_number < base.base LIMIT ?))",
        List.of(limit.toEpochMilli()));
  }
}
