package io.byteleap.localnet;

import io.byteleap.localnet.Member.Miner;
import io.byteleap.localnet.Member.Validator;
import io.byteleap.localnet.Member.Worker;
import io.byteleap.localnet.Snapshot.Machine;
import io.byteleap.localnet.Snapshot.WorkerRow;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// How things are called in front of people.
final class Names {
  private static final double MIB_PER_GIB = 1_024;

  private Names() {}

  /// Names of the miners by hotkey.
  static Map<String, String> ofMiners(Plan plan) {
    var names = new HashMap<String, String>();
    for (Member member : plan.miners()) {
      switch (member.role()) {
        case Miner(var hotkey) -> names.put(hotkey.value(), member.name());
        case Validator _, Worker _ -> {}
      }
    }
    return names;
  }

  static String ofWorker(String workerId, Snapshot now) {
    return now.workerOf(workerId).map(WorkerRow::name).orElse(workerId);
  }

  static String machine(Machine machine) {
    return machine.cpuCount()
        + " x "
        + cpu(machine)
        + ", memory "
        + gib(machine.memoryMiB())
        + " GiB, disk "
        + machine.diskGiB()
        + " GiB, GPU "
        + gpus(machine);
  }

  static String cpu(Machine machine) {
    return machine.cpu().isEmpty() ? "unknown CPU" : machine.cpu();
  }

  static String gpus(Machine machine) {
    if (machine.gpus().isEmpty()) {
      return "none";
    }
    return machine.gpus().stream()
        .collect(Collectors.groupingBy(gpu -> gpu, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(entry -> entry.getValue() + " x " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  static String gib(long mib) {
    return String.format(Locale.ROOT, "%.1f", mib / MIB_PER_GIB);
  }

  static String weights(Snapshot now, Map<String, String> minerNames) {
    return now.chain().weights().isEmpty()
        ? "none"
        : now.chain().weights().stream()
            .map(
                weight ->
                    minerNames.getOrDefault(weight.hotkey(), weight.hotkey())
                        + " "
                        + weight.weight())
            .collect(Collectors.joining(", "));
  }
}
