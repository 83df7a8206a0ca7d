package io.byteleap.worker;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import java.nio.file.Path;

/// Reads the configuration for a command that needs one.
@FunctionalInterface
interface Configs {
  RecordConfig.Loaded<WorkerConfig> load(Path file, Overrides overrides);
}
