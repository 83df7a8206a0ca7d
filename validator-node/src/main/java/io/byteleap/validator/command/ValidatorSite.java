package io.byteleap.validator.command;

import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Overrides;
import io.byteleap.node.ListenAddress;
import java.nio.file.Path;
import java.util.List;

/// Where a running validator listens for operators, and the file with the token that it wants to
/// see.
public record ValidatorSite(ListenAddress address, Path adminToken) {
  /// Finds the site in a configuration.
  @FunctionalInterface
  public interface Finder {
    Search find(Path config, Overrides overrides);
  }

  public sealed interface Search {}

  public record Found(ValidatorSite site) implements Search {}

  /// What is wrong with the configuration that should have named it.
  public record NotFound(List<ConfigProblem> problems) implements Search {
    public NotFound {
      problems = List.copyOf(problems);
    }
  }
}
