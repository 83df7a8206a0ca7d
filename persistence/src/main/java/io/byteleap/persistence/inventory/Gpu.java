package io.byteleap.persistence.inventory;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;

/// One GPU as its worker reports it, from the compute plug-in or the driver. 0 and an empty text
/// mean unknown.
public record Gpu(
    Label uuid,
    Label model,
    long memoryMiB,
    long memoryFreeMiB,
    Label computeCapability,
    long multiprocessors,
    long cores,
    long clockMhz,
    Label architecture) {
  private static final long BYTES_PER_MIB = 1L << 20;

  /// A card that is handed through to a machine of its own has an address on the bus and no UUID
  /// that means anything outside its host.
  private static final Pattern BUS_ADDRESS =
      Pattern.compile("([0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]");

  /// From an element of `gpu_plugin`; empty when it has no UUID.
  static Optional<Gpu> ofPlugin(JsonObject json) {
    return of(
        json,
        Loose.count(json, "total_memory") / BYTES_PER_MIB,
        Loose.count(json, "free_memory") / BYTES_PER_MIB);
  }

  /// From an element of `gpu_info`; empty when it has no UUID.
  static Optional<Gpu> ofDriver(JsonObject json) {
    return of(json, Loose.count(json, "memory_total"), Loose.count(json, "memory_free"));
  }

  private static Optional<Gpu> of(JsonObject json, long memoryMiB, long memoryFreeMiB) {
    var uuid = Loose.label(json, "uuid");
    if (uuid.isBlank()
        || uuid.value().equals("-1")
        || BUS_ADDRESS.matcher(uuid.value()).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Gpu(
            uuid,
            Loose.label(json, "name"),
            memoryMiB,
            memoryFreeMiB,
            Loose.label(json, "compute_capability"),
            Loose.count(json, "multiprocessor_count"),
            Loose.count(json, "gpu_cores"),
            Loose.count(json, "gpu_clock_mhz"),
            Loose.label(json, "architecture")));
  }
}
