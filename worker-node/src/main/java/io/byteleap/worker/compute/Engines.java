package io.byteleap.worker.compute;

import io.byteleap.domain.gpu.GpuMatrixSpec;
import io.byteleap.domain.matrix.MatrixSpec;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/// The engines of a worker, one for each kind of work.
public record Engines(Engine<MatrixSpec> cpu, Engine<GpuMatrixSpec> gpu, ExactTools exact) {
  /// Of a worker without GPUs.
  public static Engines ofCpu(Engine<MatrixSpec> cpu, ExactTools exact) {
    return new Engines(cpu, new NoGpus(), exact);
  }

  Optional<String> refusal(TaskWork work) {
    return switch (work) {
      case TaskWork.OnCpu(var matrix) -> cpu.refusal(matrix);
      case TaskWork.OnGpus(var matrix) -> gpu.refusal(matrix);
      case TaskWork.OnUnits _ -> exact.refusal();
    };
  }

  /// What is at the task, on the way to `desk`.
  Behavior<TaskRun.Command> run(
      TaskOrder order, InstantSource clock, ActorRef<TaskDesk.Command> desk) {
    return switch (order.work()) {
      case TaskWork.OnCpu(var matrix) -> TaskRun.create(() -> cpu.start(matrix), clock, desk);
      case TaskWork.OnGpus(var matrix) -> TaskRun.create(() -> gpu.start(matrix), clock, desk);
      case TaskWork.OnUnits work -> UnitsRun.create(order, work, exact, clock, desk);
    };
  }

  /// Processor cores that do it; of exact products nobody says that.
  int cores(TaskWork work) {
    return switch (work) {
      case TaskWork.OnCpu _ -> cpu.cores();
      case TaskWork.OnGpus _ -> gpu.cores();
      case TaskWork.OnUnits _ -> 0;
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
