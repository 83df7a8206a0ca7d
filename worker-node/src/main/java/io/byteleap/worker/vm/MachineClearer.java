package io.byteleap.worker.vm;

import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.MachinePhase.Clearing;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.domain.vm.Sighting;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/// Takes down whatever there is of a machine: as often as need be, from wherever it was left.
record MachineClearer(VmTools tools) {
  /// Nothing of the machine is left when this returns, which it is last to be said: the file that
  /// holds its reservation goes at the end.
  Handover clear(Machine machine, Clearing phase, Pulse pulse) throws VmProblem {
    machine.enterForClearing(phase);
    pulse.at("turns the machine off");
    turnOff(machine, pulse);
    tools.hypervisor().undefine(machine.id());
    pulse.at("resets the GPUs");
    var reset = tools.reset().reset(machine.reservation().functions());
    pulse.at("deletes the machine's files");
    tools.folders().remove(machine.name());
    var handover = found(machine, reset);
    if (!(handover.domainGone() && handover.diskDeleted() && handover.seedDeleted())) {
      throw new VmProblem("something of the machine is still there");
    }
    pulse.commit();
    machine.forget();
    return handover;
  }

  private void turnOff(Machine machine, Pulse pulse) throws VmProblem {
    if (isDown(machine)) {
      return;
    }
    tools.hypervisor().forceOff(machine.id());
    boolean off =
        pulse.await(
            tools.timing().startPatience(), tools.timing().lookInterval(), () -> isDown(machine));
    if (!off) {
      throw new VmProblem("the machine is not off after it was forced");
    }
  }

  private boolean isDown(Machine machine) throws VmProblem {
    return switch (tools.hypervisor().look(machine.id())) {
      case ABSENT, OFF -> true;
      case RUNNING, PAUSED -> false;
    };
  }

  /// What is there now, looked up and not remembered.
  private Handover found(Machine machine, List<PciAddress> reset) throws VmProblem {
    var name = machine.name();
    boolean gone = tools.hypervisor().look(machine.id()) == Sighting.ABSENT;
    return new Handover(
        machine.id().asVmId(),
        name,
        tools.clock().instant(),
        gone,
        isGone(tools.folders().disk(name)) && isGone(tools.folders().of(name)),
        isGone(tools.folders().seed(name)),
        gone && hasNoFunction(machine),
        reset);
  }

  private static boolean isGone(Path file) {
    return !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /// Whether no machine that runs on this host, whoever's it is, has a function of this one's.
  private boolean hasNoFunction(Machine machine) throws VmProblem {
    return tools.hypervisor().machines().stream()
        .filter(other -> other.sighting() != Sighting.OFF)
        .flatMap(other -> other.functions().stream())
        .noneMatch(machine.reservation().functions()::contains);
  }
}
