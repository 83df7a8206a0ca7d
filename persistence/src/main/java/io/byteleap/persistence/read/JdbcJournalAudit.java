package io.byteleap.persistence.read;

import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Looks through the whole journal for what must never be there. Reads every row, so it is for
/// tests and for a person who doubts.
public final class JdbcJournalAudit {
  private static final String GAPS =
      "SELECT persistence_id, count(*), min(sequence_number), max(sequence_number)"
          + " FROM event_journal GROUP BY persistence_id"
          + " HAVING count(*) <> max(sequence_number) - min(sequence_number) + 1"
          + " ORDER BY persistence_id";

  /// Each process that holds an entity writes under a name of its own; none comes back after
  /// another has written.
  private static final String WRITERS_THAT_CAME_BACK =
      "SELECT persistence_id, count(*) AS turns, count(DISTINCT writer) AS writers FROM"
          + " (SELECT persistence_id, writer, lag(writer) OVER"
          + "   (PARTITION BY persistence_id ORDER BY sequence_number) AS before"
          + "  FROM event_journal) AS turn"
          + " WHERE before IS DISTINCT FROM writer GROUP BY persistence_id"
          + " HAVING count(*) > count(DISTINCT writer) ORDER BY persistence_id";

  private static final String INCLUDED_TWICE =
      "SELECT block, count(*) FROM weight_submission WHERE status = 'included'"
          + " GROUP BY block HAVING count(*) > 1 ORDER BY block";

  private static final String SIZE =
      "SELECT count(*) AS events, count(DISTINCT persistence_id) AS entities FROM event_journal";

  private static final String NEWEST =
      "SELECT persistence_id, max(sequence_number) AS newest FROM event_journal"
          + " GROUP BY persistence_id";

  private final DataSource pool;

  /// How much was looked at, and everything that is wrong with it, a line each.
  public record Findings(long events, long entities, List<String> faults) {
    public Findings {
      faults = List.copyOf(faults);
    }
  }

  public JdbcJournalAudit(DataSource pool) {
    this.pool = pool;
  }

  /// The number of each entity's newest event. Blocks, and throws as [#look].
  public Map<String, Long> newest() {
    return Question.answered(
        pool,
        connection ->
            Sql.query(
                    connection,
                    row -> Map.entry(row.getString("persistence_id"), row.getLong("newest")),
                    NEWEST)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /// Blocks, and throws [io.byteleap.port.History.HistoryUnavailable] when the database is away.
  public Findings look() {
    return Question.answered(pool, JdbcJournalAudit::look);
  }

  private static Findings look(Connection connection) throws SQLException {
    List<String> faults = new ArrayList<>();
    faults.addAll(
        Sql.query(
            connection,
            row ->
                "%s has %d events numbered %d to %d: some are missing"
                    .formatted(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)),
            GAPS));
    faults.addAll(
        Sql.query(
            connection,
            row ->
                "%s was written by %d writers in %d turns: one came back after another"
                    .formatted(
                        row.getString("persistence_id"),
                        row.getLong("writers"),
                        row.getLong("turns")),
            WRITERS_THAT_CAME_BACK));
    faults.addAll(
        Sql.query(
            connection,
            row ->
                "block %d is said to have included %d submissions of weights"
                    .formatted(row.getLong(1), row.getLong(2)),
            INCLUDED_TWICE));
    return Sql.query(
            connection,
            row -> new Findings(row.getLong("events"), row.getLong("entities"), faults),
            SIZE)
        .getFirst();
  }
}
