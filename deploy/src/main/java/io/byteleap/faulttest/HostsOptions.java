package io.byteleap.faulttest;

import io.byteleap.localnet.TrialProgram;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command line of `deploy/hosts-test`.
@Command(
    name = "hosts-test",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Builds the packages and installs them on five hosts of its own on this machine, each with"
            + " a network, processes and folders of its own: three validators, a miner and a"
            + " worker. Runs the network with deploy/cluster, cuts a validator off, slows the"
            + " network down where the kernel can, upgrades one node after the other, restores a"
            + " backup, and checks that nothing stored is lost and every host is served again in"
            + " time.",
    footer = {
      "",
      "Exit codes: 0 all is as it must be, 1 something is not (the last lines say what), 2 the",
      "command line is wrong, 77 this machine cannot do it, and why."
    })
final class HostsOptions implements TrialProgram.Options {
  private static final int RECOVERY_MAX = 300;

  @Option(
      names = "--packages",
      paramLabel = "DIR",
      required = true,
      description = "Tries what lies there (deploy/target/dist) instead of building.")
  private Path packages = Path.of("");

  @Option(
      names = "--recovery-max",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long the validator may take until it serves again (default: ${DEFAULT-VALUE}); more"
              + " is for slow or busy machines.")
  private int recoveryMax = 30;

  @Option(
      names = "--no-ssh",
      description =
          "Reaches the hosts without SSH, which is done by itself where this machine has no sshd.")
  private boolean isWithoutSsh;

  boolean isWithoutSsh() {
    return isWithoutSsh;
  }

  Path packages() {
    return packages;
  }

  int recoveryMax() {
    return recoveryMax;
  }

  @Override
  public Optional<String> problem() {
    return recoveryMax < 1 || recoveryMax > RECOVERY_MAX
        ? Optional.of("--recovery-max must be 1 to " + RECOVERY_MAX + ", is " + recoveryMax)
        : Optional.empty();
  }
}
