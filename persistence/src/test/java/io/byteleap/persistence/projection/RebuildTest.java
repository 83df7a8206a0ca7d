package io.byteleap.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.challenge.Challenge.ChallengeCreated;
import io.byteleap.domain.challenge.Challenge.ChallengeFailed;
import io.byteleap.domain.challenge.Challenge.ChallengeSent;
import io.byteleap.domain.challenge.Challenge.ChallengeVerified;
import io.byteleap.domain.challenge.Failure;
import io.byteleap.domain.challenge.Round;
import io.byteleap.domain.challenge.Verdict.Sound;
import io.byteleap.domain.challenge.Verdict.UnitVerdict;
import io.byteleap.domain.challenge.Verdict.Unsound;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.MinerLedger.WorkerAppeared;
import io.byteleap.domain.scoring.MinerLedger.WorkerChanged;
import io.byteleap.domain.scoring.MinerLedger.WorkerForgotten;
import io.byteleap.domain.scoring.MinerLedger.WorkersSeen;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.weights.WeightEpoch.RoundScored;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.persistence.care.Examination;
import io.byteleap.persistence.fixture.JournalRows;
import io.byteleap.persistence.fixture.SharedPostgres;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.read.JdbcArchive;
import io.byteleap.persistence.read.JdbcRetention;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.HistoryUnavailable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The read models from a journal, whole or with its beginning deleted.
final class RebuildTest {
  @RegisterExtension static final SharedPostgres POSTGRES = new SharedPostgres();

  private static final Instant T0 = Samples.T0;
  private static final Bucket MIDNIGHT = Bucket.at(T0);
  private static final WorkerId ONE = new WorkerId("w-1");
  private static final WorkerId TWO = new WorkerId("w-2");
  private static final String LEDGER = "ledger|5Miner";
  private static final InstantSource CLOCK = InstantSource.fixed(T0);

  private Database database;
  private JournalRows journal;

  @BeforeEach
  void open() throws SQLException, DatabaseProblem {
    database = Database.open(POSTGRES.newDatabase(), Path.of("."), 2);
    journal = new JournalRows(database.dataSource());
  }

  @AfterEach
  void close() throws DatabaseProblem {
    database.close();
  }

  @Test
  void workers_andTheirDays_areMadeFromTheLedger() throws SQLException {
    journal.append(
        LEDGER,
        Tags.LEDGERS,
        1,
        List.of(
            new WorkerAppeared(ONE, Samples.profile("one"), T0),
            new WorkerAppeared(TWO, Samples.profile("two"), T0),
            new WorkersSeen(MIDNIGHT, List.of(ONE, TWO)),
            new WorkersSeen(new Bucket(MIDNIGHT.index() + 287), List.of(ONE)),
            new WorkersSeen(new Bucket(MIDNIGHT.index() + 288), List.of(ONE)),
            new WorkerChanged(ONE, Samples.profile("uno"), T0.plusSeconds(9)),
            new WorkerForgotten(TWO, T0.plusSeconds(10))));

    assertThat(rebuilt()).containsEntry("presence", 7L);

    assertThat(
            rows(
                "SELECT concat_ws('|', worker_id, name, forgotten_at IS NULL) FROM worker"
                    + " ORDER BY worker_id"))
        .containsExactly("w-1|uno|t", "w-2|two|f");
    assertThat(
            rows(
                "SELECT concat_ws('|', worker_id, day, buckets, get_bit(seen, 0),"
                    + " get_bit(seen, 287)) FROM availability ORDER BY worker_id, day"))
        .containsExactly("w-1|2026-01-01|2|1|1", "w-1|2026-01-02|1|1|0", "w-2|2026-01-01|1|1|0");
  }

  @Test
  void rebuild_ofAJournalWithoutItsBeginning_givesTheSame() throws SQLException {
    var events = ledgerEvents(1_000);
    journal.append(LEDGER, Tags.LEDGERS, 1, events);
    journal.snapshot(LEDGER, 400, ledgerAfter(events, 400), T0);
    journal.snapshot(LEDGER, 800, ledgerAfter(events, 800), T0.plus(Duration.ofDays(1)));
    rebuilt();
    var workers = rows("SELECT CAST(worker AS TEXT) FROM worker");
    var days = rows("SELECT CAST(availability AS TEXT) FROM availability ORDER BY day");

    forget(T0.plusSeconds(1));
    assertThat(rebuilt()).containsEntry("presence", 601L);

    assertThat(rows("SELECT CAST(availability AS TEXT) FROM availability ORDER BY day"))
        .isEqualTo(days)
        .hasSize(4);
    assertThat(rows("SELECT CAST(worker AS TEXT) FROM worker")).hasSameSizeAs(workers);
    assertThat(rows("SELECT concat_ws('|', name, since) FROM worker"))
        .containsExactly("w-1|2026-01-01 00:00:00+00");
  }

