package io.byteleap.loadtest;

import io.byteleap.node.TextTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// A miner with many workers for a long time. Each second the seed decides who is challenged, who
/// loses the connection, and which rogues misbehave how.
final class SoakRun {
  private static final int ROGUE_EACH = 10;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int TICKS_A_LINE = 10;
  private static final Duration LAST_TASKS = Duration.ofSeconds(60);

  /// Memory in the last third of the run may be so much above that of the middle third.
  private static final double GROWTH_MAX = 1.15;

  private static final int FLOOD = 300;

  /// What a worker may come to do; only rogues do the last ones.
  private enum Deed {
    LEAVE,
    CRASH,
    FLOOD,
    LIE,
    BABBLE
  }

  private final Workshop workshop;
  private final SoakOptions options;
  private final SplittableRandom random;
  private final Map<Deed, Integer> deeds = new TreeMap<>();
  private final Map<String, Long> disturbed = new TreeMap<>();
  private final List<Long> resident = new ArrayList<>();

  SoakRun(Workshop workshop, SoakOptions options) {
    this.workshop = workshop;
    this.options = options;
    this.random = new SplittableRandom(options.seed());
  }

  /// What broke.
  List<String> run() throws IOException, LoadProblem {
    int workers = options.workers();
    int hotkeys = MinerSetup.hotkeysFor(workers);
    try (var miner = workshop.miner(hotkeys, Map.of())) {
      var crew = workshop.crew(miner, workers);
      crew.connect();
      crew.allAnswer();
      workshop.say("%d workers on %d hotkeys, seed %d".formatted(workers, hotkeys, options.seed()));
      long begun = System.nanoTime();
      for (int tick = 1; tick <= options.duration().toSeconds(); tick++) {
        tick(miner, crew, tick % TICKS_A_LINE);
        awaitTick(begun, tick);
        resident.add(Memory.residentMib(miner.pid()));
        if (tick % TICKS_A_LINE == 0) {
          progress(tick, miner);
        }
        if (!miner.isAlive()) {
          return List.of("the miner stopped");
        }
      }
      awaitLastTasks();
      crew.allAnswer();
      var broken = broken(miner, crew);
      tables(miner, crew);
      crew.disband();
      return broken;
    }
  }

  private static void awaitTick(long begun, int tick) throws LoadProblem {
    long left = begun + tick * TICK.toNanos() - System.nanoTime();
    if (left > 0) {
      Patience.pause(Duration.ofNanos(left));
    }
  }

  /// A hundredth of the workers get into trouble, a twentieth are challenged, all send a heartbeat
  /// every ten seconds.
  private void tick(MinerProcess miner, Crew crew, int phase) {
    int workers = crew.size();
    for (int i = 0; i < Math.max(1, workers / 100); i++) {
      misbehave(crew, random.nextInt(workers));
    }
    for (int hotkey = 0; hotkey < MinerSetup.hotkeysFor(workers); hotkey++) {
      int first = hotkey * MinerSetup.WORKERS_A_HOTKEY;
      int until = Math.min(workers, first + MinerSetup.WORKERS_A_HOTKEY);
      var chosen = new TreeSet<Integer>();
      for (int i = 0; i < Math.max(1, (until - first) / 20); i++) {
        chosen.add(random.nextInt(first, until));
      }
      workshop.book().offer(miner.hotkey(hotkey), chosen.stream().map(Workshop::worker).toList());
    }
    crew.beat(index -> index % TICKS_A_LINE == phase);
  }

  private void misbehave(Crew crew, int index) {
    boolean isRogue = index % ROGUE_EACH == 0;
    var deed = Deed.values()[random.nextInt(isRogue ? Deed.values().length : 2)];
    deeds.merge(deed, 1, Integer::sum);
    disturbed.put(crew.worker(index).id(), System.nanoTime());
    switch (deed) {
      case LEAVE -> crew.with(index, SimConnection::leave);
      case CRASH -> crew.with(index, SimConnection::crash);
      case FLOOD -> crew.flood(index, FLOOD);
      case LIE -> crew.says(index, lie(crew.worker(index)));
      case BABBLE -> crew.says(index, "{\"type\":\"heartbeat\",\"data\":");
    }
  }

