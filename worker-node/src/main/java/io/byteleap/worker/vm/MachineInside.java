package io.byteleap.worker.vm;

import io.byteleap.domain.vm.KeyPurpose;
import io.byteleap.domain.vm.MachinePhase.Seed;
import io.byteleap.domain.vm.MachinePhase.Standing;
import io.byteleap.domain.vm.Sighting;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.VmOperation.AddLoginKey;
import io.byteleap.wire.vm.VmOperation.ConnectHeadscale;
import io.byteleap.wire.vm.VmOperation.MakeKey;
import io.byteleap.wire.vm.VmOperation.RevokeLoginKey;
import io.byteleap.wire.vm.VmOperation.RevokeMadeKey;
import io.byteleap.wire.vm.VmOutcome.Connected;
import io.byteleap.wire.vm.VmOutcome.KeyAdded;
import io.byteleap.wire.vm.VmOutcome.KeyRevoked;
import io.byteleap.wire.vm.VmOutcome.Result;
import io.byteleap.worker.vm.guest.GuestAgent;
import io.byteleap.worker.vm.guest.GuestKeys;
import io.byteleap.worker.vm.guest.GuestSystem;
import io.byteleap.worker.vm.guest.Tailnet;
import java.time.Duration;

/// What is done inside a machine that runs, by its agent.
record MachineInside(VmTools tools) {
  private static final Duration JOIN_PATIENCE = Duration.ofSeconds(45);

  Result add(Machine machine, AddLoginKey order, Pulse pulse) throws VmProblem {
    new GuestKeys(agent(machine, pulse), order.user()).add(order.key());
    pulse.commit();
    return new KeyAdded(KeyPurpose.LOGIN, "");
  }

  Result make(Machine machine, MakeKey order, VmTaskId task, Pulse pulse) throws VmProblem {
    var key = new GuestKeys(agent(machine, pulse), order.user()).make(task);
    pulse.commit();
    return new KeyAdded(KeyPurpose.AUTHENTICATION, key.line());
  }

  Result revoke(Machine machine, RevokeLoginKey order, Pulse pulse) throws VmProblem {
    new GuestKeys(agent(machine, pulse), order.user()).revoke(order.key());
    pulse.commit();
    return new KeyRevoked(KeyPurpose.LOGIN);
  }

  Result revoke(Machine machine, RevokeMadeKey order, Pulse pulse) throws VmProblem {
    new GuestKeys(agent(machine, pulse), order.user()).revokeMade(order.key(), order.madeBy());
    pulse.commit();
    return new KeyRevoked(KeyPurpose.AUTHENTICATION);
  }

  Result connect(Machine machine, ConnectHeadscale order, Pulse pulse) throws VmProblem {
    var address =
        new Tailnet(agent(machine, pulse)).join(order.url(), order.authKey(), JOIN_PATIENCE);
    pulse.commit();
    return new Connected(address);
  }

  private GuestAgent agent(Machine machine, Pulse pulse) throws VmProblem {
    pulse.at("asks the machine's agent");
    if (tools.hypervisor().look(machine.id()) != Sighting.RUNNING) {
      throw new VmProblem("the machine does not run");
    }
    var agent = tools.agent(machine, pulse);
    if (!agent.answers()) {
      throw new VmProblem("the guest agent does not answer");
    }
    return agent;
  }

  /// Takes the seed away when the machine has read it, or when `patience` is over; whether it is
  /// gone.
  boolean removeSeed(Machine machine, Pulse pulse) throws VmProblem {
    var age = Duration.between(machine.since(), tools.clock().instant());
    boolean isLate = age.compareTo(tools.timing().seedPatience()) >= 0;
    if (!isLate && !hasReadSeed(machine, pulse)) {
      return false;
    }
    tools.hypervisor().ejectSeed(machine.id());
    tools.folders().removeSeed(machine.name());
    machine.enter(new Standing(Seed.REMOVED));
    return true;
  }

  private boolean hasReadSeed(Machine machine, Pulse pulse) throws VmProblem {
    if (tools.hypervisor().look(machine.id()) != Sighting.RUNNING) {
      return false;
    }
    var agent = tools.agent(machine, pulse);
    return agent.answers() && new GuestSystem(agent).hasReadSeed();
  }
}
