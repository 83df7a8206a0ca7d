package io.byteleap.node;

import io.byteleap.config.Overrides;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// Where a command finds the node's configuration: the same options as those of the node itself.
public final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "Configuration of the node (YAML).")
  private Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces one value of the configuration; may be given many times.")
  private List<String> assignments = new ArrayList<>();

  public Path file() {
    return file;
  }

  /// The command line's `--set`s and the environment's variables.
  public Overrides overrides() {
    return new Overrides(assignments, System.getenv());
  }
}
