package io.byteleap.worker.vm.journal;

import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.MachinePhase;
import io.byteleap.domain.vm.MachinePhase.Cause;
import io.byteleap.domain.vm.MachinePhase.Clearing;
import io.byteleap.domain.vm.MachinePhase.MakeStep;
import io.byteleap.domain.vm.MachinePhase.Making;
import io.byteleap.domain.vm.MachinePhase.Seed;
import io.byteleap.domain.vm.MachinePhase.Standing;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.Reservation;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.worker.vm.Machine;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/// A machine as it stands in its file, version 1.
final class MachineText {
  private static final int VERSION = 1;
  private static final int NODE_MAX = 1 << 10;

  private MachineText() {}

  static JsonObject write(Reservation reservation, Instant since, MachinePhase phase) {
    var size = reservation.size();
    return JsonObject.builder()
        .put("version", VERSION)
        .put("name", reservation.name().value())
        .put("id", reservation.id().toString())
        .put("since", since.toString())
        .put("memory_mb", size.memoryMiB())
        .put("vcpus", size.processors())
        .put("disk_size", size.diskGb())
        .put("gpu_count", size.gpus())
        .putTexts("functions", reservation.functions().stream().map(PciAddress::toString).toList())
        .put("numa_node", reservation.numaNode())
        .put("phase", write(phase))
        .build();
  }

  private static JsonObject write(MachinePhase phase) {
    var json = JsonObject.builder();
    switch (phase) {
      case Making(var task, var step) ->
          json.put("at", "making").put("task_id", task.value()).put("step", word(step));
      case Standing(var seed) -> json.put("at", "standing").put("seed", word(seed));
      case Clearing(var cause) -> json.put("at", "clearing").put("cause", word(cause));
    }
    return json.build();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static Machine read(JsonObject json, Machine.MachineMemory memory) {
    json.exactWithin("version", VERSION, VERSION);
    var size =
        new VmSize(
            json.exactWithin("memory_mb", VmSize.MEMORY_MIB_MIN, VmSize.MEMORY_MIB_MAX),
            json.exactWithin("vcpus", 1, VmSize.PROCESSORS_MAX),
            json.exactWithin("disk_size", 1, VmSize.DISK_GB_MAX),
            json.exactWithin("gpu_count", 0, VmSize.GPUS_MAX));
    var reservation =
        new Reservation(
            new VmName(json.text("name")),
            MachineId.parse(json.text("id")),
            size,
            json.texts("functions").stream().map(PciAddress::parse).toList(),
            json.exactWithin("numa_node", -1, NODE_MAX));
    return new Machine(reservation, since(json), phase(json.object("phase")), memory);
  }

  private static Instant since(JsonObject json) {
    try {
      return Instant.parse(json.text("since"));
    } catch (DateTimeException e) {
      throw new JsonProblem("since", "is no time");
    }
  }

  private static MachinePhase phase(JsonObject json) {
    return switch (json.text("at")) {
      case "making" ->
          new Making(
              new VmTaskId(json.text("task_id")), oneOf(MakeStep.values(), json.text("step")));
      case "standing" -> new Standing(oneOf(Seed.values(), json.text("seed")));
      case "clearing" -> new Clearing(oneOf(Cause.values(), json.text("cause")));
      default -> throw new JsonProblem("phase.at", "must be making, standing or clearing");
    };
  }

  private static <E extends Enum<E>> E oneOf(E[] values, String word) {
    return Arrays.stream(values)
        .filter(value -> word(value).equals(word))
        .findFirst()
        .orElseThrow(() -> new JsonProblem("phase", "unknown word"));
  }
}
