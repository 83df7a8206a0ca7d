package io.byteleap.worker.setup;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `debug`: everything that decides whether GPUs can be given to virtual machines.
@Command(
    name = "debug",
    mixinStandardHelpOptions = true,
    description = "Shows everything that decides whether GPUs end up with vfio-pci.")
final class DebugCommand implements Callable<Integer> {
  @Mixin private HostOptions options = new HostOptions();

  @Override
  public Integer call() {
    var host = options.tree();
    return options.print(DebugReport.of(host, InventoryReader.read(host)));
  }
}
