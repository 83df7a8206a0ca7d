package io.byteleap.worker.link;

import io.byteleap.domain.admission.Credential;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Build;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.Timestamp;
import io.byteleap.wire.gpu.GpuDevice;
import io.byteleap.wire.worker.WorkerFrame.Heartbeat;
import io.byteleap.wire.worker.WorkerFrame.HeartbeatExtras;
import io.byteleap.wire.worker.WorkerFrame.Register;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.gpu.GpuSight;
import io.byteleap.worker.gpu.GpuView;
import io.byteleap.worker.host.HostView;
import java.util.List;

/// What a worker says of itself to its miner: who it is, what it can do, how its machine is.
public final class Announcements {
  private final MinerLink.Settings settings;
  private final HostView host;
  private final GpuView gpu;

  Announcements(MinerLink.Settings settings, HostView host, GpuView gpu) {
    this.settings = settings;
    this.host = host;
    this.gpu = gpu;
  }

  Register registration(Credential credential) {
    var sight = gpu.sight();
    return new Register(
        settings.worker().value(),
        settings.name(),
        Build.version(),
        capabilities(sight),
        systemInfo(sight),
        credential);
  }

  Heartbeat heartbeat(TaskDesk.Status load) {
    int tasks = load.running() + load.waiting();
    var sight = gpu.sight();
    var extras = new HeartbeatExtras(tasks == 0 ? "online" : "busy", tasks, gpuInfo(sight));
    return new Heartbeat(systemInfo(sight), capabilities(sight), extras);
  }

  /// GPU challenges only while there is something that computes them.
  private static List<String> capabilities(GpuSight sight) {
    return sight instanceof GpuSight.Working working && working.hasGpus()
        ? List.of(ChallengeParts.CPU_MATRIX, ChallengeParts.GPU_MATRIX)
        : List.of(ChallengeParts.CPU_MATRIX);
  }

  private JsonObject systemInfo(GpuSight sight) {
    return systemInfo(host, sight);
  }

  /// What the machine is like, with what the GPU server says of its devices where it works.
  public static JsonObject systemInfo(HostView host, GpuSight sight) {
    return sight instanceof GpuSight.Working working && working.hasGpus()
        ? JsonObject.builder()
            .putAll(host.systemInfo())
            .putObjects("gpu_plugin", devices(working))
            .build()
        : host.systemInfo();
  }

  private static JsonObject gpuInfo(GpuSight sight) {
    var json = JsonObject.builder();
    return switch (sight) {
      case GpuSight.Disabled() -> json.put("gpu_available", false).put("gpu_count", 0).build();
      case GpuSight.Absent _ ->
          json.put("gpu_available", false)
              .put("gpu_count", 0)
              .putObjects("gpu_details", List.of())
              .build();
      case GpuSight.Working working ->
          json.put("gpu_available", working.hasGpus())
              .put("gpu_count", working.info().gpus().size())
              .putObjects("gpu_details", devices(working))
              .put("last_updated", Timestamp.seconds(working.at()))
              .build();
    };
  }

  private static List<JsonObject> devices(GpuSight.Working working) {
    return working.info().gpus().stream().map(GpuDevice::toJson).toList();
  }
}
