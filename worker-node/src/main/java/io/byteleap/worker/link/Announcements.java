package io.byteleap.worker.link;

import io.byteleap.domain.admission.Credential;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Build;
import io.byteleap.wire.ChallengeParts;
import io.byteleap.wire.worker.WorkerFrame.Heartbeat;
import io.byteleap.wire.worker.WorkerFrame.HeartbeatExtras;
import io.byteleap.wire.worker.WorkerFrame.Register;
import io.byteleap.worker.compute.TaskDesk;
import io.byteleap.worker.host.HostView;
import java.util.List;

/// What a worker says of itself to its miner: who it is, what it can do, how its machine is.
final class Announcements {
  private static final List<String> CAPABILITIES = List.of(ChallengeParts.CPU_MATRIX);

  /// As a worker without a GPU server has it.
  private static final JsonObject NO_GPU_SERVER =
      JsonObject.builder()
          .put("gpu_available", false)
          .put("gpu_count", 0)
          .putObjects("gpu_details", List.of())
          .build();

  private final MinerLink.Settings settings;
  private final HostView host;

  Announcements(MinerLink.Settings settings, HostView host) {
    this.settings = settings;
    this.host = host;
  }

  Register registration(Credential credential) {
    return new Register(
        settings.worker().value(),
        settings.name(),
        Build.version(),
        CAPABILITIES,
        host.systemInfo(),
        credential);
  }

  Heartbeat heartbeat(TaskDesk.Status load) {
    int tasks = load.running() + load.waiting();
    var extras = new HeartbeatExtras(tasks == 0 ? "online" : "busy", tasks, NO_GPU_SERVER);
    return new Heartbeat(host.systemInfo(), CAPABILITIES, extras);
  }
}
