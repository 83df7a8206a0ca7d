package io.byteleap.loadtest;

/// Measures a miner: `deploy/load-miner`, which builds first.
public final class LoadMinerMain {
  private LoadMinerMain() {}

  public static void main(String[] arguments) {
    var options = new LoadOptions();
    LoadMain.main(
        "load-miner",
        options,
        place -> {
          try (var workshop = Workshop.in(place)) {
            return new LoadRun(workshop, options).run();
          }
        },
        arguments);
  }
}
