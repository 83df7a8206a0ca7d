package io.byteleap.persistence.projection;

import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalEvent;
import io.byteleap.domain.rental.RentalEvent.RentalBegun;
import io.byteleap.domain.rental.RentalEvent.RentalEnded;
import io.byteleap.domain.rental.RentalState;
import io.byteleap.persistence.journal.RentalText;
import io.byteleap.persistence.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.jspecify.annotations.Nullable;

/// Keeps the table of rentals: each row holds the rental as its events made it, by the rental's own
/// rules, and what is looked for in columns of their own.
final class RentalProjection implements Projector<RentalEvent> {
  @Override
  public void project(Connection connection, String persistenceId, RentalEvent event)
      throws SQLException {
    if (event instanceof RentalBegun begun) {
      write(connection, Rental.begun(begun), null);
      return;
    }
    String id = PersistenceId.extractEntityId(persistenceId);
    var before =
        Sql.query(
            connection,
            row -> RentalText.read(row.getString("state")),
            "SELECT state FROM rental WHERE rental_id = ?",
            id);
    if (!before.isEmpty()) { // one that is long over may be forgotten before its last event
      var next = before.getFirst().evolve(event);
      write(connection, next, event instanceof RentalEnded ended ? ended.at() : null);
    }
  }

  @Override
  public void begin(Connection connection, String persistenceId, Object state) throws SQLException {
    if (state instanceof RentalState.Begun(var rental)) {
      write(connection, rental, rental.isOver() ? rental.tenure().mark() : null);
    }
  }

  private static void write(Connection connection, Rental rental, @Nullable Instant endedAt)
      throws SQLException {
    var terms = rental.terms();
    Sql.execute(
        connection,
        "INSERT INTO rental (rental_id, hotkey, worker_id, source, phase, begun_at, ended_at,"
            + " state) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (rental_id) DO UPDATE SET phase"
            + " = excluded.phase, state = excluded.state, ended_at = coalesce(rental.ended_at,"
            + " excluded.ended_at)",
        terms.id().value(),
        terms.miner().value(),
        terms.worker().value(),
        terms.source().value(),
        rental.phase().word(),
        rental.begunAt().truncatedTo(ChronoUnit.MICROS),
        endedAt,
        RentalText.write(rental));
  }
}
