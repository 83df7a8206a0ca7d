package io.byteleap.worker.compute;

import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.matrix.MatrixSpec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The engines of a worker, one for each kind of work.
public record Engines(Engine<MatrixSpec> cpu, Engine<GpuMatrixSpec> gpu) {
  /// Of a worker without GPUs.
  public static Engines ofCpu(Engine<MatrixSpec> cpu) {
    return new Engines(cpu, new NoGpus());
  }

  Optional<String> refusal(TaskWork work) {
    return switch (work) {
      case TaskWork.OnCpu(var matrix) -> cpu.refusal(matrix);
      case TaskWork.OnGpus(var matrix) -> gpu.refusal(matrix);
    };
  }

  Engine.Job start(TaskWork work) {
    return switch (work) {
      case TaskWork.OnCpu(var matrix) -> cpu.start(matrix);
      case TaskWork.OnGpus(var matrix) -> gpu.start(matrix);
    };
  }

  int cores(TaskWork work) {
    return switch (work) {
      case TaskWork.OnCpu _ -> cpu.cores();
      case TaskWork.OnGpus _ -> gpu.cores();
    };
  }

  /// Refuses all work.
  private static final class NoGpus implements Engine<GpuMatrixSpec> {
    private static final String WHY = "this worker computes on processors only (gpu.enable is off)";

    @Override
    public int cores() {
      return 0;
    }

    @Override
    public Optional<String> refusal(GpuMatrixSpec work) {
      return Optional.of(WHY);
    }

    @Override
    public Job start(GpuMatrixSpec work) {
      CompletableFuture<TaskProduct> failed =
          CompletableFuture.failedFuture(new IllegalStateException(WHY));
      return new Job() {
        @Override
        public CompletableFuture<TaskProduct> product() {
          return failed.copy();
        }

        @Override
        public void cancel() {
          // nothing is under way
        }
      };
    }
  }
}
