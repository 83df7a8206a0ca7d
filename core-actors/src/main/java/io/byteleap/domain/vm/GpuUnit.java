package io.byteleap.domain.vm;

import io.byteleap.domain.units.Label;
import java.util.List;

/// GPUs that can be given to a machine only together, because they share a card, an IOMMU group or
/// a switch.
///
/// @param gpus the GPUs themselves, at least one, ordered
/// @param functions all that goes with them, the GPUs included, ordered; bridges stay with the host
/// @param numaNode where their memory is near; -1 when the host does not say or they differ
/// @param obstacle why it cannot be given to anybody, blank when it can
public record GpuUnit(
    List<PciAddress> gpus, List<PciAddress> functions, int numaNode, Label obstacle) {
  public static final int NO_NODE = -1;

  public GpuUnit {
    if (gpus.isEmpty() || !functions.containsAll(gpus)) {
      throw new IllegalArgumentException("a unit must have a GPU, and each among its functions");
    }
    gpus = gpus.stream().sorted().toList();
    functions = functions.stream().sorted().toList();
  }

  boolean isObstructed() {
    return !obstacle.isBlank();
  }
}
