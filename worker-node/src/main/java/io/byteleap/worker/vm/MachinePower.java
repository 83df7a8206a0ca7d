package io.byteleap.worker.vm;

import io.byteleap.domain.vm.Sighting;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.wire.vm.VmOutcome.Changed;
import io.byteleap.wire.vm.VmOutcome.Result;
import io.byteleap.wire.vm.VmOutcome.Unchanged;
import io.byteleap.worker.vm.guest.GuestSystem;
import java.util.Optional;

/// Starts, stops and reboots a machine that stands.
record MachinePower(VmTools tools) {
  Result start(Machine machine, Pulse pulse) throws VmProblem {
    if (look(machine) == Sighting.RUNNING) {
      return new Unchanged();
    }
    pulse.at("starts the machine");
    boot(machine, pulse);
    pulse.commit();
    return new Changed(VmStatus.RUNNING);
  }

  private void boot(Machine machine, Pulse pulse) throws VmProblem {
    var functions = machine.reservation().functions();
    if (!functions.isEmpty()) {
      checkFree(machine);
      tools.reset().reset(functions);
    }
    tools.hypervisor().start(machine.id());
    await(machine, Sighting.RUNNING, "does not run after it was started", pulse);
  }

  /// Nobody else was given the machine's GPUs; but libvirt has other users than this worker.
  private void checkFree(Machine machine) throws VmProblem {
    for (var other : tools.hypervisor().machines()) {
      if (!other.id().equals(machine.id()) && other.sighting() != Sighting.OFF) {
        for (var function : machine.reservation().functions()) {
          if (other.functions().contains(function)) {
            throw new VmProblem(function + " is already in use by another machine");
          }
        }
      }
    }
  }

  private void await(Machine machine, Sighting wanted, String otherwise, Pulse pulse)
      throws VmProblem {
    var timing = tools.timing();
    if (!pulse.await(
        timing.startPatience(), timing.lookInterval(), () -> look(machine) == wanted)) {
      throw new VmProblem("the machine " + otherwise);
    }
  }

  private Sighting look(Machine machine) throws VmProblem {
    var seen = tools.hypervisor().look(machine.id());
    if (seen == Sighting.ABSENT) {
      throw new VmProblem("libvirt does not know the machine any more");
    }
    return seen;
  }

  Result stop(Machine machine, Pulse pulse) throws VmProblem {
    if (look(machine) == Sighting.OFF) {
      return new Unchanged();
    }
    pulse.at("asks the machine to end");
    if (!endsWhenAsked(machine, pulse)) {
      pulse.at("turns the machine off");
      tools.hypervisor().forceOff(machine.id());
      await(machine, Sighting.OFF, "is not off after it was forced", pulse);
    }
    pulse.commit();
    return new Changed(VmStatus.STOPPED);
  }

  private boolean endsWhenAsked(Machine machine, Pulse pulse) throws VmProblem {
    try {
      tools.hypervisor().askToStop(machine.id());
    } catch (VmProblem.HypervisorGone e) {
      throw e;
    } catch (VmProblem e) {
      return false; // it cannot be asked
    }
    var timing = tools.timing();
    return pulse.await(
        timing.stopPatience(), timing.lookInterval(), () -> look(machine) == Sighting.OFF);
  }

  /// A reboot counts when the machine's kernel says that it began anew. A machine that cannot say
  /// so, or does not reboot when it is asked, is turned off and on, which proves itself.
  Result reboot(Machine machine, Pulse pulse) throws VmProblem {
    if (look(machine) == Sighting.OFF) {
      throw new VmProblem("the machine is off");
    }
    pulse.at("asks the machine to start anew");
    if (!rebootsWhenAsked(machine, pulse)) {
      pulse.at("turns the machine off and on");
      tools.hypervisor().forceOff(machine.id());
      await(machine, Sighting.OFF, "is not off after it was forced", pulse);
      boot(machine, pulse);
    }
    pulse.commit();
    return new Changed(VmStatus.RUNNING);
  }

  private boolean rebootsWhenAsked(Machine machine, Pulse pulse) throws VmProblem {
    var before = bootId(machine, pulse);
    if (before.isEmpty()) {
      return false;
    }
    try {
      tools.hypervisor().askToReboot(machine.id());
    } catch (VmProblem.HypervisorGone e) {
      throw e;
    } catch (VmProblem e) {
      return false;
    }
    var timing = tools.timing();
    return pulse.await(
        timing.bootPatience(),
        timing.lookInterval(),
        () -> bootId(machine, pulse).filter(now -> !now.equals(before.get())).isPresent());
  }

  private Optional<String> bootId(Machine machine, Pulse pulse) throws VmProblem {
    try {
      return Optional.of(new GuestSystem(tools.agent(machine, pulse)).bootId());
    } catch (VmProblem.GivenUp | VmProblem.HypervisorGone e) {
      throw e;
    } catch (VmProblem e) {
      return Optional.empty();
    }
  }
}
