package io.byteleap.worker;

import io.byteleap.worker.service.ServiceInstaller;
import io.byteleap.worker.service.ServiceInstaller.Rest;
import io.byteleap.worker.service.ServiceInstaller.Work;
import io.byteleap.worker.service.ServiceManager;
import io.byteleap.worker.service.ServiceProblem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `uninstall-service`: the way back.
@Command(
    name = "uninstall-service",
    description = {
      "Stops, disables and removes the service.",
      "Program, configuration and data stay unless --purge is given; drop-ins, virtual machines"
          + " and their images stay in any case."
    },
    sortOptions = false,
    usageHelpAutoWidth = true)
final class UninstallService implements Callable<Integer> {
  @Mixin private InstalledOptions options = new InstalledOptions();

  @Option(
      names = "--purge",
      description = "Remove program, configuration, worker id, keys and logs too.")
  private boolean purge;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try {
      var manager = new ServiceManager(options.commands());
      var installer = new ServiceInstaller(options.root(), manager, dryRun ? Work.DRY : Work.REAL);
      return options.steps(spec, installer.uninstall(purge ? Rest.REMOVED : Rest.KEPT));
    } catch (ServiceProblem e) {
      return options.refuse(spec, String.valueOf(e.getMessage()));
    }
  }
}
