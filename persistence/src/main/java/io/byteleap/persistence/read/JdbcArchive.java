package io.byteleap.persistence.read;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.weights.WeightEpoch.RoundScored;
import io.byteleap.persistence.journal.JournalSerializer;
import io.byteleap.persistence.sql.Question;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.Archive;
import io.byteleap.port.History.HistoryUnavailable;
import java.io.NotSerializableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/// The journal in PostgreSQL, read as an archive.
public final class JdbcArchive implements Archive {
  /// A ledger is read in pages of so many events.
  private static final int PAGE = 500;

  private static final String EVENT =
      "SELECT sequence_number, event_ser_manifest, event_payload FROM event_journal"
          + " WHERE persistence_id = ? AND NOT deleted AND ";

  private static final String SNAPSHOT =
      "SELECT sequence_number, snapshot_ser_manifest, snapshot_payload FROM snapshot"
          + " WHERE persistence_id = ? AND sequence_number <= ?"
          + " ORDER BY sequence_number DESC LIMIT 1";

  /// Between two rounds there are the beginnings and ends of submissions: a handful.
  private static final int LOOK_AHEAD = 16;

  private final DataSource pool;
  private final Owners owners;
  private final JournalSerializer serializer = new JournalSerializer();

  /// The persistence ids under which weights and ledgers are kept.
  public record Owners(String weights, Function<Hotkey, String> ledgers) {}

  public JdbcArchive(DataSource pool, Owners owners) {
    this.pool = pool;
    this.owners = owners;
  }

  private record Stored(long sequence, Object event, Bytes bytes) {}

  @Override
  public Optional<StoredRound> latestRound() {
    return answered(
        connection ->
            events(connection, "TRUE ORDER BY sequence_number DESC LIMIT ?", LOOK_AHEAD).stream()
                .flatMap(stored -> asRound(stored).stream())
                .findFirst());
  }

  @Override
  public Optional<StoredRound> round(long number) {
    return answered(connection -> find(connection, number));
  }

  /// Rounds are numbered without gaps in the order of the journal, so that halving finds one.
  private Optional<StoredRound> find(Connection connection, long number) throws SQLException {
    long low = edge(connection, "min");
    long high = edge(connection, "max");
    while (low <= high) {
      long middle = low + (high - low) / 2;
      var next = roundFrom(connection, middle);
      if (next.isEmpty() || next.get().round().number() > number) {
        high = middle - 1;
      } else if (next.get().round().number() == number) {
        return next;
      } else {
        low = middle + 1;
      }
    }
    return Optional.empty();
  }

  private long edge(Connection connection, String aggregate) throws SQLException {
    return Sql.query(
            connection,
            row -> row.getLong(1),
            "SELECT coalesce("
                + aggregate
                + "(sequence_number), -1) FROM event_journal"
                + " WHERE persistence_id = ? AND NOT deleted",
            owners.weights())
        .getFirst();
  }

  private Optional<StoredRound> roundFrom(Connection connection, long sequence)
      throws SQLException {
    return events(
            connection,
            "sequence_number >= ? ORDER BY sequence_number LIMIT ?",
            sequence,
            LOOK_AHEAD)
        .stream()
        .flatMap(stored -> asRound(stored).stream())
        .findFirst();
  }

  private List<Stored> events(Connection connection, String condition, Object... values)
      throws SQLException {
    var all = new Object[values.length + 1];
    all[0] = owners.weights();
    System.arraycopy(values, 0, all, 1, values.length);
    return Sql.query(connection, this::stored, EVENT + condition, all);
  }

  private static Optional<StoredRound> asRound(Stored stored) {
    return stored.event() instanceof RoundScored(var round)
        ? Optional.of(new StoredRound(round, stored.bytes()))
        : Optional.empty();
  }

  @Override
  public Bytes written(ScoreRound round) {
    return Bytes.adopting(serializer.toBinary(new RoundScored(round)));
  }

  @Override
  public Optional<MinerLedger> ledger(Hotkey miner, long sequence) {
    return answered(connection -> ledger(connection, owners.ledgers().apply(miner), sequence));
  }

  /// From the last snapshot before the position, since the events before one may be gone.
  private Optional<MinerLedger> ledger(Connection connection, String id, long sequence)
      throws SQLException {
    var base =
        Sql.query(connection, this::snapshot, SNAPSHOT, id, sequence).stream()
            .findFirst()
            .orElse(new Base(0, MinerLedger.EMPTY));
    var ledger = base.ledger();
    for (long read = base.sequence(); read < sequence; ) {
      var page =
          Sql.query(
              connection,
              this::stored,
              EVENT
                  + "sequence_number > ? AND sequence_number <= ?"
                  + " ORDER BY sequence_number LIMIT ?",
              id,
              read,
              sequence,
              PAGE);
      for (Stored stored : page) {
        if (stored.sequence() != read + 1) {
          return Optional.empty();
        }
        ledger = ledger.evolve((MinerLedger.Event) stored.event());
        read = stored.sequence();
      }
      if (page.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(ledger);
  }

  /// A ledger after its event of this position.
  private record Base(long sequence, MinerLedger ledger) {}

  private Base snapshot(ResultSet row) throws SQLException {
    return new Base(
        row.getLong("sequence_number"),
        (MinerLedger)
            read(row.getBytes("snapshot_payload"), row.getString("snapshot_ser_manifest")));
  }

  private Stored stored(ResultSet row) throws SQLException {
    byte[] bytes = row.getBytes("event_payload");
    return new Stored(
        row.getLong("sequence_number"),
        read(bytes, row.getString("event_ser_manifest")),
        Bytes.adopting(bytes));
  }

  private Object read(byte[] bytes, String manifest) {
    try {
      return serializer.fromBinary(bytes, manifest);
    } catch (NotSerializableException e) {
      throw new HistoryUnavailable(e);
    }
  }

  private <T> T answered(Question<T> question) {
    return Question.answered(pool, question);
  }
}
