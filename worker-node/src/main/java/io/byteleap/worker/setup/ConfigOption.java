package io.byteleap.worker.setup;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which configuration a command asks; without the option, that of the installed service.
final class ConfigOption {
  private static final String INSTALLED = "/opt/byteleap-worker/config/worker_config.yaml";
  private static final Path NONE = Path.of("");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of the worker; that of the installed service if not given.")
  private Path config = NONE;

  /// Empty when there is none to ask.
  Optional<Path> path(HostTree host) {
    if (!config.equals(NONE)) {
      return Optional.of(config);
    }
    return host.isReal() && host.exists(INSTALLED)
        ? Optional.of(Path.of(INSTALLED))
        : Optional.empty();
  }
}
