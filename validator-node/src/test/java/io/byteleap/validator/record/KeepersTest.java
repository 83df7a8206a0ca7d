package io.byteleap.validator.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.json.JsonObject;
import io.byteleap.persistence.inventory.Exchange;
import io.byteleap.persistence.inventory.JdbcCommunication;
import io.byteleap.persistence.inventory.JdbcInventory;
import io.byteleap.persistence.postgres.Database;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.validator.HeartbeatData;
import io.byteleap.wire.validator.HeartbeatData.Status;
import io.byteleap.wire.validator.HeartbeatData.WorkerInfo;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/// From messages to rows, over an embedded database.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeepersTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Samples.T0);

  private final ActorTestKit kit = ActorTestKit.create();
  private Database database;

  @BeforeAll
  void open(@TempDir Path folder) throws DatabaseProblem {
    database = Database.open(new DatabaseUrl.Embedded(), folder, 4);
  }

  @AfterAll
  void close() throws DatabaseProblem {
    kit.shutdownTestKit();
    database.close();
  }

  @Test
  void gpuOfTwoMiners_isSaidAndCounted() {
    var meters = new SimpleMeterRegistry();
    var keeper =
        kit.spawn(InventoryKeeper.create(new JdbcInventory(database.dataSource()), meters, CLOCK));

    LoggingTestKit.warn("a GPU is reported by two workers, gpu=GPU-twice")
        .expect(
            kit.system(),
            () -> {
              keeper.tell(heard("5First"));
              keeper.tell(heard("5Second"));
              return null;
            });

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(meters.get("byteleap.gpu.conflicts").counter().count()).isEqualTo(1));
    assertThat(rows("SELECT hotkey FROM gpu")).containsExactly("5First");
  }

  @Test
  void inventoryThatCannotBeWritten_waits() {
    var away = new PGSimpleDataSource();
    away.setPortNumbers(new int[] {1});
    var pool = new AtomicReference<DataSource>(away);
    var keeper =
        kit.spawn(
            InventoryKeeper.create(
                new JdbcInventory(new SwitchedPool(pool::get)), new SimpleMeterRegistry(), CLOCK));
    LoggingTestKit.warn("the inventory cannot be written now")
        .expect(
            kit.system(),
            () -> {
              keeper.tell(heard("5Waits"));
              return null;
            });

    pool.set(database.dataSource());

    Awaitility.await().until(() -> rows("SELECT hotkey FROM miner").contains("5Waits"));
  }

  @Test
  void requests_areWrittenDown() {
    var keeper =
        kit.spawn(CommunicationKeeper.create(new JdbcCommunication(database.dataSource())));

    keeper.tell(
        new CommunicationKeeper.Exchanged(
            new Exchange(
                Samples.T0,
                new Hotkey("5Asks"),
                Label.of("TASK"),
                Label.of("ANSWERED"),
                Duration.ofMillis(3),
                10_000,
                "x".repeat(10_000) + '\0',
                "\0yes")));

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        rows(
                            "SELECT concat_ws('|', request_type, outcome, took_micros,"
                                + " request_size, length(request), answer) FROM communication"))
                    .containsExactly("TASK|ANSWERED|3000|10000|4097|?yes"));
  }

  private static InventoryKeeper.Heard heard(String miner) {
    var gpu = JsonObject.builder().put("uuid", miner.equals("5Waits") ? "GPU-1" : "GPU-twice");
    var machine =
        SystemInfo.read(
            JsonObject.builder().putObjects("gpu_plugin", List.of(gpu.build())).build());
    var worker =
        new WorkerInfo("w-1", "", "", List.of(), Status.ONLINE, machine, Samples.T0, Samples.T0);
    return new InventoryKeeper.Heard(
        new Hotkey(miner),
        new HeartbeatData(miner, Samples.T0, List.of(worker), SystemInfo.UNKNOWN),
        Samples.T0);
  }

  private List<String> rows(String sql) {
    try (var connection = database.dataSource().getConnection()) {
      return Sql.query(connection, row -> row.getString(1), sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
