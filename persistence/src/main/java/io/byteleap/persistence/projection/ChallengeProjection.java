package io.byteleap.persistence.projection;

import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.ProofReceived;
import io.byteleap.domain.challenge.Challenge.RootCommitted;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Round;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.wire.ChallengeParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.projection.eventsourced.EventEnvelope;
import org.apache.pekko.projection.jdbc.javadsl.JdbcHandler;

/// Keeps the table of challenges. A worker's open challenge is the newest of its rows that has not
/// ended: there is never more than one.
final class ChallengeProjection extends JdbcHandler<EventEnvelope<Round.Step>, PooledSession> {
  private static final String OF_WORKER =
      " WHERE challenge_id = (SELECT challenge_id FROM challenge"
          + " WHERE hotkey = ? AND worker_id = ? AND ended_at IS NULL"
          + " ORDER BY created_at DESC LIMIT 1)";

  @Override
  public void process(PooledSession session, EventEnvelope<Round.Step> envelope) throws Exception {
    String hotkey = PersistenceId.extractEntityId(envelope.persistenceId());
    var step = envelope.event();
    session.withConnection(
        connection -> {
          project(connection, hotkey, step);
          return null;
        });
  }

  private static void project(Connection connection, String hotkey, Round.Step step)
      throws SQLException {
    String worker = step.worker().value();
    switch (step.event()) {
      case ChallengeCreated(var spec, var at) -> insert(connection, hotkey, spec, at);
      case ChallengeSent(var at) ->
          update(connection, "status = 'sent', sent_at = ?", hotkey, worker, at);
      case RootCommitted(_, var targets, var at) ->
          update(
              connection,
              "status = 'committed', committed_at = ?, rows_verified = ?",
              hotkey,
              worker,
              at,
              targets.stream().mapToInt(unit -> unit.rows().size()).sum());
      case ProofReceived(_, var at) ->
          update(connection, "status = 'verifying', proof_at = ?", hotkey, worker, at);
      case ChallengeVerified(var computeTime, _, var at) ->
          update(
              connection,
              "status = 'verified', compute_millis = ?, ended_at = ?",
              hotkey,
              worker,
              computeTime.toMillis(),
              at);
      case ChallengeFailed(var why, _, var at) ->
          update(
              connection,
              "status = 'failed', failure = ?, ended_at = ?",
              hotkey,
              worker,
              why.name().toLowerCase(Locale.ROOT),
              at);
    }
  }

  private static void insert(Connection connection, String hotkey, ChallengeSpec spec, Instant at)
      throws SQLException {
    Sql.execute(
        connection,
        "INSERT INTO challenge (challenge_id, hotkey, worker_id, challenge_type, matrix_size,"
            + " iterations, status, created_at) VALUES (?, ?, ?, ?, ?, ?, 'created', ?)",
        spec.id().value(),
        hotkey,
        spec.worker().value(),
        ChallengeParts.typeOf(spec.work()),
        spec.work().size(),
        spec.work().iterations(),
        at);
  }

  private static void update(
      Connection connection, String assignments, String hotkey, String worker, Object... values)
      throws SQLException {
    var all = Stream.concat(Arrays.stream(values), Stream.of(hotkey, worker)).toArray();
    Sql.execute(connection, "UPDATE challenge SET " + assignments + OF_WORKER, all);
  }
}
