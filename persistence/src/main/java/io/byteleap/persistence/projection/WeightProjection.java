package io.byteleap.persistence.projection;

import io.byteleap.domain.scoring.InputsDigest;
import io.byteleap.domain.scoring.ScoreGrounds;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.domain.weights.WeightEpoch.RoundScored;
import io.byteleap.domain.weights.WeightEpoch.SubmissionFailed;
import io.byteleap.domain.weights.WeightEpoch.SubmissionStarted;
import io.byteleap.domain.weights.WeightEpoch.WeightsIncluded;
import io.byteleap.persistence.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// Keeps the tables of score rounds, scores and submissions.
final class WeightProjection implements Projector<WeightEpoch.Event> {
  @Override
  public void project(Connection connection, String id, WeightEpoch.Event event)
      throws SQLException {
    switch (event) {
      case RoundScored(var round) -> insert(connection, round);
      case SubmissionStarted started -> insert(connection, started);
      case WeightsIncluded(var round, var block, var at) ->
          Sql.execute(
              connection,
              "UPDATE weight_submission SET status = 'included', block = ?, ended_at = ?"
                  + " WHERE round = ? AND status = 'under_way'",
              block.value(),
              at,
              round);
      case SubmissionFailed(var round, var why, var at) ->
          Sql.execute(
              connection,
              "UPDATE weight_submission SET status = 'failed', why = ?, ended_at = ?"
                  + " WHERE round = ? AND status = 'under_way'",
              why,
              at,
              round);
    }
  }

  private static void insert(Connection connection, ScoreRound round) throws SQLException {
    Sql.execute(
        connection,
        "INSERT INTO score_round (round, scored_at, expected_buckets, inputs_digest,"
            + " challenge_digest) VALUES (?, ?, ?, ?, ?)",
        round.number(),
        round.at(),
        round.expectedBuckets(),
        InputsDigest.of(round).orElse(null),
        challengeDigest(round).orElse(null));
    Sql.executeAll(
        connection,
        "INSERT INTO miner_score (round, hotkey, online, numerator, denominator,"
            + " ledger_sequence) VALUES (?, ?, ?, ?, ?, ?)",
        round.miners().stream().map(miner -> row(round, miner)).toList());
  }

  private static Optional<String> challengeDigest(ScoreRound round) {
    return switch (round.grounds()) {
      case ScoreGrounds.Unrecorded() -> Optional.empty();
      case ScoreGrounds.Recorded(_, _, var digest) -> Optional.of(digest);
    };
  }

  /// A submission before it whose outcome nobody knows is lost.
  private static void insert(Connection connection, SubmissionStarted started) throws SQLException {
    Sql.execute(
        connection,
        "UPDATE weight_submission SET status = 'lost', ended_at = ? WHERE status = 'under_way'",
        started.at());
    long submission =
        Sql.query(
                connection,
                row -> row.getLong("submission"),
                "INSERT INTO weight_submission (round, head_block, status, started_at)"
                    + " VALUES (?, ?, 'under_way', ?) RETURNING submission",
                started.round(),
                started.block().value(),
                started.at())
            .getFirst();
    Sql.executeAll(
        connection,
        "INSERT INTO submitted_weight (submission, uid, weight) VALUES (?, ?, ?)",
        started.weights().byUid().entrySet().stream()
            .map(
                entry ->
                    new Object[] {submission, entry.getKey().value(), entry.getValue().value()})
            .toList());
  }

  private static Object[] row(ScoreRound round, ScoreRound.MinerTotal miner) {
    return new Object[] {
      round.number(),
      miner.hotkey().value(),
      miner.online(),
      miner.score().numerator(),
      miner.score().denominator(),
      miner.ledgerSequence()
    };
  }
}
