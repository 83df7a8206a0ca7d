package io.byteleap.persistence.care;

import io.byteleap.persistence.inventory.GpuClaims;
import io.byteleap.persistence.journal.JournalCheck;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.Schema;
import io.byteleap.persistence.projection.Projections;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.HistoryUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What there is to say of a database: its server, the shape of its tables, its journal, how far
/// the read models are behind it, what lies in it.
public record Examination(
    String server,
    Schema.State schema,
    Optional<String> complaint,
    Journal journal,
    List<Lag> lags,
    List<Table> tables,
    long gpuConflicts) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final List<String> TABLES =
      List.of(
          "event_journal",
          "event_tag",
          "snapshot",
          "challenge",
          "score_round",
          "miner_score",
          "weight_submission",
          "worker",
          "availability",
          "rental",
          "gateway_worker",
          "gateway_certificate",
          "worker_record",
          "gpu_record",
          "miner",
          "hardware",
          "gpu",
          "gpu_conflict",
          "communication");

  /// Events, and since when there are any; the time is empty when there are none.
  public record Journal(long events, long snapshots, Optional<Instant> since) {}

  /// Events that a read model has not taken in yet.
  public record Lag(String readModel, long events) {}

  /// A table, its rows, and what it takes on the disk with its indexes.
  public record Table(String name, long rows, long bytes) {}

  public Examination {
    lags = List.copyOf(lags);
    tables = List.copyOf(tables);
  }

  /// Whether a node can go on with the database as it is.
  public boolean isWell() {
    return complaint.isEmpty() && schema.pending().isEmpty();
  }

  /// Blocks, and throws [HistoryUnavailable] when the database cannot be read.
  public static Examination of(Database database) {
    var schema = database.schema().state();
    var server = database.serverName(PATIENCE).orElse("unknown");
    if (!schema.pending().isEmpty()) {
      var nothing = new Journal(0, 0, Optional.empty());
      return new Examination(server, schema, Optional.empty(), nothing, List.of(), List.of(), 0);
    }
    try (var connection = database.dataSource().getConnection()) {
      return new Examination(
          server,
          schema,
          JournalCheck.complaint(connection),
          journal(connection),
          lags(connection),
          tables(connection),
          conflicts(connection));
    } catch (SQLException e) {
      throw new HistoryUnavailable(e);
    }
  }

  private static Journal journal(Connection connection) throws SQLException {
    return Sql.query(
            connection,
            row ->
                new Journal(
                    row.getLong("events"),
                    row.getLong("snapshots"),
                    Optional.of(row.getLong("since"))
                        .filter(since -> since > 0)
                        .map(Instant::ofEpochMilli)),
            "SELECT (SELECT count(*) FROM event_journal WHERE NOT deleted) AS events,"
                + " (SELECT count(*) FROM snapshot) AS snapshots,"
                + " (SELECT write_timestamp FROM event_journal WHERE NOT deleted"
                + " ORDER BY ordering LIMIT 1) AS since")
        .getFirst();
  }

  private static List<Lag> lags(Connection connection) throws SQLException {
    var readers = Projections.readers();
    return Sql.query(
        connection,
        row -> new Lag(row.getString("name"), row.getLong("behind")),
        "SELECT reader.name, (SELECT count(*) FROM event_tag WHERE tag = reader.tag"
            + " AND event_id > coalesce(CAST(store.current_offset AS BIGINT), 0)) AS behind"
            + " FROM unnest(?, ?) AS reader (name, tag) LEFT JOIN pekko_projection_offset_store"
            + " store ON store.projection_name = reader.name ORDER BY reader.name",
        readers.stream().map(reader -> reader.projection()).toArray(String[]::new),
        readers.stream().map(reader -> reader.tag()).toArray(String[]::new));
  }

  private static List<Table> tables(Connection connection) throws SQLException {
    var tables = new ArrayList<Table>();
    for (String name : TABLES) {
      tables.addAll(
          Sql.query(
              connection,
              row -> new Table(name, row.getLong(1), row.getLong(2)),
              "SELECT count(*), pg_total_relation_size('" + name + "') FROM " + name));
    }
    return tables;
  }

  private static long conflicts(Connection connection) throws SQLException {
    return Sql.query(
            connection,
            row -> row.getLong(1),
            "SELECT count(*) FROM gpu_conflict WHERE last_claimed_at > now() - INTERVAL '"
                + GpuClaims.SILENCE_MINUTES
                + " minutes'")
        .getFirst();
  }
}
