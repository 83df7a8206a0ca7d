package io.byteleap.node;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import java.nio.file.Path;

/// Reads the configuration of a node for its commands; given by the program, which alone reads
/// configurations.
@FunctionalInterface
public interface ConfigSource<C extends Record> {
  RecordConfig.Loaded<C> load(Path file, Overrides overrides);
}
