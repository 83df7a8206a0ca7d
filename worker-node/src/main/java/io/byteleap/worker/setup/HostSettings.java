package io.byteleap.worker.setup;

import java.net.URI;
import java.util.List;

/// What a worker's configuration says of things that commands about the host ask for.
public sealed interface HostSettings {
  /// `baseImageUrl` is empty when there is none.
  record Known(URI miner, String baseImageUrl) implements HostSettings {}

  /// The configuration cannot be used, a line each.
  record Wrong(List<String> problems) implements HostSettings {
    public Wrong {
      problems = List.copyOf(problems);
    }
  }
}
