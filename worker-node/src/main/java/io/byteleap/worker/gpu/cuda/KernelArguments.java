package io.byteleap.worker.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.byteleap.domain.units.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The arguments of one launch, in the kernel's order.
final class KernelArguments {
  private final Arena arena;
  private final List<MemorySegment> values = new ArrayList<>();

  KernelArguments(Arena arena) {
    this.arena = arena;
  }

  KernelArguments number(int value) {
    values.add(arena.allocateFrom(JAVA_INT, value));
    return this;
  }

  KernelArguments number(long value) {
    values.add(arena.allocateFrom(JAVA_LONG, value));
    return this;
  }

  KernelArguments region(Region region) {
    return number(region.address());
  }

  KernelArguments noRegion() {
    return number(0L);
  }

  /// Eight words of 32 bits, which the bytes are in this order.
  KernelArguments words(Bytes bytes, ByteOrder order) {
    var from = bytes.asBuffer().order(order).asIntBuffer();
    int[] words = new int[from.remaining()];
    from.get(words);
    values.add(arena.allocateFrom(JAVA_INT, words));
    return this;
  }

  /// The addresses of all.
  MemorySegment addresses() {
    var addresses = arena.allocate(ADDRESS, values.size());
    for (int i = 0; i < values.size(); i++) {
      addresses.setAtIndex(ADDRESS, i, values.get(i));
    }
    return addresses;
  }
}
