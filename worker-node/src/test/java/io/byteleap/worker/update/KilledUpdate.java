package io.byteleap.worker.update;

import io.byteleap.worker.program.Installation;
import io.byteleap.worker.program.RealCommands;
import io.byteleap.worker.program.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// An update in a process of its own, which ends at a step as if it were killed: nothing that is
/// written in it after that, no `finally`, no hook.
final class KilledUpdate {
  static final int EXIT = 137;

  private KilledUpdate() {}

  static int run(Path folder, PublisherKey key, Step last)
      throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                KilledUpdate.class.getName(),
                folder.toString(),
                key.text(),
                last.name()))
        .inheritIO()
        .start()
        .waitFor();
  }

  public static void main(String[] arguments) throws UpdateProblem {
    Path folder = Path.of(arguments[0]);
    var last = Step.valueOf(arguments[2]);
    var config =
        new UpdateConfig(
            arguments[1],
            "file://" + folder.resolve("published"),
            true,
            Duration.ofHours(6),
            Duration.ofMinutes(3));
    Updater.of(
            Installation.under(folder),
            new Version("0.1.0"),
            config,
            new Updater.Surroundings(
                Optional::empty,
                new RealCommands(),
                InstantSource.system(),
                step -> {
                  if (step == last) {
                    Runtime.getRuntime().halt(EXIT);
                  }
                }))
        .apply();
  }
}
