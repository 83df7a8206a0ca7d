package io.byteleap.loadtest;

import io.byteleap.node.TextTable;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Every kind of abuse, one after the other, beside ninety workers that behave: what the rogues are
/// answered, and whether the others notice.
final class AbuseRun {
  private static final int HONEST = 90;
  private static final int ROGUES = 5;
  private static final double HEARTBEATS_PER_SECOND = 700;
  private static final long PAUSE_MILLIS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "worker_management.registration_timeout", Abuse.REGISTRATION_SECONDS + "s",
          "worker_management.heartbeat_timeout", Abuse.HEARTBEAT_SECONDS + "s");

  private final Workshop workshop;
  private final Duration window;
  private final ByteBuf heartbeat;
  private final List<String> failures = new ArrayList<>();

  AbuseRun(Workshop workshop, Duration window) {
    this.workshop = workshop;
    this.window = window;
    this.heartbeat = ClientFrames.text(SimWorker.heartbeat(workshop.systemInfo()));
  }

  /// What the honest workers and the miner's books show of one window.
  private record Window(double p99, double counted, long logged) {}

  /// What went wrong.
  List<String> run() throws IOException, LoadProblem {
    try (var miner = workshop.miner(1, IMPATIENT)) {
      var crew = workshop.crew(miner, HONEST);
      crew.connect();
      var _ = window(miner, crew);
      var calm = window(miner, crew);
      workshop.say(
          "%d workers, %.0f heartbeats a second, p99 when nobody misbehaves: %s"
              .formatted(HONEST, HEARTBEATS_PER_SECOND, LoadRun.millis(calm.p99())));
      var table =
          TextTable.ofFigures("ABUSE", "ANSWER", "TIMES", "COUNTED", "LOG LINES", "p99 OF OTHERS");
      for (Abuse abuse : Abuse.all()) {
        row(abuse, miner, crew, table);
      }
      var after = window(miner, crew);
      table.row("nothing, afterwards", "-", "-", "-", "-", LoadRun.millis(after.p99()));
      table.lines().forEach(workshop::say);
      crew.allAnswer();
      var losses = crew.losses().counts();
      if (!losses.isEmpty()) {
        failures.add("workers that behaved were lost: " + losses);
      }
      crew.disband();
      return failures;
    }
  }

  private void row(Abuse abuse, MinerProcess miner, Crew crew, TextTable table)
      throws IOException, LoadProblem {
    var outcomes = new ConcurrentHashMap<String, Integer>();
    var gang = new Gang(abuse, miner.door(0), outcomes);
    gang.begin();
    var during = window(miner, crew);
    gang.awaitLastAnswer();
    var seen = new HashMap<>(outcomes);
    int right = seen.getOrDefault(abuse.expected(), 0);
    if (right == 0 || seen.size() > 1) {
      failures.add(abuse.name() + ": expected " + abuse.expected() + ", saw " + seen);
    }
    table.row(
        abuse.name(),
        abuse.expected(),
        Integer.toString(right),
        String.format(Locale.ROOT, "%.0f", during.counted()),
        Long.toString(during.logged()),
        LoadRun.millis(during.p99()));
  }

  private Window window(MinerProcess miner, Crew crew) throws IOException, LoadProblem {
    double counted = counted(miner);
    long logged = miner.logLines();
    var latencies = crew.paced(HEARTBEATS_PER_SECOND, window);
    return new Window(latencies.millis(0.99), counted(miner) - counted, miner.logLines() - logged);
  }

  private static double counted(MinerProcess miner) throws IOException, LoadProblem {
    var figures = miner.figures();
    return figures.sum("byteleap_worker_connections_closed_total", "")
        + figures.sum("byteleap_worker_frames_ignored_total", "")
        + figures.sum("byteleap_worker_slowed_down_total", "");
  }

  /// A few rogues that do the same again and again.
  private final class Gang {
    private final Abuse abuse;
    private final Door door;
    private final ConcurrentHashMap<String, Integer> outcomes;
    private boolean over;
    private int busy;

    Gang(Abuse abuse, Door door, ConcurrentHashMap<String, Integer> outcomes) {
      this.abuse = abuse;
      this.door = door;
      this.outcomes = outcomes;
    }

    void begin() {
      workshop
          .dialer()
          .loop()
          .execute(
              () -> {
                for (int i = 0; i < ROGUES; i++) {
                  busy++;
                  send(new SimWorker("rogue-" + i));
                }
              });
    }

    private void send(SimWorker worker) {
      var _ =
          Rogue.send(workshop.dialer(), door, worker, heartbeat, abuse.deed())
              .thenAccept(
                  outcome -> {
                    outcomes.merge(outcome, 1, Integer::sum);
                    var _ =
                        workshop
                            .dialer()
                            .loop()
                            .schedule(() -> again(worker), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                  });
    }

    private void again(SimWorker worker) {
      if (over) {
        busy--;
      } else {
        send(worker);
      }
    }

    void awaitLastAnswer() throws LoadProblem {
      long latest = System.nanoTime() + PATIENCE.toNanos();
      while (!Patience.answer(workshop.dialer().loop().submit(this::isOver))) {
        if (System.nanoTime() > latest) {
          throw new LoadProblem(abuse.name() + ": the miner gives no answer");
        }
        Patience.pause(Duration.ofMillis(PAUSE_MILLIS));
      }
    }

    private boolean isOver() {
      over = true;
      return busy == 0;
    }
  }
}
