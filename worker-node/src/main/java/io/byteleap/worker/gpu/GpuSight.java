package io.byteleap.worker.gpu;

import io.byteleap.wire.gpu.GpuAnswer;
import java.time.Instant;

/// What is known of the GPU server at this moment.
public sealed interface GpuSight {
  /// This worker is not to use GPUs.
  record Disabled() implements GpuSight {}

  /// It should be there and is not, for this reason.
  record Absent(String why) implements GpuSight {}

  /// It answers; `info` is of `at`.
  record Working(GpuAnswer.Info info, Instant at) implements GpuSight {
    /// Whether it has something to compute with.
    public boolean hasGpus() {
      return !info.gpus().isEmpty();
    }
  }
}