  @Test
  void ledgersAtAnyLaterPosition_areStillMade_afterTheBeginningIsForgotten() throws SQLException {
    var events = ledgerEvents(1_000);
    journal.append(LEDGER, Tags.LEDGERS, 1, events);
    journal.snapshot(LEDGER, 400, ledgerAfter(events, 400), T0);
    journal.snapshot(LEDGER, 800, ledgerAfter(events, 800), T0.plus(Duration.ofDays(1)));
    rebuilt();

    assertThat(forget(T0.plusSeconds(1))).containsEntry("event_journal", 399L);

    var archive =
        new JdbcArchive(
            database.dataSource(), new JdbcArchive.Owners("weights", miner -> "ledger|" + miner));
    for (int position : List.of(400, 401, 799, 800, 801, 1_000)) {
      assertThat(archive.ledger(new Hotkey("5Miner"), position))
          .hasValue(ledgerAfter(events, position));
    }
    assertThat(archive.ledger(new Hotkey("5Miner"), 399)).isEmpty();
  }

  @Test
  void eventThatAProjectionHasNotRead_isNotForgotten() throws SQLException {
    journal.append(LEDGER, Tags.LEDGERS, 1, ledgerEvents(10));
    journal.snapshot(LEDGER, 10, MinerLedger.EMPTY, T0);

    assertThat(forget(T0.plusSeconds(1))).doesNotContainKey("event_journal");
    rebuilt();
    assertThat(forget(T0.plusSeconds(1))).containsEntry("event_journal", 9L);
  }

  @Test
  void snapshotsBeforeTheOneThatIsOldEnough_areForgotten_othersAreNot() throws SQLException {
    for (int day = 0; day < 5; day++) {
      journal.snapshot(LEDGER, 200L * (day + 1), MinerLedger.EMPTY, T0.plus(Duration.ofDays(day)));
    }

    assertThat(forget(T0.plus(Duration.ofDays(2)).plusSeconds(1))).containsEntry("snapshot", 2L);

    assertThat(rows("SELECT sequence_number FROM snapshot ORDER BY sequence_number"))
        .containsExactly("600", "800", "1000");
  }

  @Test
  void rowsOfEveryTable_areForgottenByAge() throws SQLException {
    var old = "TIMESTAMPTZ '2025-12-01 00:00:00+00'";
    var young = "TIMESTAMPTZ '2026-01-01 00:00:00+00'";
    for (String at : List.of(old, young)) {
      change(
          "INSERT INTO communication (at, hotkey, request_type, outcome, took_micros, request_size,"
              + " request, answer) VALUES ("
              + at
              + ", 'm', 't', 'o', 1, 1, '', '')",
          "INSERT INTO miner VALUES ('m' || " + at + "::date, '', '', 1, " + at + ", " + at + ")",
          "INSERT INTO gpu_conflict VALUES ('g', 'h', 'w' || "
              + at
              + "::date, 'o', 'w', "
              + at
              + ", "
              + at
              + ")",
          "INSERT INTO worker_record VALUES ('h', 'w' || " + at + "::date, 1, 1, 1, " + at + ")",
          "INSERT INTO availability VALUES ('h', 'w', ("
              + at
              + ")::date,"
              + " repeat('0', 288)::bit(288), 0)",
          "INSERT INTO score_round VALUES (extract(epoch FROM " + at + ")::bigint, " + at + ", 1)");
    }

    assertThat(forget(T0.minus(Duration.ofDays(7))))
        .isEqualTo(
            Map.of(
                "communication", 1L,
                "miner", 1L,
                "gpu_conflict", 1L,
                "worker_record", 1L,
                "availability", 1L,
                "score_round", 1L));
    assertThat(forget(T0.minus(Duration.ofDays(7)))).isEmpty();
  }

