package io.byteleap.domain.hardware;

import io.byteleap.domain.units.Label;

/// Processor of a machine: model name and number of logical cores (0 when unknown).
public record CpuFacts(Label model, int logicalCores) {
  public CpuFacts {
    if (logicalCores < 0) {
      throw new IllegalArgumentException("logical cores below 0: " + logicalCores);
    }
  }
}
