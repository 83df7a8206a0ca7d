package io.byteleap.worker.vm;

import io.byteleap.worker.gpu.GpuServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The worker's own use of the host's GPUs, which ends while machines have them.
public interface GpuLoan {
  /// Of a worker that uses no GPU itself.
  GpuLoan NONE =
      new GpuLoan() {
        @Override
        public CompletionStage<GpuServer.Released> take() {
          return CompletableFuture.completedStage(GpuServer.Released.FREE);
        }

        @Override
        public void giveBack() {}
      };

  /// Completes when the worker's own processes have let go of every GPU.
  CompletionStage<GpuServer.Released> take();

  /// No machine has a GPU any more.
  void giveBack();
}
