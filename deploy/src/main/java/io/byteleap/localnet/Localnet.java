package io.byteleap.localnet;

import io.byteleap.chain.SimulatedChain;
import io.byteleap.localnet.Snapshot.Exited;
import io.byteleap.localnet.Snapshot.NodeState;
import io.byteleap.localnet.Snapshot.WorkerRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One run of the network: starts the nodes, watches until the time is over or somebody says stop,
/// stops them, and says what was missing. One thread; [#stop] may be called from any.
final class Localnet {
  private final Plan plan;
  private final Site site;
  private final LocalnetConfig config;
  private final Settings settings;
  private final InstantSource clock;
  private final SimulatedChain chain;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<NodeProcess> processes = new ArrayList<>();
  private final Happenings happenings;
  private final Board board;
  private final LogTail logs;

  /// How long the network runs once it is up (empty: until [#stop]), where it is shown, and whether
  /// the nodes' own log lines are shown too.
  record Settings(Optional<Duration> duration, Display display, boolean verbose, Rent rent) {}

  /// What is rented, to have something that is paid for.
  sealed interface Rent {}

  record WholeWorker() implements Rent {}

  record OneMachine(MachineSite machines) implements Rent {}

  /// What a run came to: everything that was missing; nothing when the network did its job.
  record Outcome(List<String> missing, List<String> summary) {}

  Localnet(Plan plan, Site site, LocalnetConfig config, Settings settings, InstantSource clock) {
    this.plan = plan;
    this.site = site;
    this.config = config;
    this.settings = settings;
    this.clock = clock;
    this.chain = SimulatedChain.in(site.chain(), clock);
    this.happenings = new Happenings(plan);
    this.board = new Board(plan);
    this.logs = new LogTail(plan.all());
  }

  /// Ends the run soon.
  void stop() {
    stopped.countDown();
  }

  Outcome run() throws IOException {
    plan.found(chain, config.chain().rules());
    String token = Files.readString(site.tokenFile()).strip();
    var begun = clock.instant();
    try (var client = new StatusClient()) {
      var watch = new Watch(client, token, begun);
      try {
        startAll(watch, new JoinTokens(site, client));
        watch.untilOver();
      } finally {
        watch.end();
      }
      return watch.outcome();
    }
  }

  /// Workers are started when their miners have made join tokens for them.
  private void startAll(Watch watch, JoinTokens tokens) throws IOException {
    start(plan.validator(), watch);
    for (Member miner : plan.miners()) {
      start(miner, watch);
    }
    for (Member worker : plan.workers()) {
      while (!isGatewayThere() || !tokens.isGiven(worker, plan.minerOf(worker))) {
        if (watch.isOver() || watch.pause()) {
          return;
        }
      }
      start(worker, watch);
    }
  }

  private boolean isGatewayThere() {
    return switch (settings.rent()) {
      case WholeWorker() -> true;
      case OneMachine _ -> Files.exists(site.gatewayAuthority());
    };
  }

  private void start(Member member, Watch watch) throws IOException {
    watch.note(member.name() + ": " + member.commandLine());
    processes.add(NodeProcess.start(member));
  }

  /// The run as it is watched.
  private final class Watch {
    private final StatusClient client;
    private final Observer observer;
    private final Tenant tenant;
    private final Tally tally;
    private final Achievements achievements;
    private final Instant begun;
    private final List<String> problems = new ArrayList<>();
    private Snapshot snapshot = Snapshot.NOTHING;
    private Optional<Instant> upSince = Optional.empty();
    private Doors doors = new Doors(0, 0);
    private boolean isEnding;

    Watch(StatusClient client, String token, Instant begun) {
      this.client = client;
      this.observer = new Observer(plan, client, chain, clock);
      this.tenant = tenant(token);
      this.tally = new Tally(begun);
      this.begun = begun;
      this.snapshot = observer.look(List.of(), Snapshot.NOTHING);
      this.achievements = new Achievements(plan, snapshot.chain().head());
    }

    private Tenant tenant(String token) {
      var validator = plan.validator();
      var worker = plan.workers().getFirst().name();
      return switch (settings.rent()) {
        case WholeWorker() -> new LeaseKeeper(validator, worker, config.lease(), token, client);
        case OneMachine(var machines) ->
            new MachineTenant(
                worker,
                config.machines(),
                new MachineApi(validator, token),
                machines,
                site.logOf("machine"));
      };
    }

    void untilOver() {
      while (!isOver()) {
        look();
        if (pause()) {
          return;
        }
      }
    }

    private boolean isOver() {
      if (upSince.isEmpty()) {
        return failedToStart();
      }
      return settings
          .duration()
          .filter(length -> !isBefore(upSince.get().plus(length)))
          .filter(_ -> tenant.isContent(clock.instant()))
          .isPresent();
    }

    private boolean failedToStart() {
      if (!problems.isEmpty()) {
        return true;
      }
      for (NodeProcess process : processes) {
        if (process.exitCode().isPresent()) {
          problems.add(process.member().name() + " could not start: " + process.lastLine());
        }
      }
      if (problems.isEmpty() && !isBefore(begun.plus(config.startTimeout()))) {
        problems.add("the network was not up within " + config.startTimeout().toSeconds() + " s");
        notReady().forEach(problems::add);
      }
      return !problems.isEmpty();
    }

