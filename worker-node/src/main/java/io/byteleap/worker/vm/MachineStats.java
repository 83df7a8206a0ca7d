package io.byteleap.worker.vm;

import io.byteleap.domain.vm.MachinePhase.Standing;
import io.byteleap.domain.vm.Sighting;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.vm.VmOutcome.Stats;
import io.byteleap.worker.vm.Hypervisor.Usage;
import io.byteleap.worker.vm.guest.GuestSystem;
import java.time.Duration;
import java.util.List;

/// What a machine is and uses, in the shape of a host's `system_info`: sizes of memory in MiB, of
/// disks in GiB, usage in percent. What is not known is null; nothing is made up.
record MachineStats(VmTools tools) {
  private static final Duration SPAN = Duration.ofMillis(500);
  private static final int GIB_SHIFT = 30;

  Stats of(Machine machine, Pulse pulse) throws VmProblem {
    pulse.at("looks at the machine");
    var seen = tools.hypervisor().look(machine.id());
    if (seen == Sighting.ABSENT && machine.phase() instanceof Standing) {
      throw new VmProblem("libvirt does not know the machine any more");
    }
    return new Stats(machine.name(), seen.status(), info(machine, seen, pulse));
  }

  /// What is known of a machine that was just made.
  JsonObject atFirst(Machine machine, Pulse pulse) {
    try {
      var usage = tools.hypervisor().usage(machine.id());
      return info(machine, usage, usage, Duration.ZERO, List.of());
    } catch (VmProblem e) {
      return JsonObject.EMPTY;
    }
  }

  private JsonObject info(Machine machine, Sighting seen, Pulse pulse) throws VmProblem {
    if (seen == Sighting.ABSENT) {
      return JsonObject.EMPTY;
    }
    var first = tools.hypervisor().usage(machine.id());
    if (seen != Sighting.RUNNING) {
      return info(machine, first, first, Duration.ZERO, List.of());
    }
    var since = tools.clock().instant();
    pulse.pause(SPAN);
    var second = tools.hypervisor().usage(machine.id());
    var span = Duration.between(since, tools.clock().instant());
    return info(machine, first, second, span, gpus(machine, pulse));
  }

  private List<JsonObject> gpus(Machine machine, Pulse pulse) throws VmProblem {
    if (machine.reservation().size().gpus() == 0) {
      return List.of();
    }
    try {
      return new GuestSystem(tools.agent(machine, pulse)).gpus();
    } catch (VmProblem.GivenUp e) {
      throw e;
    } catch (VmProblem e) {
      return List.of(); // the machine does not tell
    }
  }

  private static JsonObject info(
      Machine machine, Usage first, Usage now, Duration span, List<JsonObject> gpus) {
    var json = JsonObject.builder().put("cpu_count", now.processors());
    putUsage(json, first, now, span);
    var processors =
        JsonObject.builder()
            .put("logical_cores", now.processors())
            .putNull("physical_cores")
            .putNull("frequency_mhz")
            .putNull("model_name");
    json.put("cpu_info", processors.build());
    putMemory(json, now);
    putDisk(json, machine, now);
    return json.putObjects("gpu_info", gpus).putNull("uptime_seconds").putNull("public_ip").build();
  }

  private static void putUsage(JsonObject.Builder json, Usage first, Usage now, Duration span) {
    long spent = now.processorTime().minus(first.processorTime()).toNanos();
    if (span.isZero() || spent < 0) {
      json.putNull("cpu_usage");
    } else {
      double share = 100.0 * spent / span.toNanos() / Math.max(1, now.processors());
      json.put("cpu_usage", Math.rint(10 * Math.min(100, share)) / 10);
    }
  }

  private static void putMemory(JsonObject.Builder json, Usage now) {
    json.put("memory_total", now.memoryMiB());
    if (now.memoryUnusedMiB() == Usage.UNKNOWN || now.memoryMiB() == 0) {
      json.putNull("memory_available").putNull("memory_usage");
    } else {
      double used = Math.max(0, now.memoryMiB() - now.memoryUnusedMiB());
      json.put("memory_available", now.memoryUnusedMiB())
          .put("memory_usage", Math.rint(1_000 * used / now.memoryMiB()) / 10);
    }
  }

  private static void putDisk(JsonObject.Builder json, Machine machine, Usage now) {
    json.put("disk_total", machine.reservation().size().diskGb()).putNull("disk_free");
    if (now.diskBytesWritten() == Usage.UNKNOWN) {
      json.putNull("disk_written");
    } else {
      json.put("disk_written", (now.diskBytesWritten() + (1 << GIB_SHIFT) - 1) >> GIB_SHIFT);
    }
  }
}
