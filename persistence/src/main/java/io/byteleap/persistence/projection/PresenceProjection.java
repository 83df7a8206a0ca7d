package io.byteleap.persistence.projection;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.presence.BucketWindow;
import io.byteleap.domain.presence.WorkerProfile;
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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.pekko.persistence.typed.PersistenceId;

/// Keeps the tables of workers, and of when each was there.
final class PresenceProjection implements Projector<MinerLedger.Event> {
  private static final int BUCKETS_OF_A_DAY =
      Math.toIntExact(Duration.ofDays(1).dividedBy(Bucket.LENGTH));

  private static final int ROWS_A_BATCH = 1_000;

  private static final String WORKER =
      "INSERT INTO worker (hotkey, worker_id, name, version, capabilities, cpu_model, cpu_count,"
          + " memory_mib, disk_gib, gpu_count, since, changed_at)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (hotkey, worker_id) DO UPDATE SET name = excluded.name,"
          + " version = excluded.version, capabilities = excluded.capabilities,"
          + " cpu_model = excluded.cpu_model, cpu_count = excluded.cpu_count,"
          + " memory_mib = excluded.memory_mib, disk_gib = excluded.disk_gib,"
          + " gpu_count = excluded.gpu_count, changed_at = excluded.changed_at";

  /// One that appears again after it was forgotten begins anew.
  private static final String APPEARED = WORKER + ", since = excluded.since, forgotten_at = NULL";

  private static final String SEEN =
      "INSERT INTO availability AS known (hotkey, worker_id, day, seen, buckets)"
          + " SELECT ?, worker, ?, CAST(? AS BIT(288)), ? FROM unnest(?) AS worker"
          + " ON CONFLICT (hotkey, worker_id, day) DO UPDATE SET"
          + " seen = known.seen | excluded.seen,"
          + " buckets = length(replace(CAST(known.seen | excluded.seen AS TEXT), '0', ''))";

  /// What becomes of the buckets in which workers were seen.
  private sealed interface Days {}

  /// They are written as they come.
  private record Written() implements Days {}

  /// They are gathered by worker, and written at the end.
  private record Gathered(Map<Worker, Map<LocalDate, BitSet>> days) implements Days {}

  private record Worker(String hotkey, String id) {}

  private final Days days;

  private PresenceProjection(Days days) {
    this.days = days;
  }

  PresenceProjection() {
    this(new Written());
  }

  @Override
  public Projector<MinerLedger.Event> inBulk() {
    return new PresenceProjection(new Gathered(new HashMap<>()));
  }

  @Override
  public void project(Connection connection, String id, MinerLedger.Event event)
      throws SQLException {
    String hotkey = PersistenceId.extractEntityId(id);
    switch (event) {
      case WorkerAppeared(var worker, var profile, var at) ->
          Sql.execute(connection, APPEARED, row(hotkey, worker, profile, at, at));
      case WorkerChanged(var worker, var profile, var at) ->
          Sql.execute(connection, WORKER, row(hotkey, worker, profile, at, at));
      case WorkersSeen(var bucket, var workers) ->
          seen(connection, hotkey, bits(List.of(bucket)), workers);
      case WorkerForgotten(var worker, var at) ->
          Sql.execute(
              connection,
              "UPDATE worker SET forgotten_at = ? WHERE hotkey = ? AND worker_id = ?",
              at,
              hotkey,
              worker.value());
      case LeaseOpened _, LeaseRenewed _, LeaseClosed _ -> {}
    }
  }

  @Override
  public void begin(Connection connection, String id, Object state) throws SQLException {
    if (state instanceof MinerLedger ledger) {
      String hotkey = PersistenceId.extractEntityId(id);
      for (var known : ledger.workers().entrySet()) {
        var entry = known.getValue();
        var changed = entry.present().newest().map(Bucket::start).orElse(entry.since());
        Sql.execute(
            connection,
            APPEARED,
            row(hotkey, known.getKey(), entry.profile(), entry.since(), changed));
        seen(connection, hotkey, bits(bucketsOf(entry.present())), List.of(known.getKey()));
      }
    }
  }

  private static List<Bucket> bucketsOf(BucketWindow window) {
    return window.newest().stream()
        .flatMap(
            newest ->
                LongStream.rangeClosed(
                        Math.max(0, newest.index() - BucketWindow.LENGTH + 1), newest.index())
                    .mapToObj(Bucket::new))
        .filter(window::contains)
        .toList();
  }

  /// The buckets as bits of their days.
  private static Map<LocalDate, BitSet> bits(List<Bucket> buckets) {
    var days = new TreeMap<LocalDate, BitSet>();
    for (Bucket bucket : buckets) {
      days.computeIfAbsent(
              bucket.start().atOffset(ZoneOffset.UTC).toLocalDate(),
              _ -> new BitSet(BUCKETS_OF_A_DAY))
          .set(Math.floorMod(bucket.index(), BUCKETS_OF_A_DAY));
    }
    return days;
  }

  private void seen(
      Connection connection, String hotkey, Map<LocalDate, BitSet> seen, List<WorkerId> workers)
      throws SQLException {
    switch (days) {
      case Written() ->
          write(
              connection,
              hotkey,
              seen,
              workers.stream().map(WorkerId::value).toArray(String[]::new));
      case Gathered(var gathered) -> {
        for (WorkerId worker : workers) {
          var known =
              gathered.computeIfAbsent(new Worker(hotkey, worker.value()), _ -> new TreeMap<>());
          seen.forEach(
              (day, bits) ->
                  known.computeIfAbsent(day, _ -> new BitSet(BUCKETS_OF_A_DAY)).or(bits));
        }
      }
    }
  }

  @Override
  public void finish(Connection connection) throws SQLException {
    switch (days) {
      case Written() -> {}
      case Gathered(var gathered) -> {
        var rows = new ArrayList<Object[]>();
        for (var worker : gathered.entrySet()) {
          String[] id = {worker.getKey().id()};
          for (var day : worker.getValue().entrySet()) {
            rows.add(row(worker.getKey().hotkey(), day, id));
          }
          if (rows.size() >= ROWS_A_BATCH) {
            Sql.executeAll(connection, SEEN, rows);
            rows.clear();
          }
        }
        Sql.executeAll(connection, SEEN, rows);
        gathered.clear();
      }
    }
  }

  private static void write(
      Connection connection, String hotkey, Map<LocalDate, BitSet> days, String[] ids)
      throws SQLException {
    for (var day : days.entrySet()) {
      Sql.execute(connection, SEEN, row(hotkey, day, ids));
    }
  }

  private static Object[] row(String hotkey, Map.Entry<LocalDate, BitSet> day, String[] ids) {
    var bits = day.getValue();
    return new Object[] {hotkey, day.getKey(), text(bits), bits.cardinality(), ids};
  }

  /// The first bucket of the day first.
  private static String text(BitSet bits) {
    var text = new StringBuilder(BUCKETS_OF_A_DAY);
    for (int i = 0; i < BUCKETS_OF_A_DAY; i++) {
      text.append(bits.get(i) ? '1' : '0');
    }
    return text.toString();
  }

  private static Object[] row(
      String hotkey, WorkerId worker, WorkerProfile profile, Instant since, Instant changedAt) {
    var host = profile.host();
    return new Object[] {
      hotkey,
      worker.value(),
      profile.name().value(),
      profile.version().value(),
      profile.capabilities().toArray(String[]::new),
      host.cpu().model().value(),
      host.cpu().logicalCores(),
      host.memoryMiB(),
      host.diskGiB(),
      host.gpus().size(),
      since,
      changedAt
    };
  }
}
