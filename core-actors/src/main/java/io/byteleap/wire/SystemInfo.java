package io.byteleap.wire;

import io.byteleap.domain.hardware.CpuFacts;
import io.byteleap.domain.hardware.GpuFacts;
import io.byteleap.domain.hardware.HostFacts;
import io.byteleap.domain.hardware.HostUsage;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.units.Ratio;
import io.byteleap.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A machine's `system_info` as it travels from the worker through the miner to the validator: the
/// JSON as it came, unknown fields included, and what we understand of it.
///
/// Units on the wire: memory MiB, disk GiB, usage percent; GPU plug-in memory bytes.
public record SystemInfo(JsonObject json, HostFacts facts, HostUsage usage) {
  public static final SystemInfo UNKNOWN = read(JsonObject.EMPTY);

  private static final long BYTES_PER_MIB = 1L << 20;

  /// Checks every field that the protocol declares. Throws what [Decoded#of] turns into a refusal.
  public static SystemInfo read(JsonObject json) {
    json.optionalText("public_ip");
    json.optionalText("miner_version");
    json.optionalNumber("uptime_seconds");
    Stream.of("memory_info", "system_info", "motherboard_info", "storage_info")
        .forEach(json::optionalObject);
    double cpuUsage = json.numberOr("cpu_usage", 0);
    double memoryUsage = json.numberOr("memory_usage", 0);
    var facts =
        new HostFacts(
            new CpuFacts(
                cpuModel(json), json.integerWithinOr("cpu_count", 0, Integer.MAX_VALUE, 0)),
            json.integerOr("memory_total", 0),
            json.integerOr("disk_total", 0),
            gpus(json));
    var usage =
        new HostUsage(
            share(cpuUsage),
            share(memoryUsage),
            json.integerOr("memory_available", 0),
            json.integerOr("disk_free", 0));
    return new SystemInfo(json, facts, usage);
  }

  private static Label cpuModel(JsonObject json) {
    return json.optionalObject("cpu_info")
        .flatMap(
            cpu ->
                Stream.of("model_name", "brand")
                    .flatMap(name -> looseText(cpu, name).stream())
                    .findFirst())
        .orElse(Label.NONE);
  }

  /// GPUs of the compute plug-in where it runs, else those that the driver or the PCI bus shows.
  private static List<GpuFacts> gpus(JsonObject json) {
    var plugin = json.objectsOrNone("gpu_plugin");
    var shown = json.objectsOrNone("gpu_info");
    Stream<GpuFacts> gpus =
        plugin.isEmpty()
            ? shown.stream().map(gpu -> gpu(gpu, looseInteger(gpu, "memory_total")))
            : plugin.stream()
                .map(gpu -> gpu(gpu, looseInteger(gpu, "total_memory") / BYTES_PER_MIB));
    return gpus.limit(HostFacts.GPUS_MAX).toList();
  }

  private static GpuFacts gpu(JsonObject gpu, long memoryMiB) {
    return new GpuFacts(
        looseText(gpu, "name").orElse(Label.NONE),
        looseText(gpu, "uuid").orElse(Label.NONE),
        memoryMiB);
  }

  private static Ratio share(double percent) {
    return new Ratio(Math.clamp(percent / 100, 0, 1));
  }

  /// A text inside a part whose content the protocol leaves open; absent when it is none.
  private static Optional<Label> looseText(JsonObject json, String name) {
    return switch (Decoded.of(() -> json.optionalText(name))) {
      case Decoded.Read<Optional<String>>(var text) -> text.map(Label::of);
      case Decoded.Refused<Optional<String>> _ -> Optional.empty();
    };
  }

  private static long looseInteger(JsonObject json, String name) {
    return switch (Decoded.of(() -> json.integerOr(name, 0))) {
      case Decoded.Read<Long>(var value) -> Math.max(0, value);
      case Decoded.Refused<Long> _ -> 0;
    };
  }
}
