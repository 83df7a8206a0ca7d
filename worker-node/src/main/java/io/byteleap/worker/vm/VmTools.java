package io.byteleap.worker.vm;

import io.byteleap.domain.vm.VmDirectory;
import io.byteleap.host.HostRoot;
import io.byteleap.worker.program.Commands;
import io.byteleap.worker.vm.disk.BaseImages;
import io.byteleap.worker.vm.disk.MachineFolders;
import io.byteleap.worker.vm.disk.Overlays;
import io.byteleap.worker.vm.guest.GuestAgent;
import io.byteleap.worker.vm.seed.SeedImages;
import java.nio.file.Path;
import java.time.InstantSource;

/// What machines are made and looked after with. All of it blocks.
record VmTools(
    VmSettings settings,
    Hypervisor hypervisor,
    HostLook host,
    MachineFolders folders,
    BaseImages images,
    Overlays overlays,
    SeedImages seeds,
    GpuReset reset,
    GpuLoan gpus,
    InstantSource clock) {
  static VmTools of(VmSettings settings, VmKeeper.Doors doors, InstantSource clock) {
    HostRoot host = doors.host();
    Commands commands = doors.commands();
    var folders = new MachineFolders(settings.machines(), settings.owner());
    return new VmTools(
        settings,
        doors.hypervisor(),
        new HostLook(host, doors.hypervisor(), folders, settings.pages()),
        folders,
        new BaseImages(settings.folder(), settings.baseImageSha256()),
        new Overlays(commands),
        new SeedImages(commands),
        new GpuReset(host),
        doors.gpus(),
        clock);
  }

  VmSettings.Timing timing() {
    return settings.timing();
  }

  GuestAgent agent(Machine machine, Pulse pulse) {
    return new GuestAgent(
        (command, patience) -> hypervisor.askGuest(machine.id(), command, patience),
        pulse,
        new GuestAgent.Patience(
            timing().agentPatience(), timing().commandPatience(), timing().lookInterval()));
  }

  /// Refused: a folder that is not the one of the configuration.
  void check(VmDirectory directory) throws VmProblem {
    boolean isOurs =
        directory.equals(VmDirectory.OWN)
            || Path.of(directory.path()).equals(settings.folder().toAbsolutePath().normalize());
    if (!isOurs) {
      throw new VmProblem("cloud_init_dir is not the worker's vm.cloud_init_dir");
    }
  }
}