  /// The result of a task that nobody gave it.
  private static String lie(SimWorker worker) {
    return worker.result(new UUID(0, 0).toString());
  }

  private void awaitLastTasks() throws LoadProblem {
    long end = System.nanoTime() + LAST_TASKS.toNanos();
    while (!(workshop.book().isHandedOut() && lost().isEmpty()) && System.nanoTime() < end) {
      Patience.pause(TICK);
    }
  }

  /// Challenges that were not proved although nothing happened to their worker since they were
  /// handed out, nor in the moments before.
  private List<ChallengeBook.Handed> lost() {
    return workshop.book().open().stream().filter(handed -> !isExcused(handed)).toList();
  }

  private boolean isExcused(ChallengeBook.Handed handed) {
    return disturbed.getOrDefault(handed.worker().id(), Long.MIN_VALUE)
        > handed.handedNanos() - LAST_TASKS.toNanos();
  }

  private List<String> broken(MinerProcess miner, Crew crew) throws IOException, LoadProblem {
    var broken = new ArrayList<String>();
    lost().forEach(handed -> broken.add("task lost: of " + handed.worker().id()));
    workshop.book().wrong().forEach(what -> broken.add("in the wrong place: " + what));
    crew.losses().counts().forEach((end, times) -> broken.add("lost " + times + " times: " + end));
    double connected = miner.figures().sum("byteleap_workers_connected", "");
    if (connected != crew.size()) {
      broken.add("the miner counts %.0f connected workers".formatted(connected));
    }
    if (highest(2) > highest(1) * GROWTH_MAX) {
      broken.add("memory grew from %d to %d MiB".formatted(highest(1), highest(2)));
    }
    return broken;
  }

  /// The most memory in a third of the run, counted from 0.
  private long highest(int third) {
    int size = resident.size() / 3;
    return resident.subList(third * size, (third + 1) * size).stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  private void progress(int tick, MinerProcess miner) throws IOException, LoadProblem {
    workshop.say(
        "%4d s: %.0f connected, %d challenges handed out, %d proved, %d MiB"
            .formatted(
                tick,
                miner.figures().sum("byteleap_workers_connected", ""),
                workshop.book().handed(),
                workshop.book().proved(),
                resident.getLast()));
  }

  private void tables(MinerProcess miner, Crew crew) throws IOException, LoadProblem {
    var figures = miner.figures();
    var table = TextTable.ofFigures("WHAT HAPPENED", "TIMES");
    deeds.forEach((deed, times) -> table.row("workers " + deed, Integer.toString(times)));
    row(table, "challenges handed out", workshop.book().handed());
    row(table, "challenges proved", workshop.book().proved());
    row(table, "challenges abandoned", sum(figures, "byteleap_challenges_total", "abandoned"));
    row(table, "challenges not taken", sum(figures, "byteleap_challenges_total", "refused"));
    row(table, "frames ignored", sum(figures, "byteleap_worker_frames_ignored_total", ""));
    row(table, "frames read slower", sum(figures, "byteleap_worker_slowed_down_total", ""));
    row(table, "memory in the first third, MiB", highest(0));
    row(table, "memory in the middle third, MiB", highest(1));
    row(table, "memory in the last third, MiB", highest(2));
    row(table, "workers answering at the end", crew.size());
    table.lines().forEach(workshop::say);
  }

  private static long sum(Figures figures, String name, String label) {
    return Math.round(figures.sum(name, label));
  }

  private static void row(TextTable table, String what, long number) {
    table.row(what, LoadRun.whole((double) number));
  }
}
