package io.byteleap.worker.setup;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `list`: the GPUs of this host.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the GPUs of this host with their drivers and IOMMU groups.")
final class ListCommand implements Callable<Integer> {
  @Mixin private HostOptions options = new HostOptions();

  @Override
  public Integer call() {
    return options.print(new ListReport(PciReader.read(options.tree())));
  }
}
