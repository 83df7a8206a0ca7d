package io.byteleap.worker.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.byteleap.domain.units.Label;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A library of the driver's (or of the toolkit's), and how its functions are called: by name, with
/// a status for an answer, every one but 0 being a [CudaFault].
///
/// Once loaded it stays, as NVIDIA's libraries must: they keep threads of their own.
final class CudaLibrary {
  private static final int ERROR_TEXT_BYTES = 128;

  private final String file;
  private final SymbolLookup symbols;
  private final Naming naming;
  private final Map<String, MethodHandle> handles = new ConcurrentHashMap<>();

  /// How a library names its errors: the kind and the name of a status.
  interface Naming {
    CudaFault.Kind kind(int status);

    String name(CudaLibrary library, int status);
  }

  private CudaLibrary(String file, SymbolLookup symbols, Naming naming) {
    this.file = file;
    this.symbols = symbols;
    this.naming = naming;
  }

  /// The library of this file name, as the system's loader finds it; a [CudaFault] when it does
  /// not.
  @SuppressWarnings("restricted") // what this class is for; its handles stay inside
  static CudaLibrary load(String file, Naming naming) {
    try {
      return new CudaLibrary(file, SymbolLookup.libraryLookup(file, Arena.global()), naming);
    } catch (IllegalArgumentException e) {
      throw new CudaFault(CudaFault.Kind.REFUSED, "there is no " + file + " on this machine", e);
    }
  }

  /// Calls a function that answers a status.
  void call(String function, Object... arguments) {
    int status = status(function, arguments);
    if (status != 0) {
      throw new CudaFault(
          naming.kind(status), "%s: %s".formatted(function, naming.name(this, status)));
    }
  }

  /// The status that the function answers. Each argument is passed as what it is: an `Integer`, a
  /// `Long`, or a [MemorySegment] for an address.
  int status(String function, Object... arguments) {
    var handle = handle(function, arguments);
    try {
      return (int) handle.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException("BUG: " + function + " was called wrongly", e);
    }
  }

  private MethodHandle handle(String function, Object... arguments) {
    var known = handles.get(function);
    return known != null ? known : linked(function, arguments);
  }

  @SuppressWarnings("restricted")
  private MethodHandle linked(String function, Object... arguments) {
    var address =
        symbols
            .find(function)
            .orElseThrow(
                () ->
                    new CudaFault(
                        CudaFault.Kind.REFUSED,
                        "%s has no %s: it is too old".formatted(file, function)));
    var layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] = layout(arguments[i]);
    }
    var handle =
        Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, layouts));
    handles.put(function, handle);
    return handle;
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Integer _ -> JAVA_INT;
      case Long _ -> ValueLayout.JAVA_LONG;
      case Float _ -> ValueLayout.JAVA_FLOAT;
      case MemorySegment _ -> ADDRESS;
      default -> throw new IllegalArgumentException("no argument of C: " + argument.getClass());
    };
  }

  /// The text that `function(status, char**)` tells of a status.
  @SuppressWarnings("restricted")
  String errorText(String function, int status) {
    try (var arena = Arena.ofConfined()) {
      var place = arena.allocate(ADDRESS);
      if (status(function, status, place) != 0) {
        return "error " + status;
      }
      var text = place.get(ADDRESS, 0).reinterpret(ERROR_TEXT_BYTES);
      return text(text) + " (" + status + ")";
    }
  }

  /// The text in `bytes`, up to its end.
  static String text(MemorySegment bytes) {
    long length = 0;
    while (length < bytes.byteSize() && bytes.get(ValueLayout.JAVA_BYTE, length) != 0) {
      length++;
    }
    byte[] text = bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    return Label.of(new String(text, StandardCharsets.UTF_8).strip()).value();
  }
}
