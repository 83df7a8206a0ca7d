package io.byteleap.vmtest;

import io.byteleap.host.HostRoot;
import io.byteleap.localnet.MachineSite;
import io.byteleap.localnet.TrialProgram;
import io.byteleap.localnet.Virsh;
import io.byteleap.worker.vm.libvirt.LibvirtHypervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command line of `deploy/vm-test`.
@Command(
    name = "vm-test",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Rents virtual machines on this machine's libvirt, through a validator's interface and"
            + " gateway and a worker: boots one, reads its console and its figures, reboots it,"
            + " stops and starts it, gives it back. Then kills the worker (kill -9), at each step"
            + " of making and destroying, and checks that each order has one end and nothing is"
            + " left.",
    footer = {
      "",
      "Exit codes: 0 passed, 1 failed (the last line says where), 2 wrong command line, 77"
          + " skipped:",
      "libvirt, QEMU or the guest cannot be had here."
    })
final class VmTestOptions implements TrialProgram.Options {
  static final String WORKER = "worker-1";

  @Option(
      names = "--image",
      paramLabel = "FILE",
      required = true,
      description = "The guest, as deploy/guest/build makes it, with its .sha256 beside it.")
  private Path image = Path.of("guest.qcow2");

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description =
          "Where the machines' disks are, which QEMU's user must be able to reach"
              + " (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("/var/lib/byteleap-vm-test");

  @Option(
      names = "--socket",
      paramLabel = "FILE",
      description = "Where libvirt listens (default: ${DEFAULT-VALUE}).")
  private Path socket = Path.of("/run/libvirt/libvirt-sock");

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "The user that QEMU runs as (default: ${DEFAULT-VALUE}).")
  private String user = "libvirt-qemu";

  @Option(
      names = "--emulated",
      description =
          "Emulates the machines even where there is KVM (default: where KVM does not boot the"
              + " guest that deploy/guest/build makes).")
  private boolean emulated;

  @Option(
      names = "--boot-patience",
      paramLabel = "SECONDS",
      description =
          "How long the guest may take to boot; without KVM that is minutes"
              + " (default: ${DEFAULT-VALUE}).")
  private int bootSeconds = 600;

  @Option(
      names = "--duration-max",
      paramLabel = "SECONDS",
      description = "How long the whole test may take (default: ${DEFAULT-VALUE}).")
  private int secondsMax = 2400;

  @Option(names = "--kills-only", description = "Leaves out what needs a guest that has booted.")
  private boolean killsOnly;

  /// The part of this program that is killed: makes or destroys the machine, and says its steps.
  @Option(names = "--victim", paramLabel = "MAKE|DESTROY", hidden = true)
  private String victim = "";

  Path image() {
    return image.toAbsolutePath();
  }

  Path folder() {
    return folder.toAbsolutePath();
  }

  /// Of the worker that is killed at each step.
  Path workerFolder() {
    return kills().folder().resolve(WORKER);
  }

  /// Where that worker's machines lie.
  MachineSite kills() {
    return new MachineSite(folder().resolve("kills"), image(), new Virsh(socket), emulated);
  }

  Path socket() {
    return socket;
  }

  boolean isEmulated() {
    return emulated;
  }

  /// Libvirt of this machine; what calls it is unpacked in `folder`.
  LibvirtHypervisor libvirt(Path folder) {
    return LibvirtHypervisor.at(
        socket, HostRoot.REAL, folder.resolve("native"), LibvirtHypervisor.Emulation.of(emulated));
  }

  String user() {
    return user;
  }

  Duration bootPatience() {
    return Duration.ofSeconds(bootSeconds);
  }

  Duration durationMax() {
    return Duration.ofSeconds(secondsMax);
  }

  boolean isKillsOnly() {
    return killsOnly;
  }

  String victim() {
    return victim;
  }

  @Override
  public Optional<String> problem() {
    if (!Files.isRegularFile(image)) {
      return Optional.of("there is no image " + image + "; deploy/guest/build makes one");
    }
    return bootSeconds < 1 || secondsMax < 1
        ? Optional.of("--boot-patience and --duration-max must be 1 or more")
        : Optional.empty();
  }
}
