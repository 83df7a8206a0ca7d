package io.byteleap.localnet;

import io.byteleap.localnet.Member.Worker;
import io.byteleap.localnet.Snapshot.Exited;
import io.byteleap.localnet.Snapshot.NodeState;
import io.byteleap.localnet.Snapshot.Ready;
import io.byteleap.localnet.Snapshot.Silent;
import io.byteleap.localnet.Snapshot.Version;
import io.byteleap.localnet.Snapshot.Waiting;
import io.byteleap.localnet.Snapshot.WorkerRow;
import io.byteleap.node.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The state of the network as tables for people.
final class Board {
  private static final String UNKNOWN = "-";
  private static final int CPU_WIDTH_MAX = 28;

  private final Plan plan;
  private final Map<String, String> minerNames;

  Board(Plan plan) {
    this.plan = plan;
    this.minerNames = Names.ofMiners(plan);
  }

  /// How far the run is: time since the network is up (empty before), and time left (empty when
  /// nothing limits it; below zero counts as none).
  record Clock(Optional<Duration> up, Optional<Duration> left) {
    Clock {
      left = left.map(time -> time.isNegative() ? Duration.ZERO : time);
    }
  }

  List<String> lines(Snapshot now, Tally tally, Clock clock) {
    List<String> lines = new ArrayList<>();
    lines.add(title(now, clock));
    lines.add("");
    lines.addAll(nodes(now).lines());
    lines.add("");
    lines.addAll(workers(now, tally).lines());
    lines.add("");
    lines.addAll(totals(now, tally));
    return lines;
  }

  private static String title(Snapshot now, Clock clock) {
    return "ByteLeap localnet, "
        + clock.up().map(up -> "up for " + clockTime(up)).orElse("starting")
        + clock.left().map(left -> ", " + clockTime(left) + " left").orElse("")
        + ", block "
        + now.chain().head()
        + (now.isFresh() || clock.up().isEmpty()
            ? ""
            : ", the validator does not answer: its figures are old");
  }

  private static String clockTime(Duration time) {
    return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }

  private TextTable nodes(Snapshot now) {
    var table = TextTable.ofFigures("NODE", "STATE", "PID", "MEMORY", "STATUS");
    for (Member member : plan.all()) {
      var state = now.node(member.name());
      table.row(
          member.name(),
          state.map(Board::state).orElse(UNKNOWN),
          state.map(node -> Long.toString(node.pid())).orElse(UNKNOWN),
          state.map(node -> node.rssMiB() + " MiB").orElse(UNKNOWN),
          member.url("/status").toString());
    }
    return table;
  }

  private static String state(NodeState node) {
    return switch (node.life()) {
      case Exited(var code) -> "stopped (" + code + ")";
      case Ready() -> "ready";
      case Waiting() -> "waiting";
      case Silent() -> "silent";
    };
  }

  private TextTable workers(Snapshot now, Tally tally) {
    var table =
        TextTable.ofFigures(
            "WORKER",
            "MINER",
            "CPU",
            "LOAD",
            "MEMORY",
            "FREE",
            "DISK",
            "GPU",
            "OPEN",
            "V1",
            "V2",
            "FAILED",
            "LAST",
            "LEASE",
            "AVAILABLE",
            "SCORE");
    for (Member member : plan.workers()) {
      var row = now.workerNamed(member.name());
      if (row.isPresent()) {
        worker(table, row.get(), now, tally);
      } else {
        String miner = member.role() instanceof Worker(var name) ? name : UNKNOWN;
        table.row(
            member.name(),
            miner,
            "not registered yet",
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN,
            UNKNOWN);
      }
    }
    return table;
  }

  private void worker(TextTable table, WorkerRow worker, Snapshot now, Tally tally) {
    var machine = worker.machine();
    var count = tally.of(worker.workerId());
    long open =
        now.challenges().stream()
            .filter(challenge -> challenge.workerId().equals(worker.workerId()))
            .filter(challenge -> !challenge.isOver())
            .count();
    table.row(
        worker.name(),
        worker.online() ? minerNames.getOrDefault(worker.hotkey(), UNKNOWN) : "offline",
        machine.cpuCount() + " x " + shortened(Names.cpu(machine)),
        decimal(machine.cpuUsage(), 0) + " %",
        Names.gib(machine.memoryMiB()) + " GiB",
        Names.gib(machine.memoryFreeMiB()) + " GiB",
        machine.diskGiB() + " GiB",
        Names.gpus(machine),
        Long.toString(open),
        Integer.toString(count.verified(Version.V1)),
        Integer.toString(count.verified(Version.V2)),
        Integer.toString(count.failed()),
        count.lastMillis().map(millis -> millis + " ms").orElse(UNKNOWN),
        worker.leaseScore() > 0 ? decimal(worker.leaseScore(), 2) : "idle",
        decimal(worker.availability(), 3),
        decimal(worker.score(), 4));
  }

  private static String shortened(String cpu) {
    return cpu.length() <= CPU_WIDTH_MAX ? cpu : cpu.substring(0, CPU_WIDTH_MAX - 1) + "…";
  }

  private List<String> totals(Snapshot now, Tally tally) {
    List<String> lines = new ArrayList<>();
    lines.add("challenges: " + tally.verifiedLine() + ", " + tally.failed().size() + " failed");
    now.scores()
        .forEach(
            score ->
                lines.add(
                    "score of "
                        + minerNames.getOrDefault(score.hotkey(), score.hotkey())
                        + " in round "
                        + score.round()
                        + ": "
                        + decimal(score.score(), 4)));
    lines.add(
        "weights on the chain: "
            + Names.weights(now, minerNames)
            + (now.chain().weightsBlock() == 0
                ? ""
                : " (set in block " + now.chain().weightsBlock() + ")"));
    lines.add(
        "more: "
            + plan.validator().url("/api/v1/workers")
            + " miners challenges leases scores weights");
    return lines;
  }

  private static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
