package io.byteleap.redteam;

import com.typesafe.config.ConfigFactory;
import io.byteleap.localnet.TrialProgram;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Tries every known cheat: `deploy/redteam`, which builds first.
public final class RedteamMain {
  private static final String PROGRAM = "redteam";

  private RedteamMain() {}

  public static void main(String[] arguments) {
    var options = new RedteamOptions();
    System.exit(
        TrialProgram.run(
            PROGRAM, options, (home, folder, out) -> run(options, home, folder, out), arguments));
  }

  private static int run(RedteamOptions options, Path home, Path folder, PrintStream out) {
    var system = ActorSystem.create(Behaviors.empty(), PROGRAM, ConfigFactory.load("node"));
    try {
      var door = new DoorRuns(home, folder, system, options.seed());
      return new RedteamRun(options, ExactArena.Judge.REAL, door::play, out).run();
    } finally {
      system.terminate();
    }
  }
}
