package io.byteleap.faulttest;

import io.byteleap.localnet.Member;
import io.byteleap.node.TextTable;
import io.byteleap.persistence.postgres.DatabaseProblem;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Takes processes of one validator away and gives them back, in every way that a process can be
/// lost, and looks each time whether the others go on.
final class ClusterRun {
  /// How a process ends that wants to be started anew.
  private static final int EXIT_RESTART = 75;

  private static final int RECOVERY_MAX_SECONDS = 15;
  private static final Duration LONGEST = Duration.ofMinutes(3);

  /// How long the database is away.
  private static final Duration DATABASE_AWAY = Duration.ofSeconds(30);

  private final Scene scene;
  private final ClusterOptions options;
  private final RandomGenerator random;
  private final PrintStream out;
  private final ClusterSite site;
  private final List<Member> members;
  private final List<String> broken = new ArrayList<>();
  private final TextTable table =
      TextTable.ofFigures("what", "whom", "served after", "miners after", "whole after", "found");

  ClusterRun(
      Scene scene,
      ClusterSite site,
      ClusterOptions options,
      RandomGenerator random,
      PrintStream out) {
    this.scene = scene;
    this.site = site;
    this.members = site.members();
    this.options = options;
    this.random = random;
    this.out = out;
  }

  /// Returns what broke.
  List<String> run() throws IOException, DatabaseProblem {
    try (var submissions = Submissions.of(scene.hotkey(), scene.chain(), Scene.TEMPO)) {
      scene.start(members);
      awaitWhole();
      for (int round = 0; round < options.rounds(); round++) {
        var killed = anyone();
        kill(killed);
        freeze(anyoneBut(killed));
      }
      leaveOneAlone(anyone());
      takeDatabaseAway();
      restartInTurn();
      broken.addAll(scene.bucketsMissing(scene.door(members.getFirst())));
      broken.addAll(submissions.faults());
      broken.addAll(scene.conflicts());
      table.lines().forEach(out::println);
      out.printf("%d submissions of weights%n", submissions.count());
    }
    members.forEach(scene.processes()::stop);
    return broken;
  }

  private Member anyone() {
    return members.get(random.nextInt(members.size()));
  }

  /// Not the one that came back just now, which holds hardly anything yet.
  private Member anyoneBut(Member spared) {
    var others = members.stream().filter(member -> !member.equals(spared)).toList();
    return others.get(random.nextInt(others.size()));
  }

  private List<Door> without(Member lost) {
    return members.stream().filter(member -> !member.equals(lost)).map(scene::door).toList();
  }

  private void kill(Member member) {
    long begun = System.nanoTime();
    scene.processes().kill(member);
    var served = served(without(member), begun);
    var heard = heard(without(member), begun);
    scene.processes().start(member);
    toldSoon(new Turn("kill -9", member.name(), served, heard), awaitWhole());
  }

  /// Long enough for the others to take its place; then it goes on, and must not do any harm.
  private void freeze(Member member) {
    long begun = System.nanoTime();
    scene.processes().freeze(member);
    var served = served(without(member), begun);
    var heard = heard(without(member), begun);
    Waiting.until(
        "the frozen " + member.name() + " is given up",
        LONGEST,
        () -> without(member).stream().allMatch(door -> door.membersKnown() < members.size()));
    scene.processes().thaw(member);
    awaitEnd(member);
    scene.processes().start(member);
    toldSoon(new Turn("freeze", member.name(), served, heard), awaitWhole());
  }

  /// Two of three are gone: the third must not go on alone.
  private void leaveOneAlone(Member alone) {
    long begun = System.nanoTime();
    var others = members.stream().filter(member -> !member.equals(alone)).toList();
    others.forEach(scene.processes()::kill);
    awaitEnd(alone);
    var ended = Waiting.since(begun);
    members.forEach(scene.processes()::start);
    long started = System.nanoTime();
    var whole = awaitWhole();
    var heard = heard(members.stream().map(scene::door).toList(), started);
    out.printf("the process left alone stopped itself after %s%n", Waiting.seconds(ended));
    told(new Turn("leave alone", alone.name(), whole, heard), whole);
  }

