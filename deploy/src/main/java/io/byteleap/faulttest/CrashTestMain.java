package io.byteleap.faulttest;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.localnet.LocalnetConfig;
import io.byteleap.persistence.postgres.DatabaseUrl;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Kills a validator under load: `deploy/crash-test`, which builds first.
public final class CrashTestMain {
  private static final String PROGRAM = "crash-test";
  private static final int WORKERS = 4;

  private CrashTestMain() {}

  public static void main(String[] arguments) {
    var options = new CrashOptions();
    System.exit(
        FaultProgram.run(
            PROGRAM, options, (home, folder, out) -> run(options, home, folder, out), arguments));
  }

  private static List<String> run(CrashOptions options, Path home, Path folder, PrintStream out)
      throws IOException {
    out.printf("%d kills, --seed %d%n", options.kills(), options.common().seed());
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(options.common().seed());
    var place = new Scene.Place(home, folder, WORKERS);
    var config = RecordConfig.load(LocalnetConfig.class, place.settings(), Overrides.NONE);
    try (var scene = Scene.in(place, config)) {
      List<String> broken = new ArrayList<>(new CrashRun(scene, options, random, out).run());
      broken.addAll(
          Journal.faults(new DatabaseUrl.Embedded(), scene.site().dataOf("validator"), out));
      return broken;
    }
  }
}
