package io.byteleap.faulttest;

import io.byteleap.localnet.Member;
import io.byteleap.node.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Kills the validator again and again, and looks after each start.
final class CrashRun {
  private static final int RECOVERY_MAX_SECONDS = 10;

  /// After which a validator that is still not ready ends the test.
  private static final Duration READY_MAX = Duration.ofMinutes(2);

  private static final int AT_WORK_MAX_MILLIS = 4_000;
  private static final int STARTING_MAX_MILLIS = 2_500;

  /// One kill in so many hits a validator that starts.
  private static final int STARTS_SPARED = 5;

  private final Scene scene;
  private final CrashOptions options;
  private final RandomGenerator random;
  private final PrintStream out;
  private final Member validator;
  private final Door door;
  private final List<String> broken = new ArrayList<>();
  private final List<Duration> recoveries = new ArrayList<>();
  private final TextTable table =
      TextTable.ofFigures("kill", "moment", "ready after", "renewals", "verified", "found");
  private int kills;

  CrashRun(Scene scene, CrashOptions options, RandomGenerator random, PrintStream out) {
    this.scene = scene;
    this.options = options;
    this.random = random;
    this.out = out;
    this.validator = scene.validator();
    this.door = scene.door(validator);
  }

  /// Returns what broke.
  List<String> run() throws IOException {
    try (var submissions = Submissions.of(scene.hotkey(), scene.chain(), Scene.TEMPO)) {
      scene.start(List.of(validator));
      while (kills < options.kills()) {
        hit();
      }
      goOn();
      broken.addAll(scene.bucketsMissing(door));
      broken.addAll(submissions.faults());
      broken.addAll(scene.conflicts());
      show(submissions.count());
    }
    scene.processes().stop(validator);
    return broken;
  }

  /// One kill at work, and now and then another while the validator starts again.
  private void hit() {
    long work = random.nextInt(AT_WORK_MAX_MILLIS);
    long begun = System.nanoTime();
    while (Waiting.since(begun).toMillis() < work) {
      scene.leases().renew(door);
    }
    kill();
    String moment = "at work";
    scene.processes().start(validator);
    while (kills < options.kills() && random.nextInt(STARTS_SPARED) == 0) {
      long starting = random.nextInt(STARTING_MAX_MILLIS);
      Waiting.pause(Duration.ofMillis(starting));
      kill();
      moment = "%d ms into its start".formatted(starting);
      scene.processes().start(validator);
    }
    long started = System.nanoTime();
    awaitReady();
    found(moment, Waiting.since(started));
  }

  private void kill() {
    scene.processes().kill(validator);
    kills++;
  }

  private void awaitReady() {
    Waiting.until(
        "the validator is ready again",
        READY_MAX,
        () -> {
          if (scene.processes().exitCode(validator).isPresent()) {
            throw new Broken("the validator does not start: " + lastWord());
          }
          return door.isReady();
        });
  }

  private String lastWord() {
    return scene.processes().lastLine(validator);
  }

  private void found(String moment, Duration recovery) {
    recoveries.add(recovery);
    List<String> found = new ArrayList<>(scene.lost(door));
    if (recovery.toSeconds() >= options.common().recoveryMax(RECOVERY_MAX_SECONDS)) {
      found.add("not ready for " + Waiting.seconds(recovery));
    }
    table.row(
        Integer.toString(kills),
        moment,
        Waiting.seconds(recovery),
        Long.toString(scene.leases().renewals()),
        Long.toString(door.verified()),
        found.isEmpty() ? "nothing" : found.getFirst());
    found.forEach(what -> broken.add("after kill " + kills + ": " + what));
    out.printf("kill %d %s: ready after %s%n", kills, moment, Waiting.seconds(recovery));
  }

  /// After all that, the network does its work.
  private void goOn() {
    long before = door.verified();
    Waiting.until("all workers are online again", READY_MAX, () -> scene.allOnline(door));
    Waiting.until("challenges are verified again", READY_MAX, () -> door.verified() > before);
    broken.addAll(scene.lost(door));
  }

  private void show(int submissions) {
    table.lines().forEach(out::println);
    var sorted = recoveries.stream().sorted().toList();
    out.printf(
        "%d kills, ready again after %s (median), %s (longest); %d submissions of weights%n",
        kills,
        Waiting.seconds(sorted.get(sorted.size() / 2)),
        Waiting.seconds(sorted.getLast()),
        submissions);
  }
}
