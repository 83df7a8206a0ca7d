package io.byteleap.worker.vm.guest;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.worker.vm.VmProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a machine says of itself.
public record GuestSystem(GuestAgent agent) {
  private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";
  private static final int BOOT_ID_LENGTH = 36;
  private static final int GPUS_MAX = 64;
  private static final List<String> SEED_READ =
      List.of("/var/lib/cloud/instance/boot-finished", "/run/cloud-init/result.json");

  /// A number that the system's kernel drew when it began.
  public String bootId() throws VmProblem {
    String id = agent.read(BOOT_ID, 2 * BOOT_ID_LENGTH).strip();
    if (!id.matches("[0-9a-f-]{" + BOOT_ID_LENGTH + "}")) {
      throw new VmProblem("the machine told no boot id");
    }
    return id;
  }

  /// Whether cloud-init has done all that it does at a first boot.
  public boolean hasReadSeed() throws VmProblem {
    for (String file : SEED_READ) {
      if (agent.run("/usr/bin/test", "-e", file).code() == 0) {
        return true;
      }
    }
    return false;
  }

  /// The machine's GPUs as its driver sees them: null for what it does not tell.
  public List<JsonObject> gpus() throws VmProblem {
    String told =
        agent.require(
            "/usr/bin/nvidia-smi",
            "--query-gpu=index,name,memory.total,memory.used,memory.free,utilization.gpu,"
                + "temperature.gpu,uuid",
            "--format=csv,noheader,nounits");
    List<JsonObject> gpus = new ArrayList<>();
    for (String line : GuestAgent.lines(told)) {
      String[] parts = line.split(", *", -1);
      if (parts.length == 8 && gpus.size() < GPUS_MAX) {
        gpus.add(gpu(parts));
      }
    }
    return gpus;
  }

  private static JsonObject gpu(String[] parts) {
    var json = JsonObject.builder();
    number(json, "id", parts[0]);
    json.put("name", Label.of(parts[1]).value());
    number(json, "memory_total", parts[2]);
    number(json, "memory_used", parts[3]);
    number(json, "memory_free", parts[4]);
    number(json, "gpu_util", parts[5]);
    number(json, "temperature", parts[6]);
    return json.put("uuid", Label.of(parts[7]).value())
        .put("vendor", "NVIDIA")
        .put("type", "discrete")
        .build();
  }

  private static void number(JsonObject.Builder json, String name, String text) {
    Optional.of(text)
        .filter(each -> each.matches("[0-9]{1,12}"))
        .map(Long::parseLong)
        .ifPresentOrElse(value -> json.put(name, value), () -> json.putNull(name));
  }
}
