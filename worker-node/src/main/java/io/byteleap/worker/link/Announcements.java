package io.byteleap.worker.link;

import io.byteleap.domain.admission.Credential;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Build;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.Timestamp;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.gpu.GpuDevice;
import io.byteleap.wire.worker.WorkerFrame.Heartbeat;
import io.byteleap.wire.worker.WorkerFrame.HeartbeatExtras;
import io.byteleap.wire.worker.WorkerFrame.Register;
import io.byteleap.worker.compute.ExactUnits;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.gpu.GpuSight;
import io.byteleap.worker.gpu.GpuView;
import io.byteleap.worker.host.HostView;
import java.util.ArrayList;
import java.util.List;

/// What a worker says of itself to its miner: who it is, what it can do, how its machine is.
public final class Announcements {
  /// How the UUIDs of GPUs begin that are there to compute.
  private static final String GPU = "GPU-";

  private final MinerLink.Settings settings;
  private final HostView host;
  private final GpuView gpu;
  private final ExactUnits exact;

  Announcements(MinerLink.Settings settings, HostView host, GpuView gpu, ExactUnits exact) {
    this.settings = settings;
    this.host = host;
    this.gpu = gpu;
    this.exact = exact;
  }

  /// `challenges` are those that the miner passes on besides version 1.
  Register registration(Credential credential, List<String> challenges) {
    var sight = gpu.sight();
    var info = systemInfo(sight);
    return new Register(
        settings.worker().value(),
        settings.name(),
        Build.version(),
        capabilities(sight, info, challenges),
        info,
        credential);
  }

  Heartbeat heartbeat(TaskDesk.Status load, List<String> challenges) {
    int tasks = load.running() + load.waiting();
    var sight = gpu.sight();
    var info = systemInfo(sight);
    var extras = new HeartbeatExtras(tasks == 0 ? "online" : "busy", tasks, gpuInfo(sight));
    return new Heartbeat(info, capabilities(sight, info, challenges), extras);
  }

  /// GPU challenges only while there is something that computes them, exact products only where the
  /// miner knows of them.
  private List<String> capabilities(GpuSight sight, JsonObject info, List<String> challenges) {
    List<String> capabilities = new ArrayList<>(List.of(ChallengeParts.CPU_MATRIX));
    if (sight instanceof GpuSight.Working working && working.hasGpus()) {
      capabilities.add(ChallengeParts.GPU_MATRIX);
    }
    if (challenges.contains(ExactParts.MATMUL_EXACT_V2) && makesExactProducts(info)) {
      capabilities.add(ExactParts.MATMUL_EXACT_V2);
    }
    return capabilities;
  }

  /// Whether every GPU that the report shows is a unit: a validator asks those that it sees, and
  /// whoever has no engine for one stays on version 1.
  private boolean makesExactProducts(JsonObject info) {
    var units = exact.units();
    return !units.isEmpty()
        && SystemInfo.read(info).facts().gpus().stream()
            .map(gpu -> gpu.uuid().value())
            .filter(uuid -> uuid.startsWith(GPU))
            .allMatch(uuid -> units.contains(new UnitId(uuid)));
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
