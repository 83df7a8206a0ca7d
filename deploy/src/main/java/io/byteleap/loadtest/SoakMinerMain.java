package io.byteleap.loadtest;

import java.io.IOException;

/// Soaks a miner: `deploy/soak-miner`, which builds first.
public final class SoakMinerMain {
  private SoakMinerMain() {}

  public static void main(String[] arguments) {
    var options = new SoakOptions();
    LoadMain.main("soak-miner", options, place -> soaked(place, options), arguments);
  }

  private static boolean soaked(LoadMain.Place place, SoakOptions options)
      throws IOException, LoadProblem {
    try (var workshop = Workshop.in(place)) {
      var broken = new SoakRun(workshop, options).run();
      broken.forEach(what -> place.out().println("BROKEN: " + what));
      place
          .out()
          .println(
              broken.isEmpty()
                  ? "soak-miner: passed"
                  : "FAILED with --seed "
                      + options.seed()
                      + "; the miner's log is in "
                      + place.folder());
      return broken.isEmpty();
    }
  }
}
