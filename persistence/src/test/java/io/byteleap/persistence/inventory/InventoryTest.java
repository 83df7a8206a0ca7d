package io.byteleap.persistence.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.persistence.fixture.SharedPostgres;
import io.byteleap.persistence.inventory.GpuClaims.Conflict;
import io.byteleap.persistence.inventory.InventoryBatch.MachineKey;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.validator.HeartbeatData;
import io.byteleap.wire.validator.HeartbeatData.Status;
import io.byteleap.wire.validator.HeartbeatData.WorkerInfo;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// From heartbeats to the tables of miners, machines and GPUs.
final class InventoryTest {
  @RegisterExtension static final SharedPostgres POSTGRES = new SharedPostgres();

  private static final Instant T0 = Samples.T0;
  private static final Json JSON = Json.upTo(1 << 20);
  private static final String MACHINE =
      """
      {"cpu_count": 64, "cpu_usage": 50, "memory_total": 515625, "memory_available": 1000,
       "disk_total": 1832, "disk_free": 7, "public_ip": "203.0.113.7", "uptime_seconds": 12.5,
       "cpu_info": {"brand": "AMD EPYC", "model_name": "AMD EPYC 9354", "architecture": "x86_64",
                    "frequency_mhz": {"current": 2596.5, "max": 3700.0}},
       "motherboard_info": {"manufacturer": "Supermicro", "product_name": "H13SSL-N"},
       "system_info": {"system": "Linux", "release": "6.8.0", "version": "#48-Ubuntu \\u0000"},
       "storage_info": {"storage": [{"type": "nvme"}, {"type": "disk"}]},
       "gpu_plugin": GPUS}
      """;

  private Database database;
  private JdbcInventory inventory;
  private final InventoryBook book = new InventoryBook();

  @BeforeEach
  void open() throws SQLException, DatabaseProblem {
    database = Database.open(POSTGRES.newDatabase(), Path.of("."), 2);
    inventory = new JdbcInventory(database.dataSource());
  }

  @AfterEach
  void close() throws DatabaseProblem {
    database.close();
  }

  @Test
  void machine_isDescribedByItsHeartbeat() throws SQLException {
    heard("5A", "w-1", machine("GPU-1"), T0);

    assertThat(written()).isEmpty();

    assertThat(
            rows(
                "SELECT concat_ws('|', cpu_count, cpu_brand, cpu_model, cpu_max_frequency_mhz,"
                    + " disk_type, motherboard_brand, motherboard_model, system_os,"
                    + " system_kernel_version, gpu_count, public_ip, uptime_seconds,"
                    + " mean_cpu_usage, system_info -> 'cpu_info' ->> 'brand') FROM hardware"))
        .containsExactly(
            "64|AMD EPYC|AMD EPYC 9354|3700|nvme|Supermicro|H13SSL-N|Linux|#48-Ubuntu ?|1"
                + "|203.0.113.7|12.5|0.5|AMD EPYC");
    assertThat(
            rows(
                "SELECT concat_ws('|', hotkey, worker_id, model, memory_total_mib, cores) FROM"
                    + " gpu"))
        .containsExactly("5A|w-1|NVIDIA H100|81920|16896");
    assertThat(rows("SELECT concat_ws('|', hotkey, worker_count) FROM miner"))
        .containsExactly("5A|1");
  }

  @Test
  void heartbeatThatSaysNothingNew_isWrittenEveryFiveMinutes() throws SQLException {
    heard("5A", "w-1", machine("GPU-1"), T0);
    written();

    heard("5A", "w-1", machine("GPU-1"), T0.plusSeconds(60));
    assertThat(book.waiting(10).isEmpty()).isTrue();

    heard("5A", "w-1", machine("GPU-1"), T0.plusSeconds(300));
    written();
    assertThat(rows("SELECT concat_ws('|', changed_at, last_heartbeat_at) FROM hardware"))
        .containsExactly("2026-01-01 00:00:00+00|2026-01-01 00:05:00+00");
  }

  @Test
  void machineThatChanges_isWrittenAtOnce() throws SQLException {
    heard("5A", "w-1", machine("GPU-1"), T0);
    written();

    heard("5A", "w-1", machine("GPU-1", "GPU-2"), T0.plusSeconds(60));
    written();

    assertThat(rows("SELECT concat_ws('|', gpu_count, changed_at) FROM hardware"))
        .containsExactly("2|2026-01-01 00:01:00+00");
    assertThat(rows("SELECT uuid FROM gpu ORDER BY uuid")).containsExactly("GPU-1", "GPU-2");
  }

