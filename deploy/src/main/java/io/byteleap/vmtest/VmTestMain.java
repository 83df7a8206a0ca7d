package io.byteleap.vmtest;

import com.typesafe.config.ConfigFactory;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.faulttest.Broken;
import io.byteleap.localnet.LocalnetConfig;
import io.byteleap.localnet.TrialProgram;
import io.byteleap.worker.vm.VmCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/// Tries virtual machines on this machine's hypervisor: `deploy/vm-test`, which builds first.
public final class VmTestMain {
  private static final int FAILED = 1;

  private VmTestMain() {}

  public static void main(String[] arguments) {
    var options = new VmTestOptions();
    System.exit(
        TrialProgram.run(
            "vm-test",
            options,
            (home, folder, out) ->
                options.victim().isEmpty()
                    ? bounded(options, home, folder, out)
                    : Victim.run(options, VmTestMain::system, out),
            arguments));
  }

  /// A test that takes longer than it may has failed.
  private static int bounded(VmTestOptions options, Path home, Path folder, PrintStream out) {
    var _ =
        new CompletableFuture<Integer>()
            .orTimeout(options.durationMax().toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(
                _ -> {
                  out.println("vm-test: FAILED: not done within " + options.durationMax());
                  System.exit(FAILED);
                  return FAILED;
                });
    return run(options, home, folder, out);
  }

  private static ActorSystem<VmCommand> system(Behavior<VmCommand> keeper) {
    return ActorSystem.create(keeper, "vm-test", ConfigFactory.load());
  }

  private static RecordConfig.Loaded<LocalnetConfig> config(Path home) {
    return RecordConfig.load(
        LocalnetConfig.class,
        home.resolve(Network.CONFIGS).resolve("network.yaml"),
        Overrides.NONE);
  }

  private static int run(VmTestOptions options, Path home, Path folder, PrintStream out) {
    try {
      boolean isQuick = !options.isEmulated() && Files.exists(Path.of("/dev/kvm"));
      out.println(isQuick ? "machines run on KVM" : "machines are emulated");
      new CrowdRun(options, VmTestMain::system, out).run();
      if (!options.isKillsOnly()) {
        new TenantRun(options, out).run(new Network.Place(home, folder, config(home)));
      }
      new KillRun(options, VmTestMain::system, out).run();
      out.println("vm-test: passed");
      return 0;
    } catch (Broken | IOException | IllegalStateException e) {
      out.println("vm-test: FAILED: " + e.getMessage() + " (logs: " + folder + "/logs)");
      return FAILED;
    }
  }
}
