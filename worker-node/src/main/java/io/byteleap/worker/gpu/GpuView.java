package io.byteleap.worker.gpu;

import java.util.concurrent.atomic.AtomicReference;

/// What was last seen of the GPU server: written by its [GpuServer], read by whoever must say it at
/// once.
public final class GpuView {
  private final AtomicReference<GpuSight> newest;

  private GpuView(GpuSight first) {
    this.newest = new AtomicReference<>(first);
  }

  /// Of a worker that is not to use GPUs.
  public static GpuView disabled() {
    return new GpuView(new GpuSight.Disabled());
  }

  /// Of a worker whose server has still to be found or started.
  public static GpuView starting() {
    return new GpuView(new GpuSight.Absent("it is not started yet"));
  }

  public GpuSight sight() {
    return newest.get();
  }

  void show(GpuSight sight) {
    newest.set(sight);
  }
}
