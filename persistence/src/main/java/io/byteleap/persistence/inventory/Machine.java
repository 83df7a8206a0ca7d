package io.byteleap.persistence.inventory;

import io.byteleap.domain.hardware.HostFacts;
import io.byteleap.domain.hardware.HostUsage;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.SystemInfo;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A worker's machine as a heartbeat describes it: what it is made of, how busy it was, and the
/// whole description as it came.
public record Machine(
    Facts facts, List<Gpu> gpus, HostUsage usage, double uptimeSeconds, Description whole) {
  /// What seldom changes; 0 and an empty text mean unknown.
  public record Facts(
      int cpuCount,
      Label cpuBrand,
      Label cpuModel,
      Label cpuArchitecture,
      double cpuFrequencyMaxMhz,
      long memoryMiB,
      long diskGiB,
      Label diskType,
      Label boardBrand,
      Label boardModel,
      Label boardBios,
      Label system,
      Label systemVersion,
      Label kernelVersion,
      int gpuCount,
      Label publicIp) {}

  /// The JSON of `system_info`, unless it is too long to be kept.
  public record Description(JsonObject json) {
    private static final int LENGTH_MAX = 64 << 10;

    /// The one character that PostgreSQL takes and then cannot look at, and before it backslashes
    /// that stand for themselves.
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private static final String MAYBE_NUL = "\\u0000";

    Optional<String> text() {
      return Optional.of(json.toText())
          .filter(text -> text.length() <= LENGTH_MAX)
          .map(text -> text.contains(MAYBE_NUL) ? NUL.matcher(text).replaceAll("$1?") : text);
    }

    @Override
    public String toString() {
      return "Description[…]";
    }
  }

  public Machine {
    gpus = List.copyOf(gpus);
  }

  public static Machine of(SystemInfo info) {
    var json = info.json();
    return new Machine(
        facts(info),
        gpus(json),
        info.usage(),
        Loose.number(json, "uptime_seconds"),
        new Description(json));
  }

  /// Present frequency of the processor, in MHz.
  double cpuFrequencyMhz() {
    return frequency(whole.json(), "current");
  }

  private static Facts facts(SystemInfo info) {
    var json = info.json();
    var host = info.facts();
    var cpu = Loose.object(json, "cpu_info");
    var board = Loose.object(json, "motherboard_info");
    var system = Loose.object(json, "system_info");
    return new Facts(
        host.cpu().logicalCores(),
        Loose.label(cpu, "brand"),
        host.cpu().model(),
        Loose.label(cpu, "architecture"),
        frequency(json, "max"),
        host.memoryMiB(),
        host.diskGiB(),
        diskType(json),
        Loose.label(board, "manufacturer"),
        Loose.label(board, "product_name"),
        Loose.label(board, "bios_version"),
        Loose.label(system, "system"),
        Loose.label(system, "release"),
        Loose.label(system, "version"),
        host.gpus().size(),
        Loose.label(json, "public_ip"));
  }

  private static double frequency(JsonObject json, String which) {
    return Loose.number(Loose.object(Loose.object(json, "cpu_info"), "frequency_mhz"), which);
  }

  /// That of the first disk.
  private static Label diskType(JsonObject json) {
    return Loose.objects(Loose.object(json, "storage_info"), "storage").stream()
        .findFirst()
        .map(disk -> Loose.label(disk, "type"))
        .orElse(Label.NONE);
  }

  /// Those of the compute plug-in where it runs, else those that the driver shows.
  private static List<Gpu> gpus(JsonObject json) {
    var plugin = Loose.objects(json, "gpu_plugin");
    Stream<Optional<Gpu>> gpus =
        plugin.isEmpty()
            ? Loose.objects(json, "gpu_info").stream().map(Gpu::ofDriver)
            : plugin.stream().map(Gpu::ofPlugin);
    return gpus.flatMap(Optional::stream).limit(HostFacts.GPUS_MAX).toList();
  }
}
