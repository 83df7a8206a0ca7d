package io.byteleap.loadtest;

import com.typesafe.config.ConfigFactory;
import io.byteleap.localnet.TrialProgram;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// What the programs that put a node under load have in common: actors of their own, and their exit
/// codes (0 good, 1 not, 2 the command line is wrong).
final class LoadMain {
  private LoadMain() {}

  /// Where a run works.
  record Place(Path home, Path folder, PrintStream out, ActorSystem<?> system) {}

  interface Run {
    /// Whether all went well.
    boolean at(Place place) throws IOException, LoadProblem;
  }

  /// Reads `arguments` into `options`, runs, and ends the process.
  static void main(String program, TrialProgram.Options options, Run run, String... arguments) {
    System.exit(
        TrialProgram.run(
            program,
            options,
            (home, folder, out) -> {
              var system =
                  ActorSystem.create(Behaviors.empty(), program, ConfigFactory.load("node"));
              try {
                return run.at(new Place(home, folder, out, system)) ? 0 : 1;
              } catch (IOException | LoadProblem e) {
                out.println("FAILED: " + e.getMessage());
                return 1;
              } finally {
                system.terminate();
              }
            },
            arguments));
  }
}
