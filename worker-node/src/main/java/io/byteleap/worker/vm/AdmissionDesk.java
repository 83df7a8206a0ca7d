package io.byteleap.worker.vm;

import io.byteleap.domain.vm.Admission;
import io.byteleap.domain.vm.Admission.Held;
import io.byteleap.domain.vm.HostRoom;
import io.byteleap.domain.vm.MachineId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.wire.vm.VmOperation.Create;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Decides whether a machine that is wished for finds a place beside those that have one.
record AdmissionDesk(VmTools tools, RandomGenerator random) {
  /// How the host was when it was looked at.
  record Look(HostRoom room, Map<VmName, Long> written) {
    Look {
      written = Map.copyOf(written);
    }
  }

  /// Looks at the host, on a thread that may block.
  Look look(Create wish, List<Machine> machines) throws VmProblem {
    tools.check(wish.directory());
    Map<VmName, Long> written = new HashMap<>();
    for (Machine machine : machines) {
      written.put(machine.name(), tools.folders().bytesWritten(machine.name()));
    }
    return new Look(tools.host().room(ids(machines)), written);
  }

  static Set<MachineId> ids(Collection<Machine> machines) {
    return machines.stream().map(Machine::id).collect(Collectors.toSet());
  }

  /// Decides at once, with the machines that there are now: some may be newer than the look.
  Admission.Decision decide(Create wish, Look look, List<Machine> machines) {
    var held =
        machines.stream()
            .map(
                machine ->
                    new Held(
                        machine.reservation(), look.written().getOrDefault(machine.name(), 0L)))
            .toList();
    return Admission.on(withoutOurs(look.room(), machines), tools.settings().kept(), held)
        .decide(wish.name(), newId(), wish.size());
  }

  /// A machine may have been defined since it was asked which are ours.
  private static HostRoom withoutOurs(HostRoom room, List<Machine> machines) {
    var names = machines.stream().map(machine -> machine.name().value()).toList();
    return new HostRoom(
        room.processors(),
        room.memoryMiB(),
        room.diskBytesFree(),
        room.gpus(),
        room.others().stream().filter(other -> !names.contains(other.name())).toList());
  }

  /// A random UUID as RFC 9562 has it (version 4).
  private MachineId newId() {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
    return new MachineId(new UUID(high, low));
  }
}
