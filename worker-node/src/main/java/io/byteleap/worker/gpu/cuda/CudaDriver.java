package io.byteleap.worker.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.gpu.GpuDevice.Capability;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.UUID;

/// The CUDA driver's library, which comes with the driver: no toolkit is needed. Handles and
/// addresses of the driver's are `long`s here. Source: CUDA driver API reference, `cuda.h`.
final class CudaDriver {
  /// As the driver installs it.
  static final String LIBRARY = "libcuda.so.1";

  private static final int NAME_BYTES = 256;
  private static final int UUID_BYTES = 16;
  private static final int LOG_BYTES = 4_096;

  private static final int JIT_ERROR_LOG = 5;
  private static final int JIT_ERROR_LOG_BYTES = 6;
  private static final int FUNCTION_SHARED_BYTES_MAX = 8;
  private static final int FUNCTION_SHARED_PERCENT = 9;
  private static final int STREAM_NON_BLOCKING = 1;
  private static final int EVENT_BLOCKING_UNTIMED = 1 | 2;

  private final CudaLibrary library;

  /// Attributes of a device, by their number in `cuda.h`.
  enum Attribute {
    PROCESSORS(16),
    CAPABILITY_MAJOR(75),
    CAPABILITY_MINOR(76);

    private final int number;

    Attribute(int number) {
      this.number = number;
    }
  }

  private CudaDriver(CudaLibrary library) {
    this.library = library;
  }

  /// The driver of this machine, ready; a [CudaFault] when there is none, or none that works.
  static CudaDriver load(String file) {
    var library = CudaLibrary.load(file, new DriverErrors());
    library.call("cuInit", 0);
    return new CudaDriver(library);
  }

  private static final class DriverErrors implements CudaLibrary.Naming {
    @Override
    public CudaFault.Kind kind(int status) {
      return CudaFault.Kind.of(status);
    }

    @Override
    public String name(CudaLibrary library, int status) {
      return library.errorText("cuGetErrorName", status);
    }
  }

  /// Such as 13.0.
  String version() {
    int version = outInt("cuDriverGetVersion");
    return version / 1_000 + "." + version % 1_000 / 10;
  }

  int deviceCount() {
    return outInt("cuDeviceGetCount");
  }

  int device(int index) {
    try (var arena = Arena.ofConfined()) {
      var device = arena.allocate(JAVA_INT);
      library.call("cuDeviceGet", device, index);
      return device.get(JAVA_INT, 0);
    }
  }

  CardFacts facts(int device) {
    return new CardFacts(
        id(device),
        name(device),
        new Capability(
            attribute(device, Attribute.CAPABILITY_MAJOR),
            attribute(device, Attribute.CAPABILITY_MINOR)),
        attribute(device, Attribute.PROCESSORS),
        outLong("cuDeviceTotalMem_v2", device));
  }

