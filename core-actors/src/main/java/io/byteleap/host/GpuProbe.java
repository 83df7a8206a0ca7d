package io.byteleap.host;

import io.byteleap.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// NVIDIA GPUs: those that the driver knows, then those that are bound to vfio-pci and so belong to
/// virtual machines. What the driver's library does not tell (memory, load) is null, not a guess.
final class GpuProbe {
  private static final String DRIVER = "/proc/driver/nvidia/gpus";
  private static final String PCI = "/sys/bus/pci/devices";
  private static final String NVIDIA = "0x10de";
  private static final String DISPLAY_CLASS = "0x03";

  private final HostRoot host;

  GpuProbe(HostRoot host) {
    this.host = host;
  }

  /// With what the driver's library says; where that is unknown, the driver's files have at least
  /// the names.
  List<JsonObject> gpus(PatientSensor.Reading<Nvml.Look> library) {
    List<JsonObject> gpus = new ArrayList<>();
    if (library instanceof PatientSensor.Known<Nvml.Look>(Nvml.Gpus(var told))) {
      gpus.addAll(told);
    } else {
      host.names(DRIVER).forEach(address -> ofDriver(address, gpus.size()).ifPresent(gpus::add));
    }
    host.names(PCI).stream()
        .filter(this::isPassedThrough)
        .forEach(address -> gpus.add(ofVfio(address, gpus.size())));
    return gpus;
  }

  private Optional<JsonObject> ofDriver(String address, int id) {
    return host.text(DRIVER + "/" + address + "/information")
        .map(GpuProbe::fields)
        .filter(fields -> fields.containsKey("Model"))
        .map(
            fields ->
                gpu(id, fields.getOrDefault("Model", ""))
                    .putNull("memory_total")
                    .putNull("memory_used")
                    .putNull("memory_free")
                    .putNull("memory_util")
                    .putOrNull("uuid", Optional.ofNullable(fields.get("GPU UUID")))
                    .build());
  }

  private JsonObject ofVfio(String address, int id) {
    String device =
        host.text(PCI + "/" + address + "/device").map(text -> text.replace("0x", "")).orElse("");
    return gpu(id, GpuModels.nameOf(device))
        .put("memory_total", 0)
        .put("memory_used", 0)
        .put("memory_free", 0)
        .put("memory_util", 0)
        .put("uuid", address)
        .build();
  }

  private static JsonObject.Builder gpu(int id, String name) {
    return JsonObject.builder()
        .put("id", id)
        .put("name", name)
        .putNull("gpu_util")
        .putNull("temperature")
        .put("vendor", "NVIDIA")
        .put("type", "discrete");
  }

  private boolean isPassedThrough(String address) {
    String folder = PCI + "/" + address;
    return host.text(folder + "/vendor").filter(NVIDIA::equals).isPresent()
        && host.text(folder + "/class").filter(text -> text.startsWith(DISPLAY_CLASS)).isPresent()
        && host.linkName(folder + "/driver").filter("vfio-pci"::equals).isPresent();
  }

  private static Map<String, String> fields(String text) {
    var fields = new LinkedHashMap<String, String>();
    Stream<String[]> lines = text.lines().map(line -> line.split(":", 2));
    lines
        .filter(parts -> parts.length == 2)
        .forEach(parts -> fields.put(parts[0].strip(), parts[1].strip()));
    return fields;
  }
}