  @Test
  void challenges_areCountedForWorkersAndGpus_andContestedOnesSetAside() throws SQLException {
    change(
        "INSERT INTO gpu VALUES ('GPU-9', '5Other', 'w', 'm', 0, 0, '', 0, 0, 0, '',"
            + " TIMESTAMPTZ '2026-01-01 00:00:00+00', TIMESTAMPTZ '2026-01-01 00:00:00+00')");
    var steps = new ArrayList<Round.Step>();
    steps.addAll(life("c-1", T0, List.of(new UnitId("GPU-1"))));
    steps.addAll(
        life("c-2", T0.plusSeconds(60), List.of(new UnitId("GPU-1"), new UnitId("GPU-9"))));
    steps.addAll(
        List.of(
            created("c-3", T0.plusSeconds(120)),
            new Round.Step(
                ONE, new ChallengeFailed(Failure.COMMITMENT_LATE, T0.plusSeconds(180)))));
    journal.append("round|5Miner", Tags.CHALLENGES, 1, steps);

    rebuilt();

    assertThat(
            rows(
                "SELECT concat_ws('|', challenge_id, status, contested) FROM challenge"
                    + " ORDER BY challenge_id"))
        .containsExactly("c-1|verified|f", "c-2|verified|t", "c-3|failed|f");
    assertThat(
            rows(
                "SELECT concat_ws('|', worker_id, challenges_verified, challenges_failed,"
                    + " mean_compute_millis) FROM worker_record"))
        .containsExactly("w-1|2|1|1000");
    assertThat(
            rows(
                "SELECT concat_ws('|', uuid, challenges_verified, challenges_failed)"
                    + " FROM gpu_record ORDER BY uuid"))
        .containsExactly("GPU-1|2|0", "GPU-9|0|1");
  }

  @Test
  void rebuildThatFails_changesNothing() throws SQLException {
    journal.append(
        "weights", Tags.WEIGHTS, 1, List.of(new RoundScored(new ScoreRound(1, T0, 1, List.of()))));
    rebuilt();
    journal.append(
        "weights", Tags.WEIGHTS, 2, List.of(new RoundScored(new ScoreRound(2, T0, 1, List.of()))));
    change("UPDATE event_journal SET event_payload = 'x' WHERE sequence_number = 2");

    assertThatThrownBy(this::rebuilt).isInstanceOf(HistoryUnavailable.class);

    assertThat(rows("SELECT round FROM score_round")).containsExactly("1");
    assertThat(rows("SELECT current_offset FROM pekko_projection_offset_store")).hasSize(1);
  }

  @Test
  void examination_saysHowFarTheReadModelsAreBehind() throws SQLException {
    journal.append(LEDGER, Tags.LEDGERS, 1, ledgerEvents(10));

    var before = Examination.of(database);
    rebuilt();
    var after = Examination.of(database);

    assertThat(before.isWell()).isTrue();
    assertThat(before.journal().events()).isEqualTo(10);
    assertThat(before.lags()).contains(new Examination.Lag("presence", 10));
    assertThat(after.lags()).allSatisfy(lag -> assertThat(lag.events()).isZero());
    assertThat(after.tables())
        .anySatisfy(
            table -> {
              assertThat(table.name()).isEqualTo("worker");
              assertThat(table.rows()).isEqualTo(1);
            });
  }

  private Map<String, Long> rebuilt() {
    return Rebuild.of(database.dataSource(), CLOCK);
  }

  private Map<String, Long> forget(Instant limit) {
    return new JdbcRetention(database.dataSource(), Projections.readers())
        .forget(new JdbcRetention.Limits(limit, limit));
  }

  private static List<MinerLedger.Event> ledgerEvents(int count) {
    var first = new WorkerAppeared(ONE, Samples.profile("w-1"), T0);
    var events = new ArrayList<MinerLedger.Event>(List.of(first));
    LongStream.range(1, count)
        .mapToObj(i -> new WorkersSeen(new Bucket(MIDNIGHT.index() + i), List.of(ONE)))
        .forEach(events::add);
    return events;
  }

  private static MinerLedger ledgerAfter(List<MinerLedger.Event> events, int count) {
    var ledger = MinerLedger.EMPTY;
    for (var event : events.subList(0, count)) {
      ledger = ledger.evolve(event);
    }
    return ledger;
  }

  /// A challenge that is verified; the first unit is sound.
  private static List<Round.Step> life(String id, Instant from, List<UnitId> units) {
    var verdicts =
        units.stream()
            .<UnitVerdict>map(
                unit ->
                    unit.equals(units.getFirst())
                        ? new Sound(unit)
                        : new Unsound(unit, Failure.VALUES_DIFFER))
            .toList();
    return List.of(
        created(id, from),
        new Round.Step(ONE, new ChallengeSent(from.plusSeconds(1))),
        new Round.Step(
            ONE, new ChallengeVerified(Duration.ofSeconds(1), verdicts, from.plusSeconds(4))));
  }

  private static Round.Step created(String id, Instant at) {
    return new Round.Step(
        ONE, new ChallengeCreated(Samples.challenge(id, "w-1", Seeds.generator(42)), at));
  }

  private void change(String... statements) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      for (String sql : statements) {
        Sql.execute(connection, sql);
      }
    }
  }

  private List<String> rows(String sql) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      Sql.execute(connection, "SET TIME ZONE 'UTC'");
      return Sql.query(connection, row -> row.getString(1), sql);
    }
  }
}
