package io.byteleap.restart;

import io.byteleap.domain.hardware.CpuFacts;
import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.hardware.HostFacts;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.LeaseId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.lease.Lease;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.presence.ServingRecord;
import io.byteleap.domain.presence.WorkerProfile;
import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.scoring.ScoreBasis;
import io.byteleap.domain.scoring.ScoreRound;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Score;
import io.byteleap.domain.weights.WeightEpoch;
import io.byteleap.persistence.journal.JournalSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Writes the history of a network into a validator's journal, as its actors would have: every
/// worker leased and seen in every bucket, every bucket served, a round of scores every seven
/// minutes, snapshots where they take them.
final class HistoryWriter {
  private static final Duration ROUND_INTERVAL = Duration.ofMinutes(7);
  private static final int LEDGER_SNAPSHOT = 200;
  private static final int OTHER_SNAPSHOT = 100;

  private static final String EVENTS =
      "COPY event_journal (persistence_id, sequence_number, writer, write_timestamp,"
          + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload) FROM STDIN";
  private static final String SNAPSHOTS =
      "COPY snapshot (persistence_id, sequence_number, created, snapshot_ser_id,"
          + " snapshot_ser_manifest, snapshot_payload) FROM STDIN";

  private final JournalSerializer serializer = new JournalSerializer();
  private final Connection connection;
  private final Size size;
  private final Bucket first;

  /// How much history, and whose.
  record Size(List<Hotkey> miners, int workers, Duration span) {
    Size {
      miners = List.copyOf(miners);
    }
  }

  /// The history ends before the bucket of `now`.
  HistoryWriter(Connection connection, Size size, Instant now) {
    this.connection = connection;
    this.size = size;
    this.first = Bucket.at(now.minus(size.span()));
  }

  /// Writes it; returns the number of events.
  long write() throws SQLException, IOException {
    var ledger = ledgerEvents();
    var serving = servingEvents();
    var rounds = roundEvents(ledger.size());
    copy(
        EVENTS,
        rows -> {
          for (int i = 0; i < ledger.size(); i++) {
            event(rows, size.miners().stream().map(HistoryWriter::ledgerOf).toList(), i, ledger);
          }
          for (int i = 0; i < serving.size(); i++) {
            event(rows, List.of("serving"), i, serving);
          }
          for (int i = 0; i < rounds.size(); i++) {
            event(rows, List.of("weights"), i, rounds);
          }
        });
    copy(
        SNAPSHOTS,
        rows -> {
          ledgerSnapshots(rows, ledger);
          servingSnapshots(rows, serving);
          roundSnapshots(rows, rounds);
        });
    writeReadModels();
    return (long) ledger.size() * size.miners().size() + serving.size() + rounds.size();
  }

  /// One event, and when it was.
  private record Dated(Object event, Instant at) {}

  private List<Dated> ledgerEvents() {
    var workers = workers();
    var start = first.start();
    var end = start.plus(size.span()).plus(Duration.ofDays(20));
    var events = new ArrayList<Dated>();
    for (WorkerId worker : workers) {
      events.add(new Dated(new MinerLedger.WorkerAppeared(worker, profile(worker), start), start));
    }
    for (WorkerId worker : workers) {
      var lease =
          new Lease(
              new LeaseId("lease-" + worker),
              worker,
              Label.of("history"),
              LeaseScore.of(1),
              start,
              end);
      events.add(new Dated(new MinerLedger.LeaseOpened(lease, start), start));
    }
    for (Bucket bucket : buckets()) {
      events.add(new Dated(new MinerLedger.WorkersSeen(bucket, workers), bucket.start()));
    }
    return events;
  }

  private List<WorkerId> workers() {
    return IntStream.rangeClosed(1, size.workers())
        .mapToObj(i -> new WorkerId("worker-%03d".formatted(i)))
        .toList();
  }

  private static WorkerProfile profile(WorkerId worker) {
    var gpus =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    new GpuFacts(
                        Label.of("NVIDIA H100 80GB HBM3"),
                        Label.of("GPU-00000000-0000-0000-0000-%012d".formatted(i)),
                        81_559))
            .toList();
    var host = new HostFacts(new CpuFacts(Label.of("AMD EPYC 9354"), 64), 515_625, 1_832, gpus);
    return new WorkerProfile(
        Label.of(worker.value()),
        Label.of("0.1.0"),
        new TreeSet<>(Set.of("cpu_matrix", "gpu_matrix")),
        host);
  }

  private List<Bucket> buckets() {
    long count = size.span().dividedBy(Bucket.LENGTH);
    return LongStream.range(0, count).mapToObj(i -> new Bucket(first.index() + i)).toList();
  }

  private List<Dated> servingEvents() {
    return buckets().stream()
        .map(
            bucket ->
                new Dated(new ServingRecord.BucketServed(bucket, bucket.start()), bucket.start()))
        .toList();
  }

  private List<Dated> roundEvents(int ledgerEvents) {
    var served = BucketWindow.of(buckets());
    var events = new ArrayList<Dated>();
    long count = size.span().dividedBy(ROUND_INTERVAL);
    for (int number = 1; number <= count; number++) {
      var at = first.start().plus(ROUND_INTERVAL.multipliedBy(number));
      var basis = new ScoreBasis(ScoringPolicy.DEFAULT, served, at);
      var totals =
          size.miners().stream()
              .map(miner -> new ScoreRound.MinerTotal(miner, true, new Score(100, 1), ledgerEvents))
              .toList();
      var round = ScoreRound.of(number, basis, ChallengeScores.NONE, totals);
      events.add(new Dated(new WeightEpoch.RoundScored(round), at));
    }
    return events;
  }

  private static String ledgerOf(Hotkey miner) {
    return "ledger|" + miner;
  }

  @FunctionalInterface
  private interface Rows {
    void write(CopyIn rows) throws SQLException;
  }

  private void copy(String statement, Rows rows) throws SQLException {
    var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
    rows.write(copy);
    copy.endCopy();
  }

  /// The event with this index, of each of these actors.
  private void event(CopyIn rows, List<String> ids, int index, List<Dated> events)
      throws SQLException {
    var dated = events.get(index);
    String payload = hex(serializer.toBinary(dated.event()));
    String manifest = serializer.manifest(dated.event());
    for (String id : ids) {
      line(
          rows,
          id,
          Integer.toString(index + 1),
          "history",
          Long.toString(dated.at().toEpochMilli()),
          "",
          Integer.toString(serializer.identifier()),
          manifest,
          payload);
    }
  }

  private void ledgerSnapshots(CopyIn rows, List<Dated> events) throws SQLException {
    var ledger = MinerLedger.EMPTY;
    var ids = size.miners().stream().map(HistoryWriter::ledgerOf).toList();
    for (int i = 0; i < events.size(); i++) {
      ledger = ledger.evolve((MinerLedger.Event) events.get(i).event());
      if ((i + 1) % LEDGER_SNAPSHOT == 0) {
        snapshot(rows, ids, i + 1, ledger, events.get(i).at());
      }
    }
  }

  private void servingSnapshots(CopyIn rows, List<Dated> events) throws SQLException {
    var serving = ServingRecord.NONE;
    for (int i = 0; i < events.size(); i++) {
      serving = serving.evolve((ServingRecord.BucketServed) events.get(i).event());
      if ((i + 1) % OTHER_SNAPSHOT == 0) {
        snapshot(rows, List.of("serving"), i + 1, serving, events.get(i).at());
      }
    }
  }

  private void roundSnapshots(CopyIn rows, List<Dated> events) throws SQLException {
    var epoch = WeightEpoch.BEGINNING;
    for (int i = 0; i < events.size(); i++) {
      epoch = epoch.evolve((WeightEpoch.Event) events.get(i).event());
      if ((i + 1) % OTHER_SNAPSHOT == 0) {
        snapshot(rows, List.of("weights"), i + 1, epoch, events.get(i).at());
      }
    }
  }

  private void snapshot(CopyIn rows, List<String> ids, int sequence, Object state, Instant at)
      throws SQLException {
    String payload = hex(serializer.toBinary(state));
    for (String id : ids) {
      line(
          rows,
          id,
          Integer.toString(sequence),
          Long.toString(at.toEpochMilli()),
          Integer.toString(serializer.identifier()),
          serializer.manifest(state),
          payload);
    }
  }

  private static String hex(byte[] bytes) {
    return "\\\\x" + HexFormat.of().formatHex(bytes);
  }

  private static void line(CopyIn rows, String... values) throws SQLException {
    byte[] line = (String.join("\t", values) + "\n").getBytes(StandardCharsets.UTF_8);
    rows.writeToCopy(line, 0, line.length);
  }

  /// Labels, and the read model of presence, as its projection would have left them; the others
  /// are taken as read.
  private void writeReadModels() throws SQLException {
    try (var statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "INSERT INTO event_tag SELECT ordering, CASE WHEN persistence_id = 'weights'"
                  + " THEN 'weights' ELSE 'ledgers' END FROM event_journal"
                  + " WHERE persistence_id <> 'serving'",
              "INSERT INTO availability SELECT substr(miner.id, 8), 'worker-'"
                  + " || to_char(worker, 'FM000'), day, repeat('1', 288)::bit(288), 288"
                  + " FROM (SELECT DISTINCT persistence_id AS id FROM event_journal"
                  + " WHERE persistence_id LIKE 'ledger|%') AS miner,"
                  + " generate_series(1, "
                  + size.workers()
                  + ") AS worker,"
                  + " generate_series(now() - INTERVAL '"
                  + size.span().toHours()
                  + " hours', now(), INTERVAL '1 day') AS day",
              "INSERT INTO pekko_projection_offset_store SELECT name, 'all',"
                  + " (SELECT max(ordering) FROM event_journal), 'SEQ', FALSE, 0"
                  + " FROM unnest(ARRAY['presence', 'challenges', 'weights', 'leases']) AS name",
              "ANALYZE")) {
        statement.execute(sql);
      }
    }
  }
}