  private Label name(int device) {
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocate(NAME_BYTES);
      library.call("cuDeviceGetName", name, NAME_BYTES, device);
      return Label.of(CudaLibrary.text(name));
    }
  }

  private UnitId id(int device) {
    try (var arena = Arena.ofConfined()) {
      var uuid = arena.allocate(UUID_BYTES);
      library.call("cuDeviceGetUuid", uuid, device);
      var bytes = ByteBuffer.wrap(uuid.toArray(ValueLayout.JAVA_BYTE));
      return new UnitId("GPU-" + new UUID(bytes.getLong(), bytes.getLong()));
    }
  }

  private int attribute(int device, Attribute attribute) {
    try (var arena = Arena.ofConfined()) {
      var value = arena.allocate(JAVA_INT);
      library.call("cuDeviceGetAttribute", value, attribute.number, device);
      return value.get(JAVA_INT, 0);
    }
  }

  /// The one context of this process on the device, made at its first use.
  long retainContext(int device) {
    return outLong("cuDevicePrimaryCtxRetain", device);
  }

  /// With the last release all that the process holds of the device is freed.
  void releaseContext(int device) {
    library.call("cuDevicePrimaryCtxRelease_v2", device);
  }

  /// What this thread's calls are about.
  void enter(long context) {
    library.call("cuCtxSetCurrent", handle(context));
  }

  void leave() {
    library.status("cuCtxSetCurrent", MemorySegment.NULL);
  }

  /// Has kernels compiled for the card of the context. A fault has the compiler's first words.
  long loadModule(String ptx) {
    try (var arena = Arena.ofConfined()) {
      var module = arena.allocate(ADDRESS);
      var log = arena.allocate(LOG_BYTES);
      var options = arena.allocateFrom(JAVA_INT, JIT_ERROR_LOG, JIT_ERROR_LOG_BYTES);
      var values = arena.allocateFrom(JAVA_LONG, log.address(), LOG_BYTES);
      try {
        library.call("cuModuleLoadDataEx", module, arena.allocateFrom(ptx), 2, options, values);
      } catch (CudaFault fault) {
        String words = CudaLibrary.text(log);
        throw words.isEmpty()
            ? fault
            : new CudaFault(fault.kind(), fault.getMessage() + ": " + words, fault);
      }
      return module.get(JAVA_LONG, 0);
    }
  }

  /// A kernel that may use `sharedBytes` of shared memory, 0 or more.
  ///
  /// It gets its multiprocessors with as much shared memory and as little cache as there can be: a
  /// multiprocessor changes the one for the other only when it is empty, so that kernels which are
  /// to run side by side must want the same.
  long function(long module, String name, int sharedBytes) {
    try (var arena = Arena.ofConfined()) {
      var out = arena.allocate(ADDRESS);
      library.call("cuModuleGetFunction", out, handle(module), arena.allocateFrom(name));
      var function = out.get(ADDRESS, 0);
      library.call("cuFuncSetAttribute", function, FUNCTION_SHARED_BYTES_MAX, sharedBytes);
      library.call("cuFuncSetAttribute", function, FUNCTION_SHARED_PERCENT, 100);
      return function.address();
    }
  }

  long allocate(long bytes) {
    return outLong("cuMemAlloc_v2", bytes);
  }

  void free(long address) {
    library.call("cuMemFree_v2", address);
  }

  long freeBytes() {
    try (var arena = Arena.ofConfined()) {
      var free = arena.allocate(JAVA_LONG);
      library.call("cuMemGetInfo_v2", free, arena.allocate(JAVA_LONG));
      return free.get(JAVA_LONG, 0);
    }
  }

  /// Copies in the stream's order; `from` may go when this returns.
  void upload(MemorySegment from, long to, long stream) {
    library.call("cuMemcpyHtoDAsync_v2", to, from, from.byteSize(), handle(stream));
    library.call("cuStreamSynchronize", handle(stream));
  }

  void download(long from, MemorySegment to) {
    library.call("cuMemcpyDtoH_v2", to, from, to.byteSize());
  }

  /// A stream of the highest priority there is, or the lowest.
  long stream(Priority priority) {
    try (var arena = Arena.ofConfined()) {
      var lowest = arena.allocate(JAVA_INT);
      var highest = arena.allocate(JAVA_INT);
      library.call("cuCtxGetStreamPriorityRange", lowest, highest);
      int number = (priority == Priority.HIGH ? highest : lowest).get(JAVA_INT, 0);
      var stream = arena.allocate(ADDRESS);
      library.call("cuStreamCreateWithPriority", stream, STREAM_NON_BLOCKING, number);
      return stream.get(JAVA_LONG, 0);
    }
  }

  enum Priority {
    HIGH,
    LOW
  }

  void finish(long stream) {
    library.call("cuStreamSynchronize", handle(stream));
  }

  void destroyStream(long stream) {
    library.call("cuStreamDestroy_v2", handle(stream));
  }

  /// An event without a time, for which threads wait asleep.
  long event() {
    return outLong("cuEventCreate", EVENT_BLOCKING_UNTIMED);
  }

  void record(long event, long stream) {
    library.call("cuEventRecord", handle(event), handle(stream));
  }

  void waitFor(long event) {
    library.call("cuEventSynchronize", handle(event));
  }

  void hold(long stream, long event) {
    library.call("cuStreamWaitEvent", handle(stream), handle(event), 0);
  }

  void destroyEvent(long event) {
    library.call("cuEventDestroy_v2", handle(event));
  }

  /// Puts a kernel in the stream. `arguments` holds the addresses of its arguments.
  void launch(long function, Grid grid, MemorySegment arguments, long stream) {
    library.call(
        "cuLaunchKernel",
        handle(function),
        grid.blocks(),
        grid.blocksDown(),
        1,
        grid.threads(),
        1,
        1,
        grid.sharedBytes(),
        handle(stream),
        arguments,
        MemorySegment.NULL);
  }

  /// How many blocks of how many threads, with how many bytes of shared memory each.
  record Grid(int blocks, int blocksDown, int threads, int sharedBytes) {}

  private int outInt(String function) {
    try (var arena = Arena.ofConfined()) {
      var out = arena.allocate(JAVA_INT);
      library.call(function, out);
      return out.get(JAVA_INT, 0);
    }
  }

  /// Of a function that puts a handle or a number of 64 bits where its first argument points to.
  private long outLong(String function, Object argument) {
    try (var arena = Arena.ofConfined()) {
      var out = arena.allocate(JAVA_LONG);
      library.call(function, out, argument);
      return out.get(JAVA_LONG, 0);
    }
  }

  private static MemorySegment handle(long value) {
    return MemorySegment.ofAddress(value);
  }
}
