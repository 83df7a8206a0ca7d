package io.byteleap.redteam;

import io.byteleap.localnet.TrialProgram;

/// Tries every known cheat: `deploy/redteam`, which builds first.
public final class RedteamMain {
  private static final String PROGRAM = "redteam";

  private RedteamMain() {}

  public static void main(String[] arguments) {
    var options = new RedteamOptions();
    System.exit(
        TrialProgram.run(
            PROGRAM,
            options,
            (_, _, out) -> new RedteamRun(options, ExactArena.Judge.REAL, out).run(),
            arguments));
  }
}
