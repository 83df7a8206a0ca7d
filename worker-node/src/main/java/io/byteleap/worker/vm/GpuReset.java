package io.byteleap.worker.vm;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.vm.PciAddress;
import io.byteleap.host.HostRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Resets PCI functions through the kernel, so that nothing of who had them before is left in them.
/// A function that offers no reset of its own (a card's sound, most often) is left out.
public record GpuReset(HostRoot host) {
  private static final String DEVICES = "/sys/bus/pci/devices/";

  /// Those of `functions` that were reset.
  public List<PciAddress> reset(List<PciAddress> functions) throws VmProblem {
    List<PciAddress> done = new ArrayList<>();
    for (PciAddress function : functions) {
      Path switchFile = host.path(DEVICES + function + "/reset");
      if (Files.exists(switchFile)) {
        press(switchFile, function);
        done.add(function);
      }
    }
    return List.copyOf(done);
  }

  private static void press(Path switchFile, PciAddress function) throws VmProblem {
    try {
      Files.write(switchFile, "1".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new VmProblem(function + " cannot be reset: " + FailureCause.text(e), e);
    }
  }
}
