package io.byteleap.wire.gpu;

import io.byteleap.domain.matrix.MatrixSeed;
import java.time.Duration;

/// One computation: a matrix of `matrixSize` (128 to 65,536) rows on one GPU or on all of them.
public record GpuTask(MatrixSeed seed, Target target, int matrixSize, Run run) {
  public static final int MATRIX_SIZE_MIN = 128;
  public static final int MATRIX_SIZE_MAX = 65_536;

  private static final int GPUS_MAX = 64;

  public sealed interface Target {}

  public record AllGpus() implements Target {}

  /// The GPU of this index, as the server counts them.
  public record OneGpu(int index) implements Target {
    public OneGpu {
      if (index < 0 || index >= GPUS_MAX) {
        throw new IllegalArgumentException("target_gpu_id outside 0.." + (GPUS_MAX - 1));
      }
    }
  }

  /// How long it computes.
  public sealed interface Run {}

  /// 1 to 100,000 times (mode 0).
  public record Iterations(int count) implements Run {
    public static final int MAX = 100_000;

    public Iterations {
      if (count < 1 || count > MAX) {
        throw new IllegalArgumentException("matrix_iterations outside 1.." + MAX + ": " + count);
      }
    }
  }

  /// As often as fits into 0.1 to 600 s (mode 1).
  public record For(Duration duration) implements Run {
    private static final Duration MIN = Duration.ofMillis(100);
    private static final Duration MAX = Duration.ofMinutes(10);

    public For {
      if (duration.compareTo(MIN) < 0 || duration.compareTo(MAX) > 0) {
        throw new IllegalArgumentException("target_duration_sec outside 0.1..600");
      }
    }
  }

  public GpuTask {
    if (matrixSize < MATRIX_SIZE_MIN || matrixSize > MATRIX_SIZE_MAX) {
      throw new IllegalArgumentException(
          "matrix_size outside " + MATRIX_SIZE_MIN + ".." + MATRIX_SIZE_MAX + ": " + matrixSize);
    }
  }
}
