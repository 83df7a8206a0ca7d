package io.byteleap.localnet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The command line of the localnet.
@Command(
    name = "localnet",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Runs a validator, miners and workers as processes of their own on loopback, and shows"
            + " them working.",
    footer = {
      "",
      "Exit codes: 0 the network did its job, 1 something was missing (the summary says what),",
      "2 the command line is wrong, 77 --vms cannot be had here, 78 the configuration is wrong."
    })
final class LocalnetOptions {
  static final int NODES_MAX = 100;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Workers, spread over the miners (default: ${DEFAULT-VALUE}).")
  private int workers = 2;

  @Option(names = "--miners", paramLabel = "N", description = "Miners (default: ${DEFAULT-VALUE}).")
  private int miners = 1;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = TimeReader.class,
      description =
          "How long the network runs once it is up, such as 90s or 10m (default: until Ctrl-C on a"
              + " terminal, 90s without one).")
  private @Nullable Duration duration;

  @Option(names = "--fresh", description = "Forget everything that earlier runs stored.")
  private boolean fresh;

  @Option(
      names = "--compat",
      description =
          "Every second worker knows challenges of version 1 only, so that both versions are seen"
              + " side by side.")
  private boolean compat;

  @Option(
      names = "--vms",
      description =
          "Rents a virtual machine on the first worker, through the validator's own gateway, in"
              + " place of the whole worker. Needs root, libvirt and QEMU; without KVM the guest"
              + " boots in minutes.")
  private boolean vms;

  @Option(
      names = "--vm-image",
      paramLabel = "FILE",
      description =
          "The guest, as deploy/guest/build makes it, with its .sha256 beside it (default: made,"
              + " and kept in ~/.cache/byteleap/guest).")
  private @Nullable Path vmImage;

  @Option(
      names = "--vm-emulated",
      description =
          "Emulates the machine even where there is KVM (default: where KVM does not boot the"
              + " guest).")
  private boolean vmEmulated;

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description =
          "Folder with network.yaml, validator.yaml, miner.yaml and worker.yaml (default:"
              + " deploy/config/localnet).")
  private @Nullable Path configDir;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the network keeps its data and logs (default: .localnet).")
  private @Nullable Path dataDir;

  @Option(names = "--verbose", description = "Show the nodes' log lines too.")
  private boolean verbose;

  int workers() {
    return workers;
  }

  int miners() {
    return miners;
  }

  Optional<Duration> duration() {
    return Optional.ofNullable(duration);
  }

  boolean isFresh() {
    return fresh;
  }

  boolean isCompat() {
    return compat;
  }

  boolean isVerbose() {
    return verbose;
  }

  /// The guest to rent machines with; empty when none is rented.
  Optional<Path> vmImage() {
    return vms ? Optional.ofNullable(vmImage).map(Path::toAbsolutePath) : Optional.empty();
  }

  boolean isVmEmulated() {
    return vmEmulated;
  }

  Path configDir(Path home) {
    return Optional.ofNullable(configDir)
        .orElse(home.resolve("deploy").resolve("config").resolve("localnet"))
        .toAbsolutePath()
        .normalize();
  }

  Path dataDir(Path home) {
    return Optional.ofNullable(dataDir)
        .orElse(home.resolve(".localnet"))
        .toAbsolutePath()
        .normalize();
  }

  /// What is wrong with the numbers; empty when nothing is.
  Optional<String> problem() {
    if (miners < 1 || miners > NODES_MAX) {
      return Optional.of("--miners must be 1 to " + NODES_MAX + ", is " + miners);
    }
    if (workers < miners || workers > NODES_MAX) {
      return Optional.of(
          "--workers must be at least one a miner and at most " + NODES_MAX + ", is " + workers);
    }
    if (compat && workers < 2) {
      return Optional.of("--compat needs two workers or more, has " + workers);
    }
    if (vms && (vmImage == null || !Files.isRegularFile(vmImage))) {
      return Optional.of(
          "--vms needs an image: --vm-image names one, deploy/guest/build makes one");
    }
    return Optional.empty();
  }

  /// A whole number and a unit: `90s`, `10m`, `1h`.
  static final class TimeReader implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[1-9][0-9]{0,6}[smh]")) {
        throw new TypeConversionException(
            "must be a time such as 90s, 10m or 1h, is '" + text + "'");
      }
      return Duration.parse("PT" + text);
    }
  }
}
