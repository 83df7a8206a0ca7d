package io.byteleap.worker;

import io.byteleap.host.HostRoot;
import io.byteleap.node.Build;
import io.byteleap.worker.program.Installation;
import io.byteleap.worker.program.RealCommands;
import io.byteleap.worker.program.Version;
import io.byteleap.worker.update.HostTenancy;
import io.byteleap.worker.update.Updater;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The updates of the program that is running.
final class Updates {
  private static final Logger LOG = LoggerFactory.getLogger(Updates.class);

  private Updates() {}

  /// Empty when this program is not an installed one.
  static Optional<Updater> of(WorkerConfig config, InstantSource clock) {
    var installation = Installation.ofThisProgram();
    if (installation.isEmpty() && config.update().isConfigured()) {
      LOG.warn("update.source is set, but has no effect: install-service did not put me here");
    }
    var tenancy = new HostTenancy(HostRoot.REAL, config.dataDir());
    var around =
        new Updater.Surroundings(
            tenancy, new RealCommands(), clock, step -> LOG.info("update, step={}", step));
    return installation.map(
        home -> Updater.of(home, new Version(Build.version()), config.update(), around));
  }
}
