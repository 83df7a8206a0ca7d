package io.byteleap.persistence.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Bytes;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.fixture.Samples;
import io.byteleap.persistence.journal.JournalSerializer;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.Archive.StoredRound;
import io.byteleap.port.History.HistoryUnavailable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The archive over a real journal; every test has ids of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JdbcArchiveTest {
  private static final JournalSerializer SERIALIZER = new JournalSerializer();
  private static final WorkerId WORKER = new WorkerId("w-1");

  private Database database;

  @BeforeAll
  void open(@TempDir Path folder) throws DatabaseProblem {
    database = Database.open(new DatabaseUrl.Embedded(), folder, 4);
  }

  @AfterAll
  void close() throws DatabaseProblem {
    database.close();
  }

  @Test
  void everyRound_isFoundByItsNumber_amongSubmissions() throws Exception {
    var events = new ArrayList<WeightEpoch.Event>();
    for (int number = 1; number <= 40; number++) {
      events.add(new WeightEpoch.RoundScored(round(number)));
      if (number % 7 == 0) {
        events.add(new WeightEpoch.SubmissionFailed(number, "too fast", Samples.T0));
        events.add(new WeightEpoch.WeightsIncluded(number, new BlockNumber(9), Samples.T0));
      }
    }
    append("w-found", 1, events);
    var archive = archive("w-found");

    for (int number = 1; number <= 40; number++) {
      assertThat(archive.round(number))
          .hasValue(new StoredRound(round(number), archive.written(round(number))));
    }
    assertThat(archive.round(41)).isEmpty();
    assertThat(archive.latestRound().map(StoredRound::round)).hasValue(round(40));
  }

  @Test
  void journalWithoutItsBeginning_knowsTheRoundsThatItHas() throws Exception {
    append(
        "w-pruned",
        100,
        List.of(new WeightEpoch.RoundScored(round(70)), new WeightEpoch.RoundScored(round(71))));

    assertThat(archive("w-pruned").round(69)).isEmpty();
    assertThat(archive("w-pruned").round(71).map(StoredRound::round)).hasValue(round(71));
  }

  @Test
  void journalWithoutRounds_hasNone() {
    assertThat(archive("w-empty").round(1)).isEmpty();
    assertThat(archive("w-empty").latestRound()).isEmpty();
  }

  @Test
  void ledger_isMadeAgainUpToAPosition() throws Exception {
    var events = ledgerEvents(1_100);
    append("ledger|5Long", 1, events);

    for (int position : List.of(0, 1, 2, 499, 500, 501, 1_000, 1_100)) {
      var expected = MinerLedger.EMPTY;
      for (var event : events.subList(0, position)) {
        expected = expected.evolve(event);
      }
      assertThat(archive("none").ledger(new Hotkey("5Long"), position)).hasValue(expected);
    }
  }

  @Test
  void ledgerOfWhichEventsAreGone_isNotMadeUp() throws Exception {
    append("ledger|5Gone", 3, ledgerEvents(4));

    assertThat(archive("none").ledger(new Hotkey("5Gone"), 4)).isEmpty();
    assertThat(archive("none").ledger(new Hotkey("5Nobody"), 1)).isEmpty();
  }

  @Test
  void eventOfAnUnknownVersion_isSaid() throws Exception {
    append("w-new", 1, List.of(new WeightEpoch.RoundScored(round(1))));
    try (var connection = database.dataSource().getConnection()) {
      Sql.execute(
          connection,
          "UPDATE event_journal SET event_ser_manifest = 'weights/round-scored/99'"
              + " WHERE persistence_id = 'w-new'");
    }

    assertThatThrownBy(() -> archive("w-new").round(1))
        .isInstanceOf(HistoryUnavailable.class)
        .hasRootCauseMessage(
            "the journal holds 'weights/round-scored/99', which this version does not know");
  }

  private JdbcArchive archive(String weights) {
    return new JdbcArchive(
        database.dataSource(), new JdbcArchive.Owners(weights, miner -> "ledger|" + miner));
  }

  private static ScoreRound round(long number) {
    var served = BucketWindow.of(List.of(Bucket.at(Samples.T0)));
    var basis = new ScoreBasis(ScoringPolicy.DEFAULT, served, Samples.T0.plusSeconds(number));
    return ScoreRound.of(number, basis, ChallengeScores.NONE, List.of());
  }

  private static List<MinerLedger.Event> ledgerEvents(int count) {
    var events = new ArrayList<MinerLedger.Event>();
    events.add(new MinerLedger.WorkerAppeared(WORKER, Samples.profile("w"), Samples.T0));
    for (int i = 1; i < count; i++) {
      events.add(new MinerLedger.WorkersSeen(new Bucket(1_000 + i), List.of(WORKER)));
    }
    return events;
  }

  private void append(String id, long first, List<?> events) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      for (int i = 0; i < events.size(); i++) {
        Object event = events.get(i);
        Sql.execute(
            connection,
            "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
                + " event_ser_manifest, event_payload) VALUES (?, ?, 'test', ?, ?, ?)",
            id,
            first + i,
            SERIALIZER.identifier(),
            SERIALIZER.manifest(event),
            SERIALIZER.toBinary(event));
      }
    }
  }

  @Test
  void bytes_areThoseOfTheJournal() throws Exception {
    var stored = new WeightEpoch.RoundScored(round(5));
    append("w-bytes", 1, List.of(stored));

    assertThat(archive("w-bytes").round(5).map(StoredRound::stored))
        .hasValue(Bytes.copyOf(SERIALIZER.toBinary(stored)));
  }
}
