package io.byteleap.worker.vm;

import io.byteleap.domain.vm.HostRoom;
import java.nio.file.Path;
import java.time.Duration;

/// What the configuration says of virtual machines.
///
/// @param folder where the base images are, and under `machines` a folder for each machine
/// @param journal where machines and orders are written down
/// @param owner user that QEMU runs as, who is to own the machines' folders; empty for whoever runs
///     the worker
/// @param network libvirt's network that machines are connected to
public record VmSettings(
    Path folder,
    Path journal,
    String owner,
    String network,
    DomainPlan.Pages pages,
    HostRoom.Kept kept,
    String baseImageSha256,
    Timing timing) {
  /// How long things may take.
  ///
  /// @param lookInterval how often something that is waited for is looked at
  /// @param startPatience until a machine runs, or is off once it was forced
  /// @param stopPatience until a machine that was asked to end is forced
  /// @param bootPatience until a machine that was asked to start anew is forced
  /// @param agentPatience until the agent's answer to one command
  /// @param commandPatience until a command inside a machine has ended
  /// @param seedInterval how often it is looked whether a new machine has read its seed
  /// @param seedPatience until the seed is taken away even if it was not said to be read
  /// @param retryPause the first and the longest pause before what is left of a machine is cleared
  ///     again
  public record Timing(
      Duration lookInterval,
      Duration startPatience,
      Duration stopPatience,
      Duration bootPatience,
      Duration agentPatience,
      Duration commandPatience,
      Duration seedInterval,
      Duration seedPatience,
      Pause retryPause,
      Duration progressInterval) {
    public static final Timing USUAL =
        new Timing(
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMinutes(15),
            new Pause(Duration.ofSeconds(1), Duration.ofMinutes(1)),
            Duration.ofSeconds(4));
  }

  public record Pause(Duration first, Duration last) {}

  public Path machines() {
    return folder.resolve("machines");
  }
}
