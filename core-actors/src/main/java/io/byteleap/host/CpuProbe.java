package io.byteleap.host;

import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The processors. Keeps the counters of the last look, from which the usage of the next follows.
final class CpuProbe {
  private static final String FOLDER = "/sys/devices/system/cpu";
  private static final double KHZ_PER_MHZ = 1_000;
  private static final double PERCENT = 100;

  private final HostRoot host;
  private Times last = new Times(0, 0);

  /// Jiffies since boot: all, and those of them in which the processors had nothing to do.
  private record Times(long total, long idle) {}

  CpuProbe(HostRoot host) {
    this.host = host;
  }

  /// Number of logical processors.
  int count() throws IOException {
    return processors().size();
  }

  /// Percent of all processors' time since the last look that was not idle; 0 at the first look.
  double usage() throws IOException {
    var now = times();
    var before = last;
    last = now;
    long passed = now.total() - before.total();
    if (before.total() == 0) {
      return 0;
    }
    if (passed <= 0) {
      throw new IOException("no time has passed since the last look");
    }
    double busy = passed - (double) (now.idle() - before.idle());
    return Math.rint(Math.clamp(busy / passed, 0, 1) * PERCENT * 10) / 10;
  }

  private Times times() throws IOException {
    String line = host.requiredText("/proc/stat").lines().findFirst().orElse("");
    long[] fields =
        Arrays.stream(line.split("\\s+", -1)).skip(1).mapToLong(Long::parseLong).toArray();
    if (fields.length < 5) {
      throw new IOException("/proc/stat has no line for all processors");
    }
    // user and nice hold the guests' time already
    long total = Arrays.stream(fields).limit(8).sum();
    return new Times(total, fields[3] + fields[4]);
  }

  JsonObject info() throws IOException {
    var processors = processors();
    var first = processors.getFirst();
    String model = first.getOrDefault("model name", "");
    var json =
        JsonObject.builder()
            .put("logical_cores", processors.size())
            .put("architecture", architecture())
            .put("processor", "")
            .put("frequency_mhz", frequency(processors))
            .put("model_name", model)
            .put("brand", model);
    putPhysicalCores(json, processors);
    putNumber(json, "model", first.get("model"));
    putNumber(json, "family", first.get("cpu family"));
    return json.build();
  }

  static String architecture() {
    String arch = System.getProperty("os.arch", "");
    return arch.equals("amd64") ? "x86_64" : arch;
  }

  /// By the kernel's own numbering, else by that of /proc/cpuinfo, which not every kind of
  /// processor has. Without either it is null.
  private void putPhysicalCores(JsonObject.Builder json, List<Map<String, String>> processors) {
    long cores = distinct(processors.stream().map(this::coreOfTopology));
    long told = cores == 0 ? distinct(processors.stream().map(CpuProbe::coreOfInfo)) : cores;
    if (told == 0) {
      json.putNull("physical_cores");
    } else {
      json.put("physical_cores", told);
    }
  }

  private static long distinct(Stream<Optional<String>> cores) {
    return cores.flatMap(Optional::stream).distinct().count();
  }

  private Optional<String> coreOfTopology(Map<String, String> processor) {
    String folder = FOLDER + "/cpu" + processor.get("processor") + "/topology/";
    return host.integer(folder + "core_id")
        .flatMap(
            core -> host.integer(folder + "physical_package_id").map(chip -> chip + "/" + core));
  }

  private static Optional<String> coreOfInfo(Map<String, String> processor) {
    return Optional.ofNullable(processor.get("core id"))
        .map(core -> processor.get("physical id") + "/" + core);
  }

  private static void putNumber(JsonObject.Builder json, String name, @Nullable String text) {
    if (text != null && text.matches("[0-9]{1,9}")) {
      json.put(name, Long.parseLong(text));
    } else {
      json.put(name, "Unknown");
    }
  }

  private JsonObject frequency(List<Map<String, String>> processors) {
    var json = JsonObject.builder();
    processors.stream()
        .flatMap(processor -> Optional.ofNullable(processor.get("cpu MHz")).stream())
        .mapToDouble(Double::parseDouble)
        .filter(mhz -> mhz > 0)
        .average()
        .ifPresent(mhz -> json.put("current", mhz));
    putFrequency(json, "min", "cpuinfo_min_freq");
    putFrequency(json, "max", "cpuinfo_max_freq");
    return json.build();
  }

  /// What is not known is left out.
  private void putFrequency(JsonObject.Builder json, String name, String file) {
    host.integer(FOLDER + "/cpu0/cpufreq/" + file)
        .filter(khz -> khz > 0)
        .ifPresent(khz -> json.put(name, khz / KHZ_PER_MHZ));
  }

  private List<Map<String, String>> processors() throws IOException {
    List<Map<String, String>> processors = new ArrayList<>();
    for (String block : host.requiredText("/proc/cpuinfo").split("\n\\s*\n", -1)) {
      var fields = new LinkedHashMap<String, String>();
      block
          .lines()
          .map(line -> line.split(":", 2))
          .filter(parts -> parts.length == 2)
          .forEach(parts -> fields.put(parts[0].strip(), parts[1].strip()));
      if (fields.containsKey("processor")) {
        processors.add(fields);
      }
    }
    if (processors.isEmpty()) {
      throw new IOException("/proc/cpuinfo names no processor on " + os());
    }
    return processors;
  }

  private static String os() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
  }
}
