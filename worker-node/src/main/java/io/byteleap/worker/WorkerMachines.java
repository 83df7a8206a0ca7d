package io.byteleap.worker;

import io.byteleap.host.HostRoot;
import io.byteleap.worker.host.HostView;
import io.byteleap.worker.program.RealCommands;
import io.byteleap.worker.vm.GpuLoan;
import io.byteleap.worker.vm.VmCommand;
import io.byteleap.worker.vm.VmKeeper;
import io.byteleap.worker.vm.VmThreads;
import io.byteleap.worker.vm.libvirt.LibvirtHypervisor;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/// The virtual machines of the machine that the worker runs on.
record WorkerMachines(WorkerConfig config, HostView host, InstantSource clock) {
  /// Their keeper; the way to libvirt is closed when `system` has ended.
  Behavior<VmCommand> keeper(GpuLoan gpus, ActorSystem<?> system) {
    var libvirt =
        LibvirtHypervisor.at(
            config.vmgw().socketPath(),
            HostRoot.REAL,
            config.dataDir().resolve("native"),
            LibvirtHypervisor.Emulation.of(config.vm().emulated()));
    var threads = VmThreads.create();
    var _ =
        system
            .getWhenTerminated()
            .thenRun(
                () -> {
                  threads.shutdown();
                  libvirt.close();
                });
    return VmKeeper.create(
        new VmKeeper.Parts(
            config.vm().settings(config.dataDir()),
            new VmKeeper.Doors(libvirt, HostRoot.REAL, new RealCommands(), gpus),
            threads,
            host::systemInfo,
            clock,
            new SecureRandom()));
  }
}
