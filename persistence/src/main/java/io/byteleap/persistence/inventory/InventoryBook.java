package io.byteleap.persistence.inventory;

import io.byteleap.domain.hardware.HostFacts;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.presence.Bucket;
import io.byteleap.domain.scoring.MinerLedger;
import io.byteleap.domain.units.Label;
import io.byteleap.persistence.inventory.InventoryBatch.MachineKey;
import io.byteleap.persistence.inventory.InventoryBatch.MachineRow;
import io.byteleap.persistence.inventory.InventoryBatch.Means;
import io.byteleap.persistence.inventory.InventoryBatch.MinerRow;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.validator.HeartbeatData;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells of each heartbeat what of it is worth writing down: machines that are new or have changed
/// at once, everything else every five minutes. For one thread.
public final class InventoryBook {
  /// How far behind the truth the times of the last heartbeats are at most.
  public static final Duration FRESHNESS = Bucket.LENGTH;

  /// Machines that are remembered.
  private static final int MACHINES_MAX = 100_000;

  /// Rows that wait, each with all that was said of its machine; those beyond are written with a
  /// later heartbeat.
  static final int WAITING_MAX = 2_000;

  /// Different GPUs that a miner may name in a day; those beyond are not entered.
  private static final int GPUS_A_DAY = MinerLedger.WORKERS_MAX * HostFacts.GPUS_MAX;

  private final Map<MachineKey, Known> machines = newestFirst();
  private final Map<Hotkey, KnownMiner> miners = newestFirst();
  private final Map<MachineKey, MachineRow> waitingMachines = new LinkedHashMap<>();
  private final Map<Hotkey, MinerRow> waitingMiners = new LinkedHashMap<>();

  /// What was written of a machine, and when.
  private record Known(int facts, Means means, Instant written) {}

  private record KnownMiner(MinerRow row, GpusOfDay gpus) {}

  /// The GPUs that a miner has named since the day began.
  private record GpusOfDay(LocalDate day, Set<String> uuids) {}

  private static <K, V> Map<K, V> newestFirst() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MACHINES_MAX;
      }
    };
  }

  /// Takes in a heartbeat of `miner` that came `at`.
  public void heard(Hotkey miner, HeartbeatData data, Instant at) {
    var gpus = heardMiner(miner, data, at);
    data.workers().stream()
        .limit(MinerLedger.WORKERS_MAX)
        .forEach(
            worker ->
                heardMachine(
                    new MachineKey(miner, new WorkerId(worker.workerId())),
                    worker.systemInfo(),
                    gpus,
                    at));
  }

  private GpusOfDay heardMiner(Hotkey miner, HeartbeatData data, Instant at) {
    var info = data.minerInfo().json();
    var row =
        new MinerRow(
            miner,
            Loose.label(info, "miner_version"),
            Loose.label(info, "public_ip"),
            Math.min(data.workers().size(), MinerLedger.WORKERS_MAX),
            at);
    var known = miners.get(miner);
    var day = at.atOffset(ZoneOffset.UTC).toLocalDate();
    var gpus =
        known == null || !known.gpus().day().equals(day)
            ? new GpusOfDay(day, new HashSet<>())
            : known.gpus();
    boolean isDue = known == null || isDue(known.row().at(), at) || !isSame(known.row(), row);
    if (isDue && waitingMiners.size() < WAITING_MAX) {
      waitingMiners.put(miner, row);
    }
    miners.put(miner, new KnownMiner(isDue || known == null ? row : known.row(), gpus));
    return gpus;
  }

  private static boolean isSame(MinerRow one, MinerRow other) {
    return one.version().equals(other.version())
        && one.publicIp().equals(other.publicIp())
        && one.workers() == other.workers();
  }

  private static boolean isDue(Instant written, Instant now) {
    return !now.isBefore(written.plus(FRESHNESS));
  }

  private void heardMachine(MachineKey key, SystemInfo info, GpusOfDay gpus, Instant at) {
    var machine = allowed(Machine.of(info), gpus);
    int facts = List.of(machine.facts(), uuids(machine)).hashCode();
    var usage = machine.usage();
    double cpu = usage.cpu().value();
    double memory = usage.memory().value();
    var known = machines.get(key);
    var means = known == null ? new Means(cpu, memory) : known.means().after(cpu, memory);
    boolean isNew = known == null || known.facts() != facts;
    if (known != null && !isNew && !isDue(known.written(), at)) {
      machines.put(key, new Known(facts, means, known.written()));
    } else if (waitingMachines.size() < WAITING_MAX || waitingMachines.containsKey(key)) {
      var waiting = waitingMachines.get(key);
      boolean isWhole = isNew || (waiting != null && waiting.isNew());
      waitingMachines.put(key, new MachineRow(key, machine, means, isWhole, at));
      machines.put(key, new Known(facts, means, at));
    }
  }

  private static List<Label> uuids(Machine machine) {
    return machine.gpus().stream().map(Gpu::uuid).toList();
  }

  private static Machine allowed(Machine machine, GpusOfDay gpus) {
    var allowed =
        machine.gpus().stream()
            .filter(
                gpu ->
                    gpus.uuids().contains(gpu.uuid().value())
                        || (gpus.uuids().size() < GPUS_A_DAY
                            && gpus.uuids().add(gpu.uuid().value())))
            .toList();
    return new Machine(
        machine.facts(), allowed, machine.usage(), machine.uptimeSeconds(), machine.whole());
  }

  /// Up to `count` miners and as many machines that wait to be written; they wait on until
  /// [#written] says that they are.
  public InventoryBatch waiting(int count) {
    return new InventoryBatch(
        waitingMiners.values().stream().limit(count).toList(),
        waitingMachines.values().stream().limit(count).toList());
  }

  /// The batch is stored.
  public void written(InventoryBatch batch) {
    batch.miners().forEach(row -> waitingMiners.remove(row.miner(), row));
    batch.machines().forEach(row -> waitingMachines.remove(row.key(), row));
  }
}
