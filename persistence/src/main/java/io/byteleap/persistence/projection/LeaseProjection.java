package io.byteleap.persistence.projection;

import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerLedger.LeaseClosed;
import io.byteleap.domain.scoring.MinerLedger.LeaseOpened;
import io.byteleap.domain.scoring.MinerLedger.LeaseRenewed;
import io.byteleap.domain.scoring.MinerLedger.WorkerAppeared;
import io.byteleap.domain.scoring.MinerLedger.WorkerChanged;
import io.byteleap.domain.scoring.MinerLedger.WorkerForgotten;
import io.byteleap.domain.scoring.MinerLedger.WorkersSeen;
import io.byteleap.persistence.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.pekko.persistence.typed.PersistenceId;

/// Keeps the table of leases. Times are cut to the microsecond, as
/// [io.byteleap.domain.lease.LeaseVersion] does: the database would round them.
final class LeaseProjection implements Projector<MinerLedger.Event> {
  @Override
  public void project(Connection connection, String id, MinerLedger.Event event)
      throws SQLException {
    String hotkey = PersistenceId.extractEntityId(id);
    switch (event) {
      case LeaseOpened(var lease, _) -> open(connection, hotkey, lease);
      case LeaseRenewed(var lease, var until, _) -> end(connection, hotkey, lease, until);
      case LeaseClosed(var lease, var end) -> end(connection, hotkey, lease, end);
      case WorkerAppeared _, WorkerChanged _, WorkersSeen _, WorkerForgotten _ -> {}
    }
  }

  @Override
  public void begin(Connection connection, String id, Object state) throws SQLException {
    if (state instanceof MinerLedger ledger) {
      for (Lease lease : ledger.leases().all()) {
        open(connection, PersistenceId.extractEntityId(id), lease);
      }
    }
  }

  /// A ledger forgets leases that are long over; one of the same id may come after.
  private static void open(Connection connection, String hotkey, Lease lease) throws SQLException {
    Sql.execute(
        connection,
        "INSERT INTO lease (hotkey, lease_id, worker_id, source, score, begins_at, ends_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hotkey, lease_id) DO UPDATE"
            + " SET worker_id = excluded.worker_id, source = excluded.source,"
            + " score = excluded.score, begins_at = excluded.begins_at,"
            + " ends_at = excluded.ends_at",
        hotkey,
        lease.id().value(),
        lease.worker().value(),
        lease.source().value(),
        lease.score().millionths(),
        micros(lease.from()),
        later(micros(lease.until()), micros(lease.from())));
  }

  private static void end(Connection connection, String hotkey, LeaseId id, Instant end)
      throws SQLException {
    Sql.execute(
        connection,
        "UPDATE lease SET ends_at = greatest(?, begins_at + interval '1 microsecond') WHERE hotkey"
            + " = ? AND lease_id = ?",
        micros(end),
        hotkey,
        id.value());
  }

  /// A lease of less than a microsecond is one of a microsecond here.
  private static Instant later(Instant end, Instant begin) {
    return end.isAfter(begin) ? end : begin.plus(1, ChronoUnit.MICROS);
  }

  private static Instant micros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }
}
