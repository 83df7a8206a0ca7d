package io.byteleap.host;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Looks at the machine and writes `system_info` as the protocol has it: memory in MiB, disks in
/// GiB, usage in percent.
///
/// A part that cannot be read, or not in time, is left out, is null, or holds an `error`; it never
/// holds a wrong number, and never keeps the others from being read. Still it blocks, so it belongs
/// on a dispatcher for that. Not for several threads at once.
public final class HostProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String UNSET_SERIAL = "To Be Filled By O.E.M.";

  private final HostRoot host;
  private final CpuProbe cpu;
  private final MemoryProbe memory;
  private final StorageProbe storage;
  private final GpuProbe gpu;
  private final PatientSensor<Nvml.Look> library;
  private final List<Part> parts;

  /// A part of the whole, and what stands for it when it cannot be read.
  private record Part(PatientSensor<JsonObject> sensor, Function<String, JsonObject> unknown) {
    JsonObject read() {
      return switch (sensor.read()) {
        case PatientSensor.Known<JsonObject>(var json) -> json;
        case PatientSensor.Unknown<JsonObject>(var why) -> unknown.apply(why);
      };
    }
  }

  /// Of a recorded machine, or of this one without the NVIDIA driver's library.
  public HostProbe(HostRoot host) {
    this(host, Nvml.NoDriver::new, PATIENCE);
  }

  /// Of the machine that this program runs on.
  public static HostProbe ofThisMachine() {
    return new HostProbe(HostRoot.REAL, () -> Nvml.look(Nvml.LIBRARY), PATIENCE);
  }

  HostProbe(HostRoot host, PatientSensor.Sensor<Nvml.Look> library, Duration patience) {
    this.host = host;
    this.cpu = new CpuProbe(host);
    this.memory = new MemoryProbe(host);
    this.storage = new StorageProbe(host);
    this.gpu = new GpuProbe(host);
    this.library = new PatientSensor<>("nvml", library, patience);
    this.parts =
        List.of(
            part("cpu", this::processors, why -> error("cpu_info", why), patience),
            part("memory", this::memory, why -> error("memory_info", why), patience),
            part("disk", this::rootDisk, _ -> JsonObject.EMPTY, patience),
            part("storage", this::storage, why -> error("storage_info", why), patience),
            part("system", this::system, why -> error("system_info", why), patience),
            part("board", this::board, why -> error("motherboard_info", why), patience),
            part("uptime", this::uptime, _ -> noUptime(), patience));
  }

  private static Part part(
      String name,
      PatientSensor.Sensor<JsonObject> sensor,
      Function<String, JsonObject> unknown,
      Duration patience) {
    return new Part(new PatientSensor<>(name, sensor, patience), unknown);
  }

  public JsonObject sample() {
    var json = JsonObject.builder();
    parts.forEach(part -> json.putAll(part.read()));
    var told = library.read();
    look(() -> gpu.gpus(told)).ifPresent(gpus -> json.putObjects("gpu_info", gpus));
    return json.putNull("public_ip").build();
  }

  private JsonObject processors() {
    var json = JsonObject.builder();
    look(cpu::count).ifPresent(count -> json.put("cpu_count", count));
    look(cpu::usage).ifPresent(usage -> json.put("cpu_usage", usage));
    return json.put("cpu_info", section(cpu::info)).build();
  }

  private JsonObject memory() throws IOException {
    var sizes = memory.sizes();
    return JsonObject.builder()
        .put("memory_total", sizes.total())
        .put("memory_available", sizes.available())
        .put("memory_usage", sizes.usage())
        .put("memory_info", section(memory::info))
        .build();
  }

  private JsonObject rootDisk() throws IOException {
    return JsonObject.builder()
        .put("disk_total", storage.totalGiB())
        .put("disk_free", storage.freeGiB())
        .build();
  }

  private JsonObject storage() {
    return JsonObject.builder().put("storage_info", section(storage::info)).build();
  }

  private JsonObject system() throws IOException {
    var system =
        JsonObject.builder()
            .put("system", "Linux")
            .put("release", host.requiredText("/proc/sys/kernel/osrelease"))
            .put("version", host.requiredText("/proc/sys/kernel/version"))
            .put("machine", CpuProbe.architecture())
            .put("processor", "");
    return JsonObject.builder().put("system_info", system.build()).build();
  }

  private JsonObject board() {
    var json = JsonObject.builder();
    dmi("board_vendor").ifPresent(text -> json.put("manufacturer", text));
    dmi("board_name").ifPresent(text -> json.put("product_name", text));
    dmi("product_serial")
        .filter(text -> !text.equals(UNSET_SERIAL))
        .ifPresent(text -> json.put("serial_number", text));
    return JsonObject.builder().put("motherboard_info", json.build()).build();
  }

  private Optional<String> dmi(String name) {
    return host.text("/sys/class/dmi/id/" + name)
        .map(text -> Label.of(text).value())
        .filter(text -> !text.isEmpty());
  }

  private JsonObject uptime() {
    return host.text("/proc/uptime")
        .flatMap(text -> Stream.of(text.split(" ", -1)).findFirst())
        .filter(text -> text.matches("[0-9]{1,12}(\\.[0-9]+)?"))
        .map(
            seconds ->
                JsonObject.builder().put("uptime_seconds", Double.parseDouble(seconds)).build())
        .orElseGet(HostProbe::noUptime);
  }

  private static JsonObject noUptime() {
    return JsonObject.builder().putNull("uptime_seconds").build();
  }

  private static <T> Optional<T> look(PatientSensor.Sensor<T> sensor) {
    try {
      return Optional.of(sensor.read());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static JsonObject section(PatientSensor.Sensor<JsonObject> sensor) {
    try {
      return sensor.read();
    } catch (IOException | RuntimeException e) {
      return error(String.valueOf(e.getMessage()));
    }
  }

  private static JsonObject error(String section, String why) {
    return JsonObject.builder().put(section, error(why)).build();
  }

  private static JsonObject error(String why) {
    return JsonObject.builder().put("error", Label.of(why).value()).build();
  }
}
