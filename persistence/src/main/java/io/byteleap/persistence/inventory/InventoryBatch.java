package io.byteleap.persistence.inventory;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import java.time.Instant;
import java.util.List;

/// What is to be written down of miners and machines.
public record InventoryBatch(List<MinerRow> miners, List<MachineRow> machines) {
  /// A miner at its last heartbeat.
  public record MinerRow(Hotkey miner, Label version, Label publicIp, int workers, Instant at) {}

  /// Whose machine it is.
  public record MachineKey(Hotkey miner, WorkerId worker) {}

  /// Moving means of how busy a machine is: each sample counts a tenth.
  public record Means(double cpu, double memory) {
    private static final double SHARE = 0.1;

    Means after(double cpuNow, double memoryNow) {
      return new Means(cpu + SHARE * (cpuNow - cpu), memory + SHARE * (memoryNow - memory));
    }
  }

  /// A machine at its last heartbeat; the whole description is written when it `isNew`: when it is
  /// not known that the one that is stored has the same facts.
  public record MachineRow(
      MachineKey key, Machine machine, Means means, boolean isNew, Instant at) {}

  public InventoryBatch {
    miners = List.copyOf(miners);
    machines = List.copyOf(machines);
  }

  public boolean isEmpty() {
    return miners.isEmpty() && machines.isEmpty();
  }
}