    private List<String> notReady() {
      return plan.all().stream()
          .filter(member -> !snapshot.isReady(member.name()))
          .map(
              member ->
                  member.name()
                      + " is not ready: "
                      + snapshot.node(member.name()).map(NodeState::detail).orElse("not started"))
          .toList();
    }

    private boolean isBefore(Instant instant) {
      return clock.instant().isBefore(instant);
    }

    /// Waits for the next look; true when somebody said stop.
    private boolean pause() {
      try {
        return stopped.await(config.lookInterval().toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }

    private void look() {
      var before = snapshot;
      snapshot = observer.look(processes, before);
      var news =
          new ArrayList<>(happenings.between(before, snapshot, tally.take(snapshot.challenges())));
      if (!isEnding) {
        achievements.take(snapshot);
      }
      if (upSince.isEmpty() && isUp()) {
        upSince = Optional.of(snapshot.at());
        news.add(
            "the network is up after "
                + Duration.between(begun, snapshot.at()).toMillis() / 1e3
                + " s");
        doors = Doors.of(plan, client);
        news.add(doors.line());
      }
      if (upSince.isPresent()) {
        news.addAll(tenant.step(snapshot, tally));
      }
      news.forEach(this::note);
      show(news);
    }

    private boolean isUp() {
      return plan.all().stream().allMatch(member -> snapshot.isReady(member.name()))
          && plan.workers().stream()
              .allMatch(
                  member ->
                      snapshot.workerNamed(member.name()).filter(WorkerRow::online).isPresent());
    }

    private void show(List<String> news) {
      var clockNow =
          new Board.Clock(
              upSince.map(since -> Duration.between(since, snapshot.at())),
              settings
                  .duration()
                  .flatMap(
                      length ->
                          upSince.map(
                              since -> Duration.between(snapshot.at(), since.plus(length)))));
      List<String> all = new ArrayList<>(settings.verbose() ? logs.news() : List.of());
      all.addAll(news);
      List<String> lines = new ArrayList<>(board.lines(snapshot, tally, clockNow));
      lines.addAll(tenant.board());
      settings.display().show(snapshot.at(), lines, all);
    }

    /// Keeps what happened in the localnet's own log.
    void note(String line) {
      try {
        Files.writeString(
            site.logOf("localnet"),
            clock.instant() + " " + line + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        problems.add("the localnet's log cannot be written: " + e.getMessage());
      }
    }

    /// What was rented is given back, then everything is stopped: workers, miners, the validator.
    void end() {
      if (upSince.isPresent()) {
        look();
        giveBack();
      }
      settings.display().finish();
      stopNodes(plan.workers());
      stopNodes(plan.miners());
      stopNodes(List.of(plan.validator()));
      var left = NodeProcess.allOn(site.data());
      NodeProcess.stop(left, config.stopTimeout());
    }

    private void giveBack() {
      isEnding = true;
      tenant.end();
      var latest = clock.instant().plus(config.machines().endPatience());
      look();
      while (!tenant.isOver() && isBefore(latest) && !rest()) {
        look();
      }
    }

    /// Waits although somebody said stop; true when this thread is to end.
    private boolean rest() {
      try {
        return new CountDownLatch(1).await(config.lookInterval().toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }

    /// The processes that answer now: a node may have been started again by somebody else.
    private void stopNodes(List<Member> members) {
      List<ProcessHandle> handles = new ArrayList<>();
      for (Member member : members) {
        processes.stream()
            .filter(process -> process.member().equals(member))
            .flatMap(process -> ProcessHandle.of(process.pid()).stream())
            .forEach(handles::add);
        snapshot
            .node(member.name())
            .flatMap(node -> ProcessHandle.of(node.pid()))
            .filter(handle -> !handles.contains(handle))
            .ifPresent(handles::add);
      }
      int killed = NodeProcess.stop(handles, config.stopTimeout());
      if (killed > 0) {
        problems.add(killed + " of " + members.size() + " nodes had to be killed at the end");
      }
    }

    Outcome outcome() {
      List<String> missing = new ArrayList<>(problems);
      missing.addAll(tenant.missing());
      if (upSince.isPresent()) {
        missing.addAll(achievements.missing(snapshot, tally));
        missing.addAll(gone());
        if (!doors.areGood()) {
          missing.add(doors.line());
        }
      }
      tenant.close();
      return new Outcome(missing, summary());
    }

    private List<String> gone() {
      return snapshot.nodes().entrySet().stream()
          .filter(node -> node.getValue().life() instanceof Exited)
          .map(node -> node.getKey() + " had stopped before the end")
          .sorted()
          .toList();
    }

    private List<String> summary() {
      List<String> lines = new ArrayList<>(tenant.summary());
      lines.add(
          "workers registered: "
              + snapshot.workers().size()
              + ", challenges: "
              + tally.verifiedLine()
              + ", failed: "
              + tally.failed().size());
      lines.add(doors.line());
      lines.add(
          "lease of "
              + plan.workers().getFirst().name()
              + ": "
              + achievements
                  .leaseScored()
                  .map(score -> "scored " + score.score() + " in round " + score.round())
                  .orElse("not scored")
              + ", weights on the chain: "
              + Names.weights(snapshot, Names.ofMiners(plan))
              + " (block "
              + achievements.weightsBlock()
              + ")");
      return lines;
    }
  }
}
