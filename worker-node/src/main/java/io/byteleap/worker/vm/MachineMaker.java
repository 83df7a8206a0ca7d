package io.byteleap.worker.vm;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.vm.MachinePhase.Cause;
import io.byteleap.domain.vm.MachinePhase.Clearing;
import io.byteleap.domain.vm.MachinePhase.MakeStep;
import io.byteleap.domain.vm.MachinePhase.Making;
import io.byteleap.domain.vm.MachinePhase.Seed;
import io.byteleap.domain.vm.MachinePhase.Standing;
import io.byteleap.domain.vm.Sighting;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.VmOperation.Create;
import io.byteleap.worker.gpu.GpuServer.Released;
import io.byteleap.worker.vm.seed.CloudInit;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes a machine, step by step; each step is written down before it is taken. Whatever fails
/// leaves the machine to be cleared, which [MachineClearer] does.
record MachineMaker(VmTools tools) {
  /// The machine runs when this returns. When it fails, the machine's phase is Clearing.
  void make(Machine machine, VmTaskId task, Create order, Pulse pulse) throws VmProblem {
    try {
      take(machine, task, order, pulse);
      pulse.commit();
      machine.enter(new Standing(Seed.INSERTED));
    } catch (VmProblem e) {
      machine.enterForClearing(new Clearing(Cause.NOT_MADE));
      throw e;
    }
  }

  private void take(Machine machine, VmTaskId task, Create order, Pulse pulse) throws VmProblem {
    var name = machine.name();
    pulse.at("checks the image");
    machine.enter(new Making(task, MakeStep.IMAGE_CHECKED));
    Path base = tools.images().checked(order.image());
    if (!machine.reservation().functions().isEmpty()) {
      pulse.at("takes the GPUs");
      machine.enter(new Making(task, MakeStep.GPUS_TAKEN));
      takeGpus(machine);
    }
    pulse.at("makes the disk");
    machine.enter(new Making(task, MakeStep.DISK_MADE));
    tools.folders().make(name);
    tools.overlays().make(base, tools.folders().disk(name), order.size().diskGb());
    tools.folders().own(tools.folders().disk(name));
    pulse.at("makes the seed");
    machine.enter(new Making(task, MakeStep.SEED_MADE));
    var texts = new CloudInit(machine.id(), name, order.access().user(), order.access().keys());
    tools.seeds().write(texts, tools.folders().seed(name));
    tools.folders().own(tools.folders().seed(name));
    pulse.at("defines the machine");
    machine.enter(new Making(task, MakeStep.DEFINED));
    tools.hypervisor().define(plan(machine));
    pulse.at("starts the machine");
    machine.enter(new Making(task, MakeStep.STARTED));
    tools.hypervisor().start(machine.id());
    pulse.at("waits until the machine runs");
    awaitRunning(machine, pulse);
  }

  private void takeGpus(Machine machine) throws VmProblem {
    try {
      var released =
          tools
              .gpus()
              .take()
              .toCompletableFuture()
              .get(tools.timing().startPatience().toMillis(), TimeUnit.MILLISECONDS);
      if (released == Released.NOT_OURS) {
        throw new VmProblem("a GPU server that this worker did not start uses the GPUs");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VmProblem.GivenUp();
    } catch (ExecutionException | TimeoutException e) {
      throw new VmProblem("the GPUs are not let go of: " + FailureCause.text(e), e);
    }
    tools.reset().reset(machine.reservation().functions());
  }

  private DomainPlan plan(Machine machine) {
    var reservation = machine.reservation();
    return new DomainPlan(
        reservation,
        tools.folders().disk(machine.name()).toAbsolutePath(),
        tools.folders().seed(machine.name()).toAbsolutePath(),
        tools.settings().network(),
        tools.settings().pages(),
        tools.host().processorsOf(reservation.numaNode()));
  }

  private void awaitRunning(Machine machine, Pulse pulse) throws VmProblem {
    boolean runs =
        pulse.await(
            tools.timing().startPatience(),
            tools.timing().lookInterval(),
            () -> tools.hypervisor().look(machine.id()) == Sighting.RUNNING);
    if (!runs) {
      throw new VmProblem("the machine does not run after it was started");
    }
  }
}
