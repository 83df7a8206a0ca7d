package io.byteleap.domain.challenge;

import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.WorkerId;
import java.util.List;

/// A worker that may be challenged, and the GPUs it is known to have.
public record Candidate(WorkerId worker, List<GpuFacts> gpus) {
  public Candidate {
    gpus = List.copyOf(gpus);
  }
}
