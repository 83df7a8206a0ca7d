package io.byteleap.faulttest;

import io.byteleap.clusterctl.Tier;
import io.byteleap.localnet.Plan;
import io.byteleap.node.TextTable;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import io.byteleap.persistence.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The network on its hosts, and what happens to it, one after the other.
final class HostsRun {
  private static final Duration START_MAX = Duration.ofMinutes(4);
  private static final Duration LONGEST = Duration.ofMinutes(3);

  /// How long the network works slowly.
  private static final Duration SLOW = Duration.ofSeconds(30);

  private static final String ENDED = "byteleap-validator ended with code 75";
  private static final Set<String> AS_THEY_ARE = Set.of();

  private final HostsSite site;
  private final HostsOptions options;
  private final PrintStream out;
  private final ClusterProgram cluster;
  private final Path archive;
  private final Kept kept = new Kept();
  private final Leases leases = new Leases(kept, Instant.now());
  private final Losses losses = new Losses(kept, leases);
  private final List<String> broken = new ArrayList<>();
  private final TextTable table =
      TextTable.ofFigures("what", "whom", "served after", "whole after", "found");
  private List<Door> doors = List.of();

  HostsRun(HostsSite site, HostsOptions options, PrintStream out) throws IOException {
    this.site = site;
    this.options = options;
    this.out = out;
    this.cluster = new ClusterProgram(site.place().home(), out);
    this.archive = NextBuild.archiveIn(options.packages().toAbsolutePath());
  }

  /// Returns what broke.
  List<String> run() throws IOException, DatabaseProblem {
    try (var submissions =
        Submissions.of(site.wallets().of(Plan.VALIDATOR), site.chain(), Scene.TEMPO)) {
      refuseBadBeginnings();
      start();
      cutOff(site.of(Tier.VALIDATOR).get(1));
      slowDown();
      upgrade();
      restore();
      broken.addAll(submissions.faults());
      table.lines().forEach(out::println);
      out.printf("%d submissions of weights%n", submissions.count());
    }
    return broken;
  }

  /// What must be refused before anything is changed on any host.
  private void refuseBadBeginnings() throws IOException {
    Path away = site.inventory("away.yaml", archive, Set.of("v3"));
    expect(cluster.refuses("up", away), "v3: cannot be reached");
    var third = site.of(Tier.VALIDATOR).get(2);
    Path foreign = third.at("/etc/byteleap/cluster-ca.pem");
    Files.createDirectories(foreign.resolveSibling(""));
    Files.writeString(foreign, "of another cluster\n");
    expect(cluster.refuses("up", inventory()), "v3: its certificate is of another authority");
    Files.delete(foreign);
    for (TestHost host : site.hosts()) {
      if (Files.exists(host.at("/opt/byteleap"))) {
        broken.add(host.name() + " was changed although the start was refused");
      }
    }
    table.row("refusals", "up", "-", "-", "nothing changed");
  }

  private void expect(String said, String words) {
    if (!said.contains(words)) {
      broken.add("cluster did not say '" + words + "'");
    }
  }

  private Path inventory() throws IOException {
    return site.inventory("cluster.yaml", archive, AS_THEY_ARE);
  }

  private void start() throws IOException {
    long begun = System.nanoTime();
    var _ = cluster.does("up", inventory());
    String token = newToken(site.of(Tier.VALIDATOR).getFirst());
    doors = site.of(Tier.VALIDATOR).stream().map(host -> site.door(host, token)).toList();
    var door = doors.getFirst();
    Waiting.until("the worker is online", START_MAX, () -> isHeard(door));
    Waiting.until("a challenge is verified", START_MAX, () -> door.verified() > 0);
    leases.open(door);
    Waiting.until("weights are on the chain", START_MAX, door::isWeighed);
    told("up", "all hosts", "-", Waiting.since(begun));
  }

  /// As an operator makes one.
  private String newToken(TestHost host) throws IOException {
    return cluster
        .does("node", inventory(), host.name(), "--", "token", "new", "--scope", "admin")
        .strip();
  }

  private static boolean isHeard(Door door) {
    return door.workers().stream().filter(row -> row.flag("online")).count() == 1;
  }

  /// Whether it reads and writes.
  private boolean serves(Door door) {
    return isHeard(door) && leases.renew(door);
  }

  /// The cable of one: it must stop itself, and the others go on.
  private void cutOff(TestHost host) {
    var others = doors.stream().filter(door -> !door.name().equals(host.name())).toList();
    long endings = endings(host);
    long begun = System.nanoTime();
    host.cut();
    Waiting.until(
        "the others give " + host.name() + " up",
        LONGEST,
        () -> others.stream().allMatch(door -> door.membersKnown() < doors.size()));
    others.forEach(door -> Waiting.until(door.name() + " serves", LONGEST, () -> serves(door)));
    var served = Waiting.since(begun);
    Waiting.until(host.name() + " stops itself", LONGEST, () -> endings(host) > endings);
    var ended = Waiting.since(begun);
    host.mend();
    long mended = System.nanoTime();
    awaitWhole();
    out.printf("%s, cut off, stopped itself after %s%n", host.name(), Waiting.seconds(ended));
    toldSoon("link down", host.name(), served, Waiting.since(mended));
  }

