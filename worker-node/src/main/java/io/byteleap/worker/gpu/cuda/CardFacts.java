package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.gpu.GpuDevice.Capability;

/// What a card is: its UUID as `nvidia-smi -L` has it, its model, and how many multiprocessors and
/// bytes of memory it has.
public record CardFacts(
    UnitId id, Label name, Capability capability, int processors, long memoryBytes) {
  public CardFacts {
    if (processors < 1 || memoryBytes < 1) {
      throw new IllegalArgumentException(
          "a card with %d multiprocessors and %d bytes".formatted(processors, memoryBytes));
    }
  }
}
