package io.byteleap.wire.gpu;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import java.util.List;

/// One GPU as its server describes it. [#toJson] is what travels on as `gpu_plugin`: the fields
/// that the protocol has, so that nothing else of a server's gets into other people's records.
public record GpuDevice(UnitId uuid, int index, Model model, Memory memory, Speed speed) {
  /// `capability` is the compute capability, such as 9.0.
  public record Model(
      Label name, Label architecture, Capability capability, boolean tensorCores, Cores cores) {}

  public record Capability(int major, int minor) {
    /// Whether the GPU can do matrix challenges.
    public boolean isEnough() {
      return major >= 8;
    }
  }

  public record Cores(int multiprocessors, int total) {}

  /// Bytes in all and free; width of the bus in bits, its bandwidth in GB/s.
  public record Memory(long totalBytes, long freeBytes, int busBits, double bandwidthGb) {
    public Memory {
      if (totalBytes < 0 || freeBytes < 0) {
        throw new IllegalArgumentException("GPU memory below 0");
      }
    }
  }

  /// Clocks in MHz; estimated TFLOPS.
  public record Speed(int coreMhz, int memoryMhz, double fp16Tflops, double fp32Tflops) {}

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("device_id", index)
        .put("name", model.name().value())
        .put("uuid", uuid.value())
        .put("total_memory", memory.totalBytes())
        .put("free_memory", memory.freeBytes())
        .putIntegers(
            "compute_capability", List.of(model.capability().major(), model.capability().minor()))
        .put("tensor_core_support", model.tensorCores())
        .put("architecture", model.architecture().value())
        .put("multiprocessor_count", model.cores().multiprocessors())
        .put("gpu_cores", model.cores().total())
        .put("gpu_clock_mhz", speed.coreMhz())
        .put("memory_clock_mhz", speed.memoryMhz())
        .put("memory_bus_width", memory.busBits())
        .put("memory_bandwidth_gb", memory.bandwidthGb())
        .put("estimated_fp16_tflops", speed.fp16Tflops())
        .put("estimated_fp32_tflops", speed.fp32Tflops())
        .build();
  }

  /// Only `uuid` and `name` are required; what a server leaves out is 0, or no.
  static GpuDevice read(JsonObject json) {
    var model =
        new Model(
            Label.of(json.text("name")),
            Label.of(json.optionalText("architecture").orElse("")),
            capability(json.indicesOrNone("compute_capability")),
            json.has("tensor_core_support") && json.flag("tensor_core_support"),
            new Cores(count(json, "multiprocessor_count"), count(json, "gpu_cores")));
    return new GpuDevice(
        new UnitId(json.text("uuid")),
        count(json, "device_id"),
        model,
        new Memory(
            json.integerOr("total_memory", 0),
            json.integerOr("free_memory", 0),
            count(json, "memory_bus_width"),
            json.numberOr("memory_bandwidth_gb", 0)),
        new Speed(
            count(json, "gpu_clock_mhz"),
            count(json, "memory_clock_mhz"),
            json.numberOr("estimated_fp16_tflops", 0),
            json.numberOr("estimated_fp32_tflops", 0)));
  }

  private static int count(JsonObject json, String name) {
    return json.integerWithinOr(name, 0, Integer.MAX_VALUE, 0);
  }

  private static Capability capability(List<Integer> parts) {
    return switch (parts.size()) {
      case 0 -> new Capability(0, 0);
      case 2 -> new Capability(parts.get(0), parts.get(1));
      default -> throw new JsonProblem("compute_capability", "must be [major, minor]");
    };
  }
}
