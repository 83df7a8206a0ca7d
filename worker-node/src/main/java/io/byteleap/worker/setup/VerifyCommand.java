package io.byteleap.worker.setup;

import io.byteleap.domain.vm.SecureUrl;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `verify`: whether the GPUs are bound.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Says whether the NVIDIA GPUs are bound to vfio-pci; exit code 0 if all are.")
final class VerifyCommand implements Callable<Integer> {
  private final HostTools tools;

  @Mixin private HostOptions options = new HostOptions();
  @Mixin private ConfigOption config = new ConfigOption();

  VerifyCommand(HostTools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    var host = options.tree();
    var source = config.path(host).map(this::source).orElse(new ImageOnHost.NotAsked());
    return options.print(
        VerifyReport.of(host, InventoryReader.read(host), ImageOnHost.read(host, source)));
  }

  private ImageOnHost.Source source(Path file) {
    return switch (tools.settings().apply(file)) {
      case HostSettings.Wrong(var problems) -> new ImageOnHost.Silent(String.join("; ", problems));
      case HostSettings.Known(_, var url) when url.isEmpty() -> new ImageOnHost.NotAsked();
      case HostSettings.Known(_, var url) -> size(url);
    };
  }

  private ImageOnHost.Source size(String url) {
    try {
      return tools.network().sizeOf(SecureUrl.https(url));
    } catch (IllegalArgumentException e) {
      return new ImageOnHost.Silent("vm.base_image_url " + e.getMessage());
    }
  }
}
