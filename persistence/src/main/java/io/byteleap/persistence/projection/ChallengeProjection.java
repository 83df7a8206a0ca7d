package io.byteleap.persistence.projection;

import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Challenge.KeysHandedOut;
import io.byteleap.domain.challenge.Challenge.ProofReceived;
import io.byteleap.domain.challenge.Challenge.RootCommitted;
import io.byteleap.domain.challenge.Challenge.UnitStepped;
import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.Verdict.Sound;
import io.byteleap.domain.challenge.Verdict.UnitVerdict;
import io.byteleap.domain.challenge.Verdict.Unsound;
import io.byteleap.domain.challenge.Work;
import io.byteleap.domain.challenge.Work.CpuWork;
import io.byteleap.domain.challenge.Work.ExactWork;
import io.byteleap.domain.challenge.Work.GpuWork;
import io.byteleap.domain.exact.Envelope;
import io.byteleap.domain.exact.RoundTrip;
import io.byteleap.domain.exact.UnitChallenge.UnitCommitted;
import io.byteleap.domain.exact.UnitChallenge.UnitOpened;
import io.byteleap.domain.exact.UnitChallenge.UnitSettled;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.json.JsonObject;
import io.byteleap.persistence.inventory.GpuClaims;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.exact.ExactParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.pekko.persistence.typed.PersistenceId;

/// Keeps the tables of challenges and musters, and what workers and GPUs made of theirs. A
/// worker's open challenge is the newest of its rows that has not ended: there is never more than
/// one.
final class ChallengeProjection implements Projector<Round.Step> {
  private static final String OF_WORKER =
      " WHERE challenge_id = (SELECT challenge_id FROM challenge"
          + " WHERE hotkey = ? AND worker_id = ? AND ended_at IS NULL"
          + " ORDER BY created_at DESC LIMIT 1)";

  /// Somebody else's GPU, who reported it lately.
  private static final String CONTESTED =
      "EXISTS (SELECT 1 FROM gpu WHERE uuid = ANY(?) AND hotkey <> ?"
          + " AND last_seen_at > CAST(? AS TIMESTAMPTZ) - INTERVAL '"
          + GpuClaims.SILENCE_MINUTES
          + " minutes')";

  /// What is known of a unit's time, with how long it took from hand-out to commitment.
  private static final String TIMED =
      " times = jsonb_set(coalesce(times, '{}'), ARRAY[CAST(? AS TEXT)],"
          + " coalesce(times -> CAST(? AS TEXT), '{}') || jsonb_build_object('compute_millis',"
          + " CAST(round(extract(epoch FROM (CAST(? AS TIMESTAMPTZ) - sent_at)) * 1000) AS BIGINT))"
          + " || CAST(? AS JSONB))";

  /// Whose times may be put into one mean: all of version 1, and of version 2 those of one shape.
  private static final String KIND =
      "COALESCE((SELECT CASE WHEN challenge_type = '"
          + ExactParts.MATMUL_EXACT_V2
          + "' THEN challenge_type || ' ' || matrix_size || 'x' || iterations ELSE 'matrix' END"
          + " FROM challenge WHERE hotkey = ? AND worker_id = ?"
          + " ORDER BY created_at DESC LIMIT 1), 'matrix')";

  /// The mean moves by the newest value's share, at least a hundredth, and begins anew with every
  /// other kind.
  private static final String COUNTED =
      " challenges_verified = known.challenges_verified + excluded.challenges_verified,"
          + " challenges_failed = known.challenges_failed + excluded.challenges_failed,"
          + " mean_compute_millis = CASE WHEN excluded.challenges_verified = 0"
          + " THEN known.mean_compute_millis"
          + " WHEN known.mean_kind IS DISTINCT FROM excluded.mean_kind"
          + " THEN excluded.mean_compute_millis ELSE known.mean_compute_millis"
          + " + (excluded.mean_compute_millis - known.mean_compute_millis)"
          + " / least(known.mean_count + 1, 100) END,"
          + " mean_count = CASE WHEN excluded.challenges_verified = 0 THEN known.mean_count"
          + " WHEN known.mean_kind IS DISTINCT FROM excluded.mean_kind THEN 1"
          + " ELSE known.mean_count + 1 END,"
          + " mean_kind = CASE WHEN excluded.challenges_verified = 0 THEN known.mean_kind"
          + " ELSE excluded.mean_kind END,"
          + " last_ended_at = excluded.last_ended_at";