  private void awaitEnd(Member member) {
    Waiting.until(
        member.name() + " stops itself",
        LONGEST,
        () -> scene.processes().exitCode(member).isPresent());
    int code = scene.processes().exitCode(member).orElseThrow();
    if (code != EXIT_RESTART) {
      broken.add(
          "%s ended with code %d, not %d: %s"
              .formatted(member.name(), code, EXIT_RESTART, scene.processes().lastLine(member)));
    }
  }

  /// Nobody can keep anything for a while; nobody must stop for that.
  private void takeDatabaseAway() throws DatabaseProblem {
    var doors = members.stream().map(scene::door).toList();
    site.database().stop();
    long away = System.nanoTime();
    while (Waiting.since(away).compareTo(DATABASE_AWAY) < 0) {
      doors.forEach(
          door -> {
            if (scene.serves(door)) {
              broken.add(door.name() + " acknowledged a lease without a database");
            }
          });
    }
    site.database().revive();
    long begun = System.nanoTime();
    var served = served(doors, begun);
    var heard = heard(doors, begun);
    toldSoon(new Turn("no database", "all", served, heard), awaitWhole());
    members.stream()
        .filter(member -> scene.processes().exitCode(member).isPresent())
        .map(member -> member.name() + " ended while the database was away")
        .forEach(broken::add);
  }

  private void restartInTurn() {
    for (Member member : members) {
      try (var outages = Outages.of(members.stream().map(scene::door).toList(), scene::answers)) {
        long begun = System.nanoTime();
        scene.processes().stop(member);
        served(without(member), begun);
        scene.processes().start(member);
        var whole = awaitWhole();
        var heard = heard(without(member), begun);
        toldSoon(new Turn("restart", member.name(), outages.longest(), heard), whole);
      }
    }
  }

  /// Since `begun` until each of the doors reads and writes for every miner.
  private Duration served(List<Door> doors, long begun) {
    doors.forEach(
        door -> Waiting.until(door.name() + " serves", LONGEST, () -> scene.serves(door)));
    return Waiting.since(begun);
  }

  /// Since `begun` until every worker was heard again, by miners who come through the balancer.
  private Duration heard(List<Door> doors, long begun) {
    Waiting.until("all workers are online", LONGEST, () -> scene.allOnline(doors.getFirst()));
    return Waiting.since(begun);
  }

  /// Until every process sees all of them, and is ready. One that asks to be started anew is.
  private Duration awaitWhole() {
    return Waiting.until(
        "all processes are members and ready",
        LONGEST,
        () -> {
          members.stream().filter(this::asksForRestart).forEach(this::startAnew);
          return members.stream()
              .map(scene::door)
              .allMatch(door -> door.isReady() && door.membersAtWork() == members.size());
        });
  }

  private boolean asksForRestart(Member member) {
    var code = scene.processes().exitCode(member);
    return code.isPresent() && code.getAsInt() == EXIT_RESTART;
  }

  private void startAnew(Member member) {
    out.printf("%s is started anew: %s%n", member.name(), scene.processes().lastLine(member));
    scene.processes().start(member);
  }

  /// For what takes one process away, or gives all of them something back.
  private void toldSoon(Turn turn, Duration whole) {
    if (turn.served().toSeconds() >= options.common().recoveryMax(RECOVERY_MAX_SECONDS)) {
      broken.add(
          "%s %s: not served for %s"
              .formatted(turn.what(), turn.whom(), Waiting.seconds(turn.served())));
    }
    told(turn, whole);
  }

  /// One row of the table.
  private record Turn(String what, String whom, Duration served, Duration heard) {}

  private void told(Turn turn, Duration whole) {
    List<String> found = new ArrayList<>();
    members.forEach(member -> found.addAll(scene.lost(scene.door(member))));
    table.row(
        turn.what(),
        turn.whom(),
        Waiting.seconds(turn.served()),
        Waiting.seconds(turn.heard()),
        Waiting.seconds(whole),
        found.isEmpty() ? "nothing" : found.getFirst());
    found.forEach(what -> broken.add(turn.what() + " " + turn.whom() + ": " + what));
    out.printf(
        "%s %s: served after %s%n", turn.what(), turn.whom(), Waiting.seconds(turn.served()));
  }
}
