package io.byteleap.vmtest;

import io.byteleap.localnet.TrialProgram;
import java.io.IOException;
import java.io.PrintStream;

/// Tries virtual machines on this machine's hypervisor: `deploy/vm-test`, which builds first.
public final class VmTestMain {
  private VmTestMain() {}

  public static void main(String[] arguments) {
    var options = new VmTestOptions();
    System.exit(TrialProgram.run("vm-test", options, (_, _, out) -> run(options, out), arguments));
  }

  private static int run(VmTestOptions options, PrintStream out) {
    try {
      if (!options.victim().isEmpty()) {
        return Victim.run(options, out);
      }
      TestHost.prepare(options);
      if (!options.isKillsOnly()) {
        new LifeRun(options, out).run();
      }
      new KillRun(options, out).run();
      out.println("vm-test: passed");
      return 0;
    } catch (StepFailed | IOException e) {
      out.println("vm-test: FAILED: " + e.getMessage());
      return 1;
    }
  }
}
