package io.byteleap.persistence.projection;

import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.KeysHandedOut;
import io.byteleap.domain.challenge.Challenge.ProofReceived;
import io.byteleap.domain.challenge.Challenge.RootCommitted;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Muster;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.exact.Bell;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactVerdict;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.UnitChallenge.UnitCommitted;
import io.byteleap.domain.exact.UnitChallenge.UnitOpened;
import io.byteleap.domain.exact.UnitChallenge.UnitSettled;
import io.byteleap.persistence.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Keeps the table of what units did at musters. The rows of a worker that have no verdict are
/// those of its open challenge, which is the only one: it ends with a verdict for each.
final class MusterRows {
  private static final String OPEN = " WHERE hotkey = ? AND worker_id = ? AND verdict IS NULL";

  private MusterRows() {}

  static void project(Connection connection, String hotkey, Round.Step step) throws SQLException {
    String worker = step.worker().value();
    switch (step.event()) {
      case ChallengeCreated(var spec, _) when spec.occasion() instanceof Muster muster ->
          Sql.executeAll(
              connection,
              "INSERT INTO muster_unit (muster_id, opens_at, closes_at, bell_at, matrix_size,"
                  + " iterations, hotkey, worker_id, unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              spec.work().units().stream()
                  .map(
                      unit ->
                          new Object[] {
                            muster.id().value(),
                            muster.opensAt(),
                            muster.closesAt(),
                            bell(muster),
                            spec.work().size(),
                            spec.work().iterations(),
                            hotkey,
                            worker,
                            unit.value()
                          })
                  .toList());
      case KeysHandedOut(var handOut) ->
          Sql.execute(
              connection,
              "UPDATE muster_unit SET handed_at = ?" + OPEN,
              handOut.at(),
              hotkey,
              worker);
      case UnitStepped(var unit, UnitCommitted(var commitment, _, _, var at)) ->
          Sql.execute(
              connection,
              "UPDATE muster_unit SET committed_at = ?, rows_made = ?" + OPEN + " AND unit = ?",
              at,
              rowsMade(commitment),
              hotkey,
              worker,
              unit.value());
      case UnitStepped(var unit, UnitSettled(var verdict, _)) ->
          Sql.execute(
              connection,
              "UPDATE muster_unit SET verdict = ?" + OPEN + " AND unit = ?",
              word(verdict),
              hotkey,
              worker,
              unit.value());
      case ChallengeFailed(var why, _, _) ->
          Sql.execute(
              connection, "UPDATE muster_unit SET verdict = ?" + OPEN, why.word(), hotkey, worker);
      case UnitStepped(_, UnitOpened _) -> {}
      case ChallengeCreated _,
          ChallengeSent _,
          RootCommitted _,
          ProofReceived _,
          ChallengeVerified _ -> {}
    }
  }

  private static @Nullable Instant bell(Muster muster) {
    return switch (muster.bell()) {
      case Bell.At(var at) -> at;
      case Bell.None() -> null;
    };
  }

  private static @Nullable Integer rowsMade(ExactCommitment commitment) {
    return switch (commitment.extent()) {
      case Extent.First(int rows) -> rows;
      case Extent.Whole() -> null;
    };
  }

  private static String word(ExactVerdict verdict) {
    return switch (verdict) {
      case ExactVerdict.Sound() -> "sound";
      case ExactVerdict.Refused(var why, _) -> Failure.of(why).word();
    };
  }
}
