package io.byteleap.domain.challenge;

import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.identity.WorkerId;
import java.util.List;

/// A worker that may be challenged, the GPUs it is known to have, and what it says it can do.
public record Candidate(WorkerId worker, List<GpuFacts> gpus, Skill skill) {
  /// Which challenges a worker can do.
  public enum Skill {
    /// The configured ones of version 1.
    MATRIX,
    /// Version 2.
    EXACT,
    BOTH
  }

  public Candidate {
    gpus = List.copyOf(gpus);
  }

  /// One that can do version 1 only.
  public Candidate(WorkerId worker, List<GpuFacts> gpus) {
    this(worker, gpus, Skill.MATRIX);
  }

  public boolean canMatrix() {
    return skill != Skill.EXACT;
  }

  public boolean canExact() {
    return skill != Skill.MATRIX;
  }
}