  /// How often it was cut off from the others, by its own word.
  private static long endings(TestHost host) {
    return host.log().stream().filter(line -> line.equals(ENDED)).count();
  }

  /// 200 ms and 5 % loss on every host's way, where the kernel has it.
  private void slowDown() {
    if (!site.hosts().getFirst().slowDown()) {
      table.row("200 ms, 5 % loss", "all hosts", "-", "-", "skipped: the kernel has no netem");
      return;
    }
    site.hosts().stream().skip(1).forEach(TestHost::slowDown);
    long begun = System.nanoTime();
    long before = doors.getFirst().verified();
    while (Waiting.since(begun).compareTo(SLOW) < 0) {
      var _ = serves(doors.getFirst());
    }
    Waiting.until(
        "challenges are verified on slow ways",
        LONGEST,
        () -> doors.getFirst().verified() > before && isHeard(doors.getFirst()));
    var served = Waiting.since(begun);
    site.hosts().forEach(TestHost::speedUp);
    awaitWhole();
    told("200 ms, 5 % loss", "all hosts", Waiting.seconds(served), Waiting.since(begun));
  }

  /// One node after the other, while somebody is always served.
  private void upgrade() throws IOException {
    Path next =
        NextBuild.of(archive, Files.createDirectories(site.place().folder().resolve("next")));
    try (var outages = Outages.of(doors, door -> door.workers().size() == 1)) {
      long begun = System.nanoTime();
      var _ = cluster.does("upgrade", inventory(), "--archive", next.toString());
      awaitWhole();
      toldSoon("upgrade", "all hosts", outages.longest(), Waiting.since(begun));
    }
    String version = NextBuild.versionOf(next);
    doors.stream()
        .filter(door -> !door.versions().equals(Set.of(version)))
        .map(door -> door.name() + " does not see all others at version " + version)
        .forEach(broken::add);
    expect(cluster.refuses("up", inventory()), "going back is a restore");
  }

  /// A backup of the running database, in a server of its own, with which all begin again.
  private void restore() throws IOException, DatabaseProblem {
    Path folder = site.place().folder();
    lostSince("before the backup");
    var before = Journal.newest(url(), folder);
    site.database().backUp(folder.resolve("restored"));
    var _ = cluster.does("down", inventory());
    broken.addAll(Journal.faults(url(), folder, out));
    site.database().stop();
    long begun = System.nanoTime();
    site.moveTo(EmbeddedPostgres.start(folder.resolve("restored")));
    var after = Journal.newest(url(), folder);
    before.forEach(
        (entity, number) -> {
          if (after.getOrDefault(entity, 0L) < number) {
            broken.add(entity + " had event " + number + ", and has not in the restored database");
          }
        });
    Path inventory =
        site.inventory("restored.yaml", NextBuild.archiveIn(folder.resolve("next")), AS_THEY_ARE);
    var _ = cluster.does("up", inventory);
    awaitWhole();
    doors.forEach(door -> Waiting.until(door.name() + " serves", LONGEST, () -> serves(door)));
    told("restore", before.size() + " entities", "-", Waiting.since(begun));
    var _ = cluster.does("down", inventory);
    broken.addAll(Journal.faults(url(), folder, out));
  }

  private DatabaseUrl url() {
    return DatabaseUrl.parse(site.database().url());
  }

  /// Until every validator sees all of them and is ready, and the worker is heard.
  private void awaitWhole() {
    Waiting.until(
        "all validators are members and ready, and hear the worker",
        LONGEST,
        () ->
            doors.stream()
                .allMatch(
                    door ->
                        door.isReady() && door.membersAtWork() == doors.size() && isHeard(door)));
  }

  private void toldSoon(String what, String whom, Duration served, Duration whole) {
    if (served.toSeconds() >= options.recoveryMax()) {
      broken.add(what + " " + whom + ": not served for " + Waiting.seconds(served));
    }
    told(what, whom, Waiting.seconds(served), whole);
  }

  private void told(String what, String whom, String served, Duration whole) {
    var found = lostSince(what + " " + whom);
    table.row(what, whom, served, Waiting.seconds(whole), found);
    out.printf("%s %s: whole after %s%n", what, whom, Waiting.seconds(whole));
  }

  private String lostSince(String what) {
    List<String> found = new ArrayList<>();
    doors.forEach(door -> found.addAll(losses.in(door)));
    found.forEach(line -> broken.add(what + ": " + line));
    return found.isEmpty() ? "nothing" : found.getFirst();
  }
}
