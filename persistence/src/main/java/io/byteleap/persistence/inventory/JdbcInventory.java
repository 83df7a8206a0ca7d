package io.byteleap.persistence.inventory;

import io.byteleap.persistence.inventory.GpuClaims.Claim;
import io.byteleap.persistence.inventory.GpuClaims.Conflict;
import io.byteleap.persistence.inventory.InventoryBatch.MachineRow;
import io.byteleap.persistence.inventory.InventoryBatch.MinerRow;
import io.byteleap.persistence.sql.Sql;
import io.byteleap.port.History.HistoryUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The inventory in PostgreSQL.
public final class JdbcInventory {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcInventory.class);

  /// The class of errors that are the value's fault.
  private static final String BAD_VALUE = "22";

  private static final String MINER =
      "INSERT INTO miner (hotkey, version, public_ip, worker_count, first_heartbeat_at,"
          + " last_heartbeat_at) VALUES (?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (hotkey) DO UPDATE SET version = excluded.version,"
          + " public_ip = excluded.public_ip, worker_count = excluded.worker_count,"
          + " last_heartbeat_at = excluded.last_heartbeat_at";

  /// What makes a machine another one.
  private static final List<String> FACTS =
      List.of(
          "cpu_count",
          "cpu_brand",
          "cpu_model",
          "cpu_architecture",
          "cpu_max_frequency_mhz",
          "memory_total_mib",
          "disk_total_gib",
          "disk_type",
          "motherboard_brand",
          "motherboard_model",
          "motherboard_bios_version",
          "system_os",
          "system_os_version",
          "system_kernel_version",
          "gpu_count",
          "public_ip");

  private static final List<String> USAGE =
      List.of(
          "cpu_frequency_mhz",
          "uptime_seconds",
          "mean_cpu_usage",
          "mean_memory_usage",
          "memory_free_mib",
          "disk_free_gib",
          "last_heartbeat_at");

  private static final String HARDWARE = hardware();

  private final DataSource pool;

  public JdbcInventory(DataSource pool) {
    this.pool = pool;
  }

  private static String hardware() {
    String facts = String.join(", ", FACTS);
    String usage = String.join(", ", USAGE);
    String known = FACTS.stream().map("hardware."::concat).collect(Collectors.joining(", "));
    String now = FACTS.stream().map("excluded."::concat).collect(Collectors.joining(", "));
    var text = new StringBuilder();
    text.append("INSERT INTO hardware (hotkey, worker_id, ")
        .append(facts)
        .append(", ")
        .append(usage)
        .append(", system_info, changed_at) VALUES (?, ?")
        .append(", ?".repeat(FACTS.size() + USAGE.size()))
        .append(", CAST(? AS JSON), ?) ON CONFLICT (hotkey, worker_id) DO UPDATE SET ");
    FACTS.forEach(column -> text.append(column).append(" = excluded.").append(column).append(", "));
    USAGE.forEach(column -> text.append(column).append(" = excluded.").append(column).append(", "));
    return text.append("system_info = coalesce(excluded.system_info, hardware.system_info),")
        .append(" changed_at = CASE WHEN (")
        .append(known)
        .append(") IS DISTINCT FROM (")
        .append(now)
        .append(") THEN excluded.changed_at ELSE hardware.changed_at END")
        .toString();
  }

  /// Writes the batch whole or not at all, and returns the claims to GPUs of others. A batch with a
  /// value that the database does not take is given up, since it would not take it later either.
  /// Blocks, and throws [HistoryUnavailable] when the database is away or takes nothing now.
  public List<Conflict> write(InventoryBatch batch, Instant at) {
    try (var connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        var conflicts = write(connection, batch, at);
        connection.commit();
        return conflicts;
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith(BAD_VALUE)) {
        LOG.error("the inventory gives up a batch, machines={}", batch.machines().size(), e);
        return List.of();
      }
      throw new HistoryUnavailable(e);
    }
  }

  private static List<Conflict> write(Connection connection, InventoryBatch batch, Instant at)
      throws SQLException {
    Sql.executeAll(
        connection,
        MINER,
        batch.miners().stream()
            .sorted(Comparator.comparing(row -> row.miner().value()))
            .map(JdbcInventory::row)
            .toList());
    Sql.executeAll(
        connection,
        HARDWARE,
        batch.machines().stream()
            .sorted(
                Comparator.<MachineRow, String>comparing(row -> row.key().miner().value())
                    .thenComparing(row -> row.key().worker().value()))
            .map(JdbcInventory::row)
            .toList());
    var claims =
        batch.machines().stream()
            .flatMap(
                row ->
                    row.machine().gpus().stream().map(gpu -> new Claim(gpu, row.key(), row.at())))
            .toList();
    return GpuClaims.enter(connection, claims, at);
  }

  private static Object[] row(MinerRow row) {
    return new Object[] {
      row.miner().value(),
      row.version().value(),
      row.publicIp().value(),
      row.workers(),
      row.at(),
      row.at()
    };
  }

  private static @Nullable Object[] row(MachineRow row) {
    var machine = row.machine();
    var facts = machine.facts();
    var usage = machine.usage();
    return new @Nullable Object[] {
      row.key().miner().value(),
      row.key().worker().value(),
      facts.cpuCount(),
      facts.cpuBrand().value(),
      facts.cpuModel().value(),
      facts.cpuArchitecture().value(),
      facts.cpuFrequencyMaxMhz(),
      facts.memoryMiB(),
      facts.diskGiB(),
      facts.diskType().value(),
      facts.boardBrand().value(),
      facts.boardModel().value(),
      facts.boardBios().value(),
      facts.system().value(),
      facts.systemVersion().value(),
      facts.kernelVersion().value(),
      facts.gpuCount(),
      facts.publicIp().value(),
      machine.cpuFrequencyMhz(),
      machine.uptimeSeconds(),
      row.means().cpu(),
      row.means().memory(),
      usage.memoryFreeMiB(),
      usage.diskFreeGiB(),
      row.at(),
      row.isNew() ? machine.whole().text().orElse(null) : null,
      row.at()
    };
  }
}
