package io.byteleap.persistence.inventory;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.persistence.inventory.InventoryBatch.MachineKey;
import io.byteleap.persistence.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Whose a GPU is: the worker's that reported it first, whatever its miner, until it has not
/// reported it for half an hour. Whoever reports it meanwhile does not get it, and is written down.
public final class GpuClaims {
  public static final int SILENCE_MINUTES = 30;

  private static final String CLAIM =
      "INSERT INTO gpu (uuid, hotkey, worker_id, model, memory_total_mib, memory_free_mib,"
          + " compute_capability, multiprocessors, cores, clock_mhz, architecture, owned_since,"
          + " last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (uuid) DO UPDATE SET owned_since = CASE"
          + " WHEN (gpu.hotkey, gpu.worker_id) = (excluded.hotkey, excluded.worker_id)"
          + " THEN gpu.owned_since ELSE excluded.owned_since END,"
          + " hotkey = excluded.hotkey, worker_id = excluded.worker_id, model = excluded.model,"
          + " memory_total_mib = excluded.memory_total_mib,"
          + " memory_free_mib = excluded.memory_free_mib,"
          + " compute_capability = excluded.compute_capability,"
          + " multiprocessors = excluded.multiprocessors, cores = excluded.cores,"
          + " clock_mhz = excluded.clock_mhz, architecture = excluded.architecture,"
          + " last_seen_at = excluded.last_seen_at"
          + " WHERE (gpu.hotkey, gpu.worker_id) = (excluded.hotkey, excluded.worker_id)"
          + " OR gpu.last_seen_at < excluded.last_seen_at - INTERVAL '"
          + SILENCE_MINUTES
          + " minutes'";

  /// A row that was not there before has no transaction that replaced it.
  private static final String CONFLICTS =
      "INSERT INTO gpu_conflict AS known (uuid, hotkey, worker_id, owner_hotkey, owner_worker_id,"
          + " first_claimed_at, last_claimed_at)"
          + " SELECT DISTINCT ON (claim.uuid, claim.hotkey, claim.worker_id)"
          + " claim.uuid, claim.hotkey, claim.worker_id, gpu.hotkey, gpu.worker_id,"
          + " CAST(? AS TIMESTAMPTZ), CAST(? AS TIMESTAMPTZ)"
          + " FROM unnest(?, ?, ?) AS claim (uuid, hotkey, worker_id)"
          + " JOIN gpu ON gpu.uuid = claim.uuid"
          + " WHERE (gpu.hotkey, gpu.worker_id) <> (claim.hotkey, claim.worker_id)"
          + " ON CONFLICT (uuid, hotkey, worker_id) DO UPDATE SET"
          + " owner_hotkey = excluded.owner_hotkey, owner_worker_id = excluded.owner_worker_id,"
          + " last_claimed_at = excluded.last_claimed_at"
          + " RETURNING *, (known.xmax = 0) AS is_new";

  private GpuClaims() {}

  /// A worker that reports a GPU.
  record Claim(Gpu gpu, MachineKey by, Instant at) {}

  /// A GPU that `claimant` reports although it is `owner`'s; `isNew` the first time.
  public record Conflict(Label gpu, MachineKey owner, MachineKey claimant, boolean isNew) {}

  /// Enters the claims in the order of their times, and returns those that did not succeed.
  static List<Conflict> enter(Connection connection, List<Claim> claims, Instant at)
      throws SQLException {
    if (claims.isEmpty()) {
      return List.of();
    }
    // In one order everywhere, so that two writers cannot wait for each other.
    var ordered =
        claims.stream()
            .sorted(
                Comparator.<Claim, String>comparing(claim -> claim.gpu().uuid().value())
                    .thenComparing(Claim::at))
            .toList();
    Sql.executeAll(connection, CLAIM, ordered.stream().map(GpuClaims::row).toList());
    return Sql.query(
        connection,
        GpuClaims::conflict,
        CONFLICTS,
        at,
        at,
        ordered.stream().map(claim -> claim.gpu().uuid().value()).toArray(String[]::new),
        ordered.stream().map(claim -> claim.by().miner().value()).toArray(String[]::new),
        ordered.stream().map(claim -> claim.by().worker().value()).toArray(String[]::new));
  }

  private static Object[] row(Claim claim) {
    var gpu = claim.gpu();
    return new Object[] {
      gpu.uuid().value(),
      claim.by().miner().value(),
      claim.by().worker().value(),
      gpu.model().value(),
      gpu.memoryMiB(),
      gpu.memoryFreeMiB(),
      gpu.computeCapability().value(),
      gpu.multiprocessors(),
      gpu.cores(),
      gpu.clockMhz(),
      gpu.architecture().value(),
      claim.at(),
      claim.at()
    };
  }

  private static Conflict conflict(ResultSet row) throws SQLException {
    return new Conflict(
        new Label(row.getString("uuid")),
        key(row.getString("owner_hotkey"), row.getString("owner_worker_id")),
        key(row.getString("hotkey"), row.getString("worker_id")),
        row.getBoolean("is_new"));
  }

  private static MachineKey key(String hotkey, String worker) {
    return new MachineKey(new Hotkey(hotkey), new WorkerId(worker));
  }
}
