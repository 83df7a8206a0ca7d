package io.byteleap.host;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks at the machine and writes `system_info` as the protocol has it: memory in MiB, disks in
/// GiB, usage in percent.
///
/// A part that cannot be read is left out, or holds an `error`; it never holds a wrong number, and
/// never keeps the others from being read. Reads small files only; still it blocks, so it belongs
/// on a dispatcher for that. Not for several threads at once.
public final class HostProbe {
  private static final String UNSET_SERIAL = "To Be Filled By O.E.M.";

  private final HostRoot host;
  private final CpuProbe cpu;
  private final MemoryProbe memory;
  private final StorageProbe storage;
  private final GpuProbe gpu;

  public HostProbe(HostRoot host) {
    this.host = host;
    this.cpu = new CpuProbe(host);
    this.memory = new MemoryProbe(host);
    this.storage = new StorageProbe(host);
    this.gpu = new GpuProbe(host);
  }

  @FunctionalInterface
  private interface Sensor<T> {
    T read() throws IOException;
  }

  public JsonObject sample() {
    var json = JsonObject.builder();
    look(cpu::count).ifPresent(count -> json.put("cpu_count", count));
    look(cpu::usage).ifPresent(usage -> json.put("cpu_usage", usage));
    look(memory::sizes)
        .ifPresent(
            sizes ->
                json.put("memory_total", sizes.total())
                    .put("memory_available", sizes.available())
                    .put("memory_usage", sizes.usage()));
    look(storage::totalGiB).ifPresent(total -> json.put("disk_total", total));
    look(storage::freeGiB).ifPresent(free -> json.put("disk_free", free));
    look(gpu::gpus).ifPresent(gpus -> json.putObjects("gpu_info", gpus));
    return json.put("cpu_info", part(cpu::info))
        .put("memory_info", part(memory::info))
        .put("system_info", part(this::system))
        .put("motherboard_info", part(this::motherboard))
        .putAll(uptime())
        .putNull("public_ip")
        .put("storage_info", part(storage::info))
        .build();
  }

  private JsonObject system() throws IOException {
    return JsonObject.builder()
        .put("system", "Linux")
        .put("release", host.requiredText("/proc/sys/kernel/osrelease"))
        .put("version", host.requiredText("/proc/sys/kernel/version"))
        .put("machine", CpuProbe.architecture())
        .put("processor", "")
        .build();
  }

  private JsonObject motherboard() {
    var json = JsonObject.builder();
    dmi("board_vendor").ifPresent(text -> json.put("manufacturer", text));
    dmi("board_name").ifPresent(text -> json.put("product_name", text));
    dmi("product_serial")
        .filter(text -> !text.equals(UNSET_SERIAL))
        .ifPresent(text -> json.put("serial_number", text));
    return json.build();
  }

  private Optional<String> dmi(String name) {
    return host.text("/sys/class/dmi/id/" + name).filter(text -> !text.isEmpty());
  }

  private JsonObject uptime() {
    var json = JsonObject.builder();
    host.text("/proc/uptime")
        .flatMap(text -> Stream.of(text.split(" ", -1)).findFirst())
        .filter(text -> text.matches("[0-9]{1,12}(\\.[0-9]+)?"))
        .ifPresentOrElse(
            seconds -> json.put("uptime_seconds", Double.parseDouble(seconds)),
            () -> json.putNull("uptime_seconds"));
    return json.build();
  }

  private static <T> Optional<T> look(Sensor<T> sensor) {
    try {
      return Optional.of(sensor.read());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static JsonObject part(Sensor<JsonObject> sensor) {
    try {
      return sensor.read();
    } catch (IOException | RuntimeException e) {
      String why = Label.of(String.valueOf(e.getMessage())).value();
      return JsonObject.builder().put("error", why).build();
    }
  }
}
