package io.byteleap.domain.passthrough;

import io.byteleap.domain.units.Label;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The running kernel: its release and the parameters that it was started with. A release that
/// cannot be read has major version 0.
public record Kernel(Label release, int major, List<String> parameters) {
  public static final int MAJOR_MIN = 6;

  private static final Pattern VERSION =
      Pattern.compile("Linux version (([0-9]{1,4})\\.\\S{1,90})");

  public Kernel {
    parameters = List.copyOf(parameters);
  }

  /// Reads the kernel's files `version` and `cmdline`.
  public static Kernel read(String version, String commandLine) {
    var parameters =
        Arrays.stream(commandLine.split("\\s+", -1)).filter(p -> !p.isEmpty()).toList();
    var found = VERSION.matcher(version);
    return found.lookingAt()
        ? new Kernel(Label.of(found.group(1)), Integer.parseInt(found.group(2)), parameters)
        : new Kernel(Label.of("unknown"), 0, parameters);
  }

  public boolean isNewEnough() {
    return major >= MAJOR_MIN;
  }

  /// Whether one of the parameters is exactly this.
  public boolean has(String parameter) {
    return parameters.contains(parameter);
  }

  public boolean turnsIommuOn() {
    return has("intel_iommu=on") || has("amd_iommu=on");
  }
}
