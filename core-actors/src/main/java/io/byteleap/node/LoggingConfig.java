package io.byteleap.node;

import io.byteleap.config.Fallback;
import io.byteleap.node.NodeLog.Format;
import io.byteleap.node.NodeLog.LogLevel;
import io.byteleap.node.NodeLog.Target;
import java.nio.file.Path;

/// `logging` of a validator or miner: an empty folder means the console only.
public record LoggingConfig(
    @Fallback("INFO") LogLevel logLevel,
    @Fallback("./logs") Path logDir,
    @Fallback("text") Format format) {
  private static final int DAYS_KEPT = 3;

  /// Logs from now on as configured; `fileName` is the file in the folder.
  public void use(String fileName) {
    Target target =
        logDir.toString().isEmpty()
            ? new NodeLog.ConsoleOnly()
            : new NodeLog.DailyFile(logDir.resolve(fileName), DAYS_KEPT);
    NodeLog.use(logLevel, target, format);
  }
}
