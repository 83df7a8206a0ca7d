package io.byteleap.worker;

import io.byteleap.config.RecordConfig;
import io.byteleap.node.Build;
import io.byteleap.node.ConfigSource;
import io.byteleap.node.NodeOptions;
import io.byteleap.worker.program.ProgramFiles;
import io.byteleap.worker.program.Version;
import io.byteleap.worker.service.ServiceInstaller;
import io.byteleap.worker.service.ServiceInstaller.Work;
import io.byteleap.worker.service.ServiceManager;
import io.byteleap.worker.service.ServiceProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `install-service`: this program as a service.
@Command(
    name = "install-service",
    description = {
      "Installs this program as a service of systemd, or renews it.",
      "A configuration that is installed already stays; --config names the one to copy when there"
          + " is none."
    },
    sortOptions = false,
    usageHelpAutoWidth = true)
final class InstallService implements Callable<Integer> {
  private final ConfigSource<WorkerConfig> configs;

  @Mixin private InstalledOptions options = new InstalledOptions();

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Spec private CommandSpec spec = CommandSpec.create();

  InstallService(ConfigSource<WorkerConfig> configs) {
    this.configs = configs;
  }

  @Override
  public Integer call() {
    try {
      var program = ProgramFiles.ofThisProgram();
      return switch (configs.load(inForce(program), options.overrides())) {
        case RecordConfig.Bad<WorkerConfig>(var problems) ->
            NodeOptions.refuse(spec.root().name(), problems);
        case RecordConfig.Good<WorkerConfig>(var config) -> install(program, config);
      };
    } catch (IOException | ServiceProblem e) {
      return options.refuse(spec, String.valueOf(e.getMessage()));
    }
  }

  /// The configuration that the service will run with.
  private Path inForce(ProgramFiles program) {
    Path installed = options.installation().config();
    if (Files.exists(installed)) {
      return installed;
    }
    return options.config().toString().isEmpty() ? program.sampleConfig() : options.config();
  }

  private int install(ProgramFiles program, WorkerConfig config) throws ServiceProblem {
    var wish =
        new ServiceInstaller.Wish(
            program, new Version(Build.version()), inForce(program), config.drainTimeout());
    var manager = new ServiceManager(options.commands());
    var installer = new ServiceInstaller(options.root(), manager, dryRun ? Work.DRY : Work.REAL);
    return options.steps(spec, installer.install(wish));
  }
}