  private static final String WORKER_RECORD =
      "INSERT INTO worker_record AS known (hotkey, worker_id, challenges_verified,"
          + " challenges_failed, mean_compute_millis, mean_count, last_ended_at, mean_kind)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, "
          + KIND
          + ") ON CONFLICT (hotkey, worker_id) DO UPDATE SET"
          + COUNTED;

  private static final String GPU_RECORD =
      "INSERT INTO gpu_record AS known (hotkey, uuid, challenges_verified,"
          + " challenges_failed, mean_compute_millis, mean_count, last_ended_at, mean_kind)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, "
          + KIND
          + ") ON CONFLICT (uuid, hotkey) DO UPDATE SET"
          + COUNTED;

  /// How a challenge ended for a worker or a GPU.
  private record End(int verified, int failed, Duration computeTime, Instant at) {
    private static End verified(Duration computeTime, Instant at) {
      return new End(1, 0, computeTime, at);
    }

    private static End failed(Instant at) {
      return new End(0, 1, Duration.ZERO, at);
    }

    /// Of a worker or a GPU of it.
    private Object[] row(String hotkey, String of, String worker) {
      return new Object[] {
        hotkey, of, verified, failed, (double) computeTime.toMillis(), verified, at, hotkey, worker
      };
    }
  }

