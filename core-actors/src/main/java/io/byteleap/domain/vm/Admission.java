package io.byteleap.domain.vm;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.HostRoom.Kept;
import io.byteleap.domain.vm.HostRoom.Stranger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a machine fits on a host beside those that are promised a place. Nothing is promised
/// twice: processors, memory and disk are given up to what there is, GPUs as whole units.
public final class Admission {
  private static final long BYTES_PER_GB = 1L << 30;

  private final HostRoom room;
  private final Kept kept;
  private final List<Held> held;

  /// A promise that was made before, and how much of its disk is written already.
  public record Held(Reservation reservation, long diskBytesWritten) {
    long diskBytesToCome() {
      return Math.max(0, reservation.size().diskGb() * BYTES_PER_GB - diskBytesWritten);
    }
  }

  public sealed interface Decision {}

  public record Admitted(Reservation reservation) implements Decision {}

  public record Refused(Label why) implements Decision {}

  private Admission(HostRoom room, Kept kept, List<Held> held) {
    this.room = room;
    this.kept = kept;
    this.held = held;
  }

  public static Admission on(HostRoom room, Kept kept, List<Held> held) {
    return new Admission(room, kept, List.copyOf(held));
  }

  public Decision decide(VmName name, MachineId id, VmSize size) {
    if (isTaken(name)) {
      return refused("a virtual machine named " + name + " exists");
    }
    if (held.size() >= kept.machinesMax()) {
      return refused("the host has " + held.size() + " virtual machines, which is its limit");
    }
    return lack("processors", size.processors(), processorsFree())
        .or(() -> lack("MiB of memory", size.memoryMiB(), memoryMiBFree()))
        .or(() -> lack("GB of disk", size.diskGb(), diskBytesFree() / BYTES_PER_GB))
        .<Decision>map(Refused::new)
        .orElseGet(() -> withGpus(name, id, size));
  }

  private boolean isTaken(VmName name) {
    return held.stream().anyMatch(each -> each.reservation().name().equals(name))
        || room.others().stream().anyMatch(other -> other.name().equals(name.value()));
  }

  private static Optional<Label> lack(String what, long wanted, long free) {
    return wanted <= free
        ? Optional.empty()
        : Optional.of(
            Label.of(
                "not enough " + what + ": " + wanted + " wanted, " + Math.max(0, free) + " free"));
  }

  private long processorsFree() {
    return room.processors()
        - kept.processors()
        - sum(held.stream().map(each -> (long) each.reservation().size().processors()))
        - sum(room.others().stream().map(other -> (long) other.processors()));
  }

  private long memoryMiBFree() {
    return room.memoryMiB()
        - kept.memoryMiB()
        - sum(held.stream().map(each -> (long) each.reservation().size().memoryMiB()))
        - sum(room.others().stream().map(Stranger::memoryMiB));
  }

  private long diskBytesFree() {
    return room.diskBytesFree() - kept.diskBytes() - sum(held.stream().map(Held::diskBytesToCome));
  }

  private static long sum(Stream<Long> values) {
    return values.mapToLong(Long::longValue).sum();
  }

  private Decision withGpus(VmName name, MachineId id, VmSize size) {
    if (size.gpus() == 0) {
      return new Admitted(new Reservation(name, id, size, List.of(), GpuUnit.NO_NODE));
    }
    var free = room.gpus().stream().filter(unit -> !unit.isObstructed() && !isInUse(unit)).toList();
    var chosen = GpuChoice.of(free, size.gpus());
    return chosen.isEmpty()
        ? refused(shortage(size.gpus(), free))
        : new Admitted(
            new Reservation(
                name,
                id,
                size,
                chosen.stream().flatMap(unit -> unit.functions().stream()).sorted().toList(),
                GpuChoice.node(chosen)));
  }

  private boolean isInUse(GpuUnit unit) {
    return Stream.concat(
            held.stream().map(each -> each.reservation().functions()),
            room.others().stream().map(Stranger::functions))
        .flatMap(Collection::stream)
        .anyMatch(unit.functions()::contains);
  }

  private String shortage(int wanted, List<GpuUnit> free) {
    int count = free.stream().mapToInt(unit -> unit.gpus().size()).sum();
    if (count >= wanted) {
      List<Integer> parts = free.stream().map(unit -> unit.gpus().size()).sorted().toList();
      return "GPUs can be given only as whole groups, here of " + parts + ", not " + wanted;
    }
    List<String> why = new ArrayList<>();
    why.add("not enough GPUs: " + wanted + " wanted, " + count + " free");
    room.gpus().stream()
        .filter(GpuUnit::isObstructed)
        .findFirst()
        .ifPresent(unit -> why.add(unit.obstacle().value()));
    return String.join("; ", why);
  }

  private static Refused refused(String why) {
    return new Refused(Label.of(why));
  }
}
