package io.byteleap.loadtest;

import io.byteleap.node.TextTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A hundred workers that are challenged in one answer of the validator: how long until each has
/// its task, and whether all come back to the right place.
final class RoundRun {
  private static final int WORKERS = 100;
  private static final int ROUNDS = 7;
  private static final int WARM_UP_ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final double NANOS_PER_MILLI = 1e6;

  private final Workshop workshop;
  private final ConcurrentLinkedQueue<Long> arrivals = new ConcurrentLinkedQueue<>();

  RoundRun(Workshop workshop) {
    this.workshop = workshop;
  }

  /// What went wrong.
  List<String> run() throws IOException, LoadProblem {
    try (var miner = workshop.miner(1, Map.of())) {
      var crew = workshop.crew(miner, WORKERS);
      crew.onAssigned(_ -> arrivals.add(System.nanoTime()));
      crew.connect();
      crew.allAnswer();
      var times = new ArrayList<Double>();
      for (int round = 0; round < ROUNDS; round++) {
        double millis = round(miner);
        if (round >= WARM_UP_ROUNDS) {
          times.add(millis);
        }
      }
      crew.disband();
      Collections.sort(times);
      TextTable.ofFigures("100 CHALLENGES IN ONE ANSWER", "BEST", "MEDIAN", "WORST")
          .row(
              "until the last worker has its task",
              LoadRun.millis(times.getFirst()),
              LoadRun.millis(times.get(times.size() / 2)),
              LoadRun.millis(times.getLast()))
          .lines()
          .forEach(workshop::say);
      return workshop.book().wrong().stream().map(what -> "in the wrong place: " + what).toList();
    }
  }

  /// Milliseconds from the validator's answer to the last assignment.
  private double round(MinerProcess miner) throws LoadProblem {
    arrivals.clear();
    long proved = workshop.book().proved();
    workshop.book().offer(miner.hotkey(0), Workshop.workers(0, WORKERS));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (workshop.book().proved() < proved + WORKERS) {
      if (System.nanoTime() > end) {
        throw new LoadProblem(
            "only %d of %d challenges came back"
                .formatted(workshop.book().proved() - proved, WORKERS));
      }
      Patience.pause(LOOK);
    }
    return (Collections.max(arrivals) - workshop.book().lastHandedNanos()) / NANOS_PER_MILLI;
  }
}