  @Test
  void gpu_staysWithItsFirstReporter_andTheOtherIsWrittenDown() throws SQLException {
    heard("5A", "w-1", machine("GPU-1"), T0);
    heard("5B", "w-1", machine("GPU-1"), T0.plusSeconds(1));

    assertThat(written())
        .containsExactly(new Conflict(Label.of("GPU-1"), key("5A", "w-1"), key("5B", "w-1"), true));
    heard("5B", "w-1", machine("GPU-1"), T0.plusSeconds(301));
    assertThat(written()).extracting(Conflict::isNew).containsExactly(false);

    assertThat(rows("SELECT hotkey FROM gpu")).containsExactly("5A");
    assertThat(rows("SELECT concat_ws('|', hotkey, owner_hotkey) FROM gpu_conflict"))
        .containsExactly("5B|5A");
  }

  @Test
  void gpuThatNobodyReportsForHalfAnHour_isFree() throws SQLException {
    heard("5A", "w-1", machine("GPU-1"), T0);
    written();

    heard("5B", "w-1", machine("GPU-1"), T0.plus(Duration.ofMinutes(30)));
    assertThat(written()).hasSize(1);
    heard("5B", "w-1", machine("GPU-1"), T0.plus(Duration.ofMinutes(36)));
    assertThat(written()).isEmpty();

    assertThat(rows("SELECT concat_ws('|', hotkey, owned_since) FROM gpu"))
        .containsExactly("5B|2026-01-01 00:36:00+00");
  }

  @Test
  void addressesOnTheBus_andNoNames_areNoGpus() throws SQLException {
    heard("5A", "w-1", machine("0000:01:00.0", "-1", ""), T0);
    heard("5B", "w-1", machine("0000:01:00.0"), T0);

    assertThat(written()).isEmpty();

    assertThat(rows("SELECT uuid FROM gpu")).isEmpty();
  }

  @Test
  void minerThatNamesEverNewGpus_isHeldToWhatItCanHave() throws SQLException {
    for (int beat = 0; beat < 110; beat++) {
      int first = beat * 64;
      var gpus = IntStream.range(first, first + 64).mapToObj(i -> "GPU-" + i).toList();
      heard("5A", "w-1", machine(gpus.toArray(String[]::new)), T0.plusSeconds(beat));
      written();
    }

    assertThat(rows("SELECT count(*) FROM gpu")).containsExactly("6400");
  }

  @Test
  void machinesBeyondThoseThatWait_comeWithALaterHeartbeat() {
    int miners = InventoryBook.WAITING_MAX / 100 + 1;
    for (int round = 0; round < 2; round++) {
      for (int miner = 0; miner < miners; miner++) {
        heardHundred(new Hotkey("5M" + miner), T0.plusSeconds(round));
      }
      var batch = book.waiting(miners * 100);

      assertThat(batch.machines()).hasSize(round == 0 ? InventoryBook.WAITING_MAX : 100);
      book.written(batch);
    }
  }

  private void heardHundred(Hotkey miner, Instant at) {
    var workers =
        IntStream.range(0, 100).mapToObj(i -> worker("w-" + i, machine(miner + "-" + i))).toList();
    book.heard(miner, new HeartbeatData(miner.value(), at, workers, SystemInfo.UNKNOWN), at);
  }

  @Test
  void workersBeyondTheLimit_areNotEntered() throws SQLException {
    var workers =
        IntStream.range(0, 120).mapToObj(i -> worker("w-" + i, machine("GPU-" + i))).toList();

    book.heard(new Hotkey("5A"), new HeartbeatData("5A", T0, workers, SystemInfo.UNKNOWN), T0);
    written();

    assertThat(rows("SELECT count(*) FROM hardware")).containsExactly("100");
  }

  private List<Conflict> written() {
    var batch = book.waiting(1_000);
    var conflicts = inventory.write(batch, T0.plus(Duration.ofDays(1)));
    book.written(batch);
    assertThat(book.waiting(1).isEmpty()).isTrue();
    return conflicts;
  }

  private void heard(String miner, String worker, SystemInfo machine, Instant at) {
    var data = new HeartbeatData(miner, at, List.of(worker(worker, machine)), SystemInfo.UNKNOWN);
    book.heard(new Hotkey(miner), data, at);
  }

  private static WorkerInfo worker(String id, SystemInfo machine) {
    return new WorkerInfo(id, id, "1", List.of(), Status.ONLINE, machine, T0, T0);
  }

  private static SystemInfo machine(String... gpus) {
    var elements = Stream.of(gpus).map(InventoryTest::gpu).map(JsonObject::toText).toList();
    return SystemInfo.read(JSON.parse(MACHINE.replace("GPUS", elements.toString())));
  }

  private static JsonObject gpu(String uuid) {
    return JsonObject.builder()
        .put("uuid", uuid)
        .put("name", "NVIDIA H100")
        .put("total_memory", 85_899_345_920L)
        .put("gpu_cores", 16_896)
        .build();
  }

  private static MachineKey key(String miner, String worker) {
    return new MachineKey(new Hotkey(miner), new WorkerId(worker));
  }

  private List<String> rows(String sql) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      Sql.execute(connection, "SET TIME ZONE 'UTC'");
      return Sql.query(connection, (ResultSet row) -> row.getString(1), sql);
    }
  }
}
