package io.byteleap.faulttest;

import java.util.Optional;
import picocli.CommandLine.Option;

/// What both programs take.
final class FaultOptions {
  private static final int RECOVERY_MAX = 120;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides whom it hits and when (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--recovery-max",
      paramLabel = "SECONDS",
      description =
          "How long the validator may take until it serves again; more than the usual is for slow"
              + " or busy machines.")
  private int recoveryMax;

  long seed() {
    return seed;
  }

  /// The given one, else the usual.
  int recoveryMax(int usual) {
    return recoveryMax == 0 ? usual : recoveryMax;
  }

  /// What is wrong with the numbers; empty when nothing is.
  Optional<String> problem() {
    return recoveryMax < 0 || recoveryMax > RECOVERY_MAX
        ? Optional.of("--recovery-max must be 1 to " + RECOVERY_MAX + ", is " + recoveryMax)
        : Optional.empty();
  }
}
