package io.byteleap.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.byteleap.domain.units.Label;
import io.byteleap.json.JsonObject;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// NVIDIA's management library, which comes with the driver: loaded for one look at the GPUs, and
/// closed after it. Its calls may take seconds, or for ever when a driver hangs.
///
/// What the library does not tell of a GPU (its load, on some) is null, and so is what cannot be
/// true; a GPU that it tells nothing of ends the list. Source: NVML API reference, `nvml.h`.
final class Nvml {
  /// As the driver installs it.
  static final String LIBRARY = "libnvidia-ml.so.1";

  private static final int GPUS_MAX = 64;
  private static final int TEXT_BYTES = 96;
  private static final int GPU_CORE_SENSOR = 0;
  private static final int TEMPERATURE_MAX = 200;
  private static final int PERCENT = 100;
  private static final int MIB_SHIFT = 20;

  private static final StructLayout MEMORY =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("total"), JAVA_LONG.withName("free"), JAVA_LONG.withName("used"));
  private static final StructLayout LOAD =
      MemoryLayout.structLayout(JAVA_INT.withName("gpu"), JAVA_INT.withName("memory"));

  private final SymbolLookup symbols;
  private final Arena arena;

  private Nvml(SymbolLookup symbols, Arena arena) {
    this.symbols = symbols;
    this.arena = arena;
  }

  sealed interface Look {}

  /// There is no such library, and so no driver.
  record NoDriver() implements Look {}

  /// The GPUs in the library's order, each as `gpu_info` has it.
  record Gpus(List<JsonObject> gpus) implements Look {
    Gpus {
      gpus = List.copyOf(gpus);
    }
  }

  /// A look at the GPUs of this machine through `library`.
  @SuppressWarnings("restricted") // what this class is for; its handles stay inside
  static Look look(String library) throws IOException {
    try (var arena = Arena.ofConfined()) {
      SymbolLookup symbols;
      try {
        symbols = SymbolLookup.libraryLookup(library, arena);
      } catch (IllegalArgumentException e) {
        return new NoDriver();
      }
      return new Nvml(symbols, arena).look();
    }
  }

  private Look look() throws IOException {
    require("nvmlInit_v2", FunctionDescriptor.of(JAVA_INT));
    try {
      List<JsonObject> gpus = new ArrayList<>();
      int count = count();
      for (int index = 0; index < count; index++) {
        var gpu = gpu(index);
        if (gpu.isEmpty()) {
          break;
        }
        gpus.add(gpu.get());
      }
      return new Gpus(gpus);
    } finally {
      call("nvmlShutdown", FunctionDescriptor.of(JAVA_INT));
    }
  }

  private int count() throws IOException {
    var count = arena.allocate(JAVA_INT);
    require("nvmlDeviceGetCount_v2", FunctionDescriptor.of(JAVA_INT, ADDRESS), count);
    return Math.clamp(Integer.toUnsignedLong(count.get(JAVA_INT, 0)), 0, GPUS_MAX);
  }

  private Optional<JsonObject> gpu(int index) throws IOException {
    var handle = arena.allocate(ADDRESS);
    boolean isFound =
        call(
            "nvmlDeviceGetHandleByIndex_v2",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS),
            index,
            handle);
    if (!isFound) {
      return Optional.empty();
    }
    var device = handle.get(ADDRESS, 0);
    var name = text("nvmlDeviceGetName", device);
    return name.isEmpty() ? Optional.empty() : Optional.of(gpu(index, name.get(), device));
  }

  private JsonObject gpu(int index, String name, MemorySegment device) throws IOException {
    var json = JsonObject.builder().put("id", index).put("name", name);
    putMemory(json, device);
    putNumber(json, "gpu_util", load(device));
    putNumber(json, "temperature", temperature(device));
    return json.put("vendor", "NVIDIA")
        .put("type", "discrete")
        .putOrNull("uuid", text("nvmlDeviceGetUUID", device))
        .build();
  }

  private void putMemory(JsonObject.Builder json, MemorySegment device) throws IOException {
    var memory = arena.allocate(MEMORY);
    boolean isTold =
        call(
            "nvmlDeviceGetMemoryInfo",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS),
            device,
            memory);
    long total = field(memory, "total");
    long free = field(memory, "free");
    long used = field(memory, "used");
    if (isTold && total > 0 && free >= 0 && free <= total && used >= 0 && used <= total) {
      json.put("memory_total", total >> MIB_SHIFT)
          .put("memory_used", used >> MIB_SHIFT)
          .put("memory_free", free >> MIB_SHIFT)
          .put("memory_util", (double) PERCENT * used / total);
    } else {
      json.putNull("memory_total")
          .putNull("memory_used")
          .putNull("memory_free")
          .putNull("memory_util");
    }
  }

  private static long field(MemorySegment memory, String name) {
    return memory.get(JAVA_LONG, MEMORY.byteOffset(MemoryLayout.PathElement.groupElement(name)));
  }

  private Optional<Integer> load(MemorySegment device) throws IOException {
    var load = arena.allocate(LOAD);
    boolean isTold =
        call(
            "nvmlDeviceGetUtilizationRates",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS),
            device,
            load);
    return within(isTold, load.get(JAVA_INT, 0), PERCENT);
  }

  private Optional<Integer> temperature(MemorySegment device) throws IOException {
    var celsius = arena.allocate(JAVA_INT);
    boolean isTold =
        call(
            "nvmlDeviceGetTemperature",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS),
            device,
            GPU_CORE_SENSOR,
            celsius);
    return within(isTold, celsius.get(JAVA_INT, 0), TEMPERATURE_MAX);
  }

  private static Optional<Integer> within(boolean isTold, int value, int max) {
    return isTold && value >= 0 && value <= max ? Optional.of(value) : Optional.empty();
  }

  private static void putNumber(JsonObject.Builder json, String name, Optional<Integer> value) {
    value.ifPresentOrElse(number -> json.put(name, (long) number), () -> json.putNull(name));
  }

  /// A text of the device, up to its end or the room for it.
  private Optional<String> text(String function, MemorySegment device) throws IOException {
    var room = arena.allocate(TEXT_BYTES);
    boolean isTold =
        call(
            function,
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT),
            device,
            room,
            TEXT_BYTES);
    byte[] bytes = room.toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    String text = Label.of(new String(bytes, 0, length, StandardCharsets.UTF_8)).value();
    return isTold && !text.isEmpty() ? Optional.of(text) : Optional.empty();
  }

  private void require(String function, FunctionDescriptor form, Object... arguments)
      throws IOException {
    int code = code(function, form, arguments);
    if (code != 0) {
      throw new IOException(function + " of the NVIDIA driver answers " + code);
    }
  }

  /// Whether the library did it.
  private boolean call(String function, FunctionDescriptor form, Object... arguments)
      throws IOException {
    return code(function, form, arguments) == 0;
  }

  @SuppressWarnings("restricted")
  private int code(String function, FunctionDescriptor form, Object... arguments)
      throws IOException {
    var address =
        symbols
            .find(function)
            .orElseThrow(() -> new IOException("the NVIDIA driver has no " + function));
    MethodHandle handle = Linker.nativeLinker().downcallHandle(address, form);
    try {
      return (int) handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IOException(function + " of the NVIDIA driver cannot be called", e);
    }
  }
}