  @Override
  public void project(Connection connection, String id, Round.Step step) throws SQLException {
    String hotkey = PersistenceId.extractEntityId(id);
    String worker = step.worker().value();
    MusterRows.project(connection, hotkey, step);
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
      case KeysHandedOut(var handOut) ->
          update(connection, "status = 'sent', sent_at = ?", hotkey, worker, handOut.at());
      case UnitStepped unit -> stepped(connection, hotkey, worker, unit);
      case ChallengeVerified verified -> verified(connection, hotkey, worker, verified);
      case ChallengeFailed failed -> failed(connection, hotkey, worker, failed);
    }
  }

  /// A challenge of several units is as far as the one that is furthest, and its times are those of
  /// the last unit.
  private static void stepped(Connection connection, String hotkey, String worker, UnitStepped step)
      throws SQLException {
    String unit = step.unit().value();
    switch (step.event()) {
      case UnitCommitted(_, var rows, var roundTrip, var at) ->
          update(
              connection,
              "status = CASE WHEN status = 'sent' THEN 'committed' ELSE status END,"
                  + " committed_at = ?, rows_verified = coalesce(rows_verified, 0) + ?,"
                  + TIMED,
              hotkey,
              worker,
              at,
              rows.size(),
              unit,
              unit,
              at,
              text(roundTrip));
      case UnitOpened(var at) ->
          update(connection, "status = 'verifying', proof_at = ?", hotkey, worker, at);
      case UnitSettled _ -> {} // the end of the challenge says it of all units
    }
  }

  private static void insert(Connection connection, String hotkey, ChallengeSpec spec, Instant at)
      throws SQLException {
    Sql.execute(
        connection,
        "INSERT INTO challenge (challenge_id, hotkey, worker_id, challenge_type, matrix_size,"
            + " iterations, status, times, created_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, 'created', nullif(CAST(? AS JSONB), 'null'), ?)",
        spec.id().value(),
        hotkey,
        spec.worker().value(),
        ChallengeParts.typeOf(spec.work()),
        spec.work().size(),
        spec.work().iterations(),
        envelopes(spec.work()),
        at);
  }

  /// `{"GPU-1": {"fastest_millis": 1390, "slowest_millis": 29841, "judged": "fastest"}, "-1": {}}`,
  /// or `null` of version 1.
  private static String envelopes(Work work) {
    return switch (work) {
      case ExactWork exact -> {
        var json = JsonObject.builder();
        exact.terms().forEach((unit, terms) -> json.put(unit.value(), json(terms.envelope())));
        yield json.build().toText();
      }
      case CpuWork _, GpuWork _ -> "null";
    };
  }

  private static JsonObject json(Envelope envelope) {
    return switch (envelope) {
      case Envelope.None() -> JsonObject.EMPTY;
      case Envelope.Span(var fastest, var slowest, var judged) ->
          JsonObject.builder()
              .put("fastest_millis", fastest.toMillis())
              .put("slowest_millis", slowest.toMillis())
              .put("judged", judged.name().toLowerCase(Locale.ROOT))
              .build();
    };
  }

  private static String text(RoundTrip roundTrip) {
    return roundTrip
        .known()
        .map(value -> JsonObject.builder().put("round_trip_millis", value.toMillis()).build())
        .orElse(JsonObject.EMPTY)
        .toText();
  }

  private static void verified(
      Connection connection, String hotkey, String worker, ChallengeVerified verified)
      throws SQLException {
    var at = verified.at();
    String[] gpus =
        gpusOf(verified.units()).map(unit -> unit.unit().value()).toArray(String[]::new);
    update(
        connection,
        "status = 'verified', compute_millis = ?, ended_at = ?, units = CAST(? AS JSON),"
            + " contested = "
            + CONTESTED,
        hotkey,
        worker,
        verified.computeTime().toMillis(),
        at,
        text(verified.units()),
        gpus,
        hotkey,
        at);
    var end = End.verified(verified.computeTime(), at);
    Sql.execute(connection, WORKER_RECORD, end.row(hotkey, worker, worker));
    count(connection, hotkey, worker, verified.units(), end);
  }

  /// What nobody answers for is not counted.
  private static void failed(
      Connection connection, String hotkey, String worker, ChallengeFailed failed)
      throws SQLException {
    update(
        connection,
        "status = 'failed', failure = ?, ended_at = ?, units = CAST(? AS JSON)",
        hotkey,
        worker,
        failed.why().word(),
        failed.at(),
        text(failed.units()));
    if (failed.why().isCharged()) {
      var end = End.failed(failed.at());
      Sql.execute(connection, WORKER_RECORD, end.row(hotkey, worker, worker));
      count(connection, hotkey, worker, failed.units(), end);
    }
  }

  private static void count(
      Connection connection, String hotkey, String worker, List<UnitVerdict> units, End sound)
      throws SQLException {
    Sql.executeAll(
        connection,
        GPU_RECORD,
        gpusOf(units)
            .flatMap(
                unit ->
                    switch (unit) {
                      case Sound(var gpu) ->
                          Stream.<Object[]>of(sound.row(hotkey, gpu.value(), worker));
                      case Unsound(var gpu, var why) when why.isCharged() ->
                          Stream.<Object[]>of(
                              End.failed(sound.at()).row(hotkey, gpu.value(), worker));
                      case Unsound _ -> Stream.<Object[]>empty();
                    })
            .toList());
  }

  /// `{"GPU-1": "sound", "GPU-2": "product_wrong"}`
  private static String text(List<UnitVerdict> units) {
    var json = JsonObject.builder();
    units.forEach(
        unit ->
            json.put(
                unit.unit().value(),
                switch (unit) {
                  case Sound _ -> "sound";
                  case Unsound(_, var why) -> why.word();
                }));
    return json.build().toText();
  }

  private static Stream<UnitVerdict> gpusOf(List<UnitVerdict> units) {
    return units.stream().filter(unit -> !unit.unit().equals(UnitId.CPU));
  }

  private static void update(
      Connection connection, String assignments, String hotkey, String worker, Object... values)
      throws SQLException {
    var all = Stream.concat(Arrays.stream(values), Stream.of(hotkey, worker)).toArray();
    Sql.execute(connection, "UPDATE challenge SET " + assignments + OF_WORKER, all);
  }
}
