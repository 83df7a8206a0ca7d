package io.byteleap.worker.setup;

import io.byteleap.domain.units.Label;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Sizes and names of a host: its system, its memory in MiB and its largest disk in GB (10^9
/// bytes), both 0 when unknown.
record Figures(Label os, String osId, String osVersion, long memoryMiB, Label disk, long diskGb) {
  private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s+([0-9]{1,15}) kB$");
  private static final long SECTOR = 512;
  private static final long GB = 1_000_000_000;

  static Figures read(HostTree host) {
    var os = osRelease(host);
    var memory = MEMORY.matcher(host.text("/proc/meminfo").orElse(""));
    String disk = "";
    long size = 0;
    for (String name : host.names("/sys/block")) {
      long bytes = name.matches("(loop|ram|dm-|md|nbd|sr|zram).*") ? 0 : diskBytes(host, name);
      if (bytes > size) {
        disk = name;
        size = bytes;
      }
    }
    return new Figures(
        Label.of(os.getOrDefault("PRETTY_NAME", "unknown")),
        os.getOrDefault("ID", ""),
        os.getOrDefault("VERSION_ID", ""),
        memory.find() ? Long.parseLong(memory.group(1)) / 1_024 : 0,
        Label.of(disk),
        size / GB);
  }

  private static long diskBytes(HostTree host, String name) {
    return host.text("/sys/block/" + name + "/size")
        .filter(text -> text.matches("[0-9]{1,15}"))
        .map(text -> Long.parseLong(text) * SECTOR)
        .orElse(0L);
  }

  private static Map<String, String> osRelease(HostTree host) {
    Map<String, String> fields = new HashMap<>();
    host.text("/etc/os-release")
        .orElse("")
        .lines()
        .map(line -> line.split("=", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> fields.put(parts[0], parts[1].replaceAll("^[\"']|[\"']$", "")));
    return fields;
  }

  static String architecture(HostTree host) {
    String arch = host.text("/proc/sys/kernel/arch").orElse("unknown");
    return Label.of(arch).value();
  }
}
