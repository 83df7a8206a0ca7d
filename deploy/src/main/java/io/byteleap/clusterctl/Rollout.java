package io.byteleap.clusterctl;

import io.byteleap.clusterctl.HostAgent.Answer;
import io.byteleap.clusterctl.HostAgent.Done;
import io.byteleap.clusterctl.HostAgent.Failed;
import io.byteleap.clusterctl.HostAgent.Text;
import io.byteleap.clusterctl.HostAgent.Unreachable;
import io.byteleap.domain.units.Label;
import io.byteleap.faulttest.Broken;
import io.byteleap.faulttest.Waiting;
import io.byteleap.node.TextTable;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Makes the hosts what the inventory says. Everything is looked at first; then nodes are started,
/// or replaced one after the other.
final class Rollout {
  private static final Duration INSTALL_MAX = Duration.ofMinutes(5);
  private static final Duration STOP_MAX = Duration.ofMinutes(2);
  private static final Duration SMALL_MAX = Duration.ofSeconds(30);
  private static final Duration COMMAND_MAX = Duration.ofMinutes(2);

  private final Inventory inventory;
  private final Fleet fleet;
  private final InstantSource clock;
  private final PrintStream out;

  Rollout(Inventory inventory, InstantSource clock, PrintStream out) {
    this.inventory = inventory;
    this.fleet = new Fleet(inventory);
    this.clock = clock;
    this.out = out;
  }

  /// Whether the network must be whole before it is changed.
  enum Before {
    ANYTHING,
    WHOLE
  }

  /// Installs and starts what is missing, and replaces what differs, one node after the other.
  void up(Before before) throws ClusterProblem {
    var archive = Archive.at(inventory.archive());
    var certificates = new NodeCertificates(inventory.certificates(), clock.instant());
    var probes = fleet.probe();
    requireNothingAgainst(archive, certificates, probes);
    if (before == Before.WHOLE) {
      requireWhole();
    }
    certificates.complete(inventory.of(Tier.VALIDATOR));
    out.printf("version %s for %d hosts%n", archive.version(), probes.size());
    var staging = new Staging(fleet, archive, new NodeFiles(inventory));
    var differing = staging.stage(inventory.hosts());
    try {
      requireOneDatabase(probes, differing);
      startAll(probes, differing);
    } finally {
      staging.clear();
    }
  }

  private void requireNothingAgainst(
      Archive archive, NodeCertificates certificates, Map<Host, Probe> probes)
      throws ClusterProblem {
    List<String> problems = new ArrayList<>(certificates.problems(inventory.of(Tier.VALIDATOR)));
    problems.addAll(
        new Objections(archive, certificates.authority(), clock.instant().getEpochSecond())
            .to(probes));
    if (!problems.isEmpty()) {
      throw new ClusterProblem(problems);
    }
  }

  private void requireWhole() throws ClusterProblem {
    var waiting = notWhole(inventory.hosts());
    if (!waiting.isEmpty()) {
      throw new ClusterProblem(waiting.stream().map(what -> what + "; mend that first").toList());
    }
  }

  /// Validators that run on two databases would be two validators.
  private static void requireOneDatabase(Map<Host, Probe> probes, Map<Host, List<String>> differing)
      throws ClusterProblem {
    var running =
        differing.entrySet().stream()
            .filter(entry -> entry.getValue().contains(NodeFiles.DATABASE))
            .filter(entry -> isRunning(probes, entry.getKey()))
            .map(entry -> entry.getKey().name() + ": runs on another database; cluster down first")
            .toList();
    if (!running.isEmpty()) {
      throw new ClusterProblem(running);
    }
  }

  private void startAll(Map<Host, Probe> probes, Map<Host, List<String>> differing)
      throws ClusterProblem {
    for (Tier tier : Tier.values()) {
      List<Host> stopped = new ArrayList<>();
      List<Host> other = new ArrayList<>();
      for (Host host : inventory.of(tier)) {
        if (!isRunning(probes, host)) {
          stopped.add(host);
        } else if (differing.getOrDefault(host, List.of()).isEmpty()) {
          out.printf("%s: stays as it is%n", host.name());
        } else {
          other.add(host);
        }
      }
      startStopped(stopped, differing);
      awaitWhole(stopped.isEmpty() ? List.of() : inventory.of(tier));
      for (Host host : other) {
        replace(host, differing);
      }
    }
  }

  private static boolean isRunning(Map<Host, Probe> probes, Host host) {
    var probe = probes.get(host);
    return probe != null && probe.running();
  }

  /// Validators find each other: none is ready before most of them run.
  private void startStopped(List<Host> hosts, Map<Host, List<String>> differing)
      throws ClusterProblem {
    for (Host host : hosts) {
      install(host, differing);
    }
    for (Host host : hosts) {
      giveToken(host);
      start(host);
    }
  }

  /// One that runs: the others go on meanwhile, and it is back before the next one's turn.
  private void replace(Host host, Map<Host, List<String>> differing) throws ClusterProblem {
    var begun = clock.instant();
    require(host, fleet.agent(host).ask(STOP_MAX, "stop", host.tier().word()));
    install(host, differing);
    start(host);
    awaitWhole(inventory.of(host.tier()));
    out.printf(
        "%s: replaced, whole again after %d s%n",
        host.name(), Duration.between(begun, clock.instant()).toSeconds());
  }

  private void install(Host host, Map<Host, List<String>> differing) throws ClusterProblem {
    if (!differing.getOrDefault(host, List.of()).isEmpty()) {
      require(host, fleet.agent(host).ask(INSTALL_MAX, "commit", host.tier().word()));
      out.printf("%s: installed%n", host.name());
    }
  }

  private void start(Host host) throws ClusterProblem {
    require(host, fleet.agent(host).ask(SMALL_MAX.multipliedBy(10), "start", host.tier().word()));
    out.printf("%s: started%n", host.name());
  }

  /// A worker that has not joined gets a token of its miner's.
  private void giveToken(Host host) throws ClusterProblem {
    if (host.miner().isEmpty()
        || (Fleet.probed(fleet.agent(host)) instanceof Done(var text)
            && Probe.parse(text).joined())) {
      return;
    }
    var miner =
        inventory.of(Tier.MINER).stream()
            .filter(other -> other.name().equals(host.miner()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("BUG: no miner " + host.miner()));
    String token =
        told(miner, List.of("workers", "token", "new", "--label", host.name())).strip() + "\n";
    require(host, fleet.agent(host).ask(SMALL_MAX, new Text(token), "take_token"));
  }

  /// What the program of the host's node answers to a command, given there with all that the node
  /// itself has.
  String tell(String name, List<String> command) throws ClusterProblem {
    var host =
        inventory.hosts().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new ClusterProblem("no host of the inventory is '" + name + "'"));
    return told(host, command);
  }

  private String told(Host host, List<String> command) throws ClusterProblem {
    List<String> words = new ArrayList<>(List.of("node", host.tier().word()));
    words.addAll(command);
    return require(host, fleet.agent(host).ask(COMMAND_MAX, words.toArray(String[]::new)));
  }

  private static String require(Host host, Answer answer) throws ClusterProblem {
    return switch (answer) {
      case Done(var output) -> output;
      case Failed(var why) -> throw new ClusterProblem(host.name() + ": " + why);
      case Unreachable(var why) -> throw new ClusterProblem(host.name() + ": was lost: " + why);
    };
  }

  private void awaitWhole(List<Host> hosts) throws ClusterProblem {
    if (!hosts.isEmpty()) {
      String names = hosts.stream().map(Host::name).collect(Collectors.joining(", "));
      try {
        var _ =
            Waiting.until(
                names + " ready",
                inventory.readyTimeout(),
                () -> hosts.stream().allMatch(this::isWhole));
      } catch (Broken e) {
        List<String> lines = new ArrayList<>(List.of(String.valueOf(e.getMessage())));
        lines.addAll(notWhole(hosts));
        throw new ClusterProblem(lines);
      }
    }
  }

  private boolean isWhole(Host host) {
    return wanting(NodeState.of(fleet.agent(host)), host).isEmpty();
  }

  /// What its node wants; empty when it is ready and sees all the others.
  private String wanting(NodeState state, Host host) {
    int validators = inventory.of(Tier.VALIDATOR).size();
    if (!state.answers()) {
      return "is not ready, says nothing";
    }
    if (!state.ready()) {
      return "is not ready";
    }
    return host.tier() == Tier.VALIDATOR && state.members().size() != validators
        ? "sees " + state.members().size() + " of " + validators + " validators"
        : "";
  }

  /// A line for each of the hosts whose node wants something.
  private List<String> notWhole(List<Host> hosts) {
    List<String> lines = new ArrayList<>();
    for (Host host : hosts) {
      String wanting = wanting(NodeState.of(fleet.agent(host)), host);
      if (!wanting.isEmpty()) {
        lines.add(host.name() + ": " + wanting + last(host));
      }
    }
    return lines;
  }

  private String last(Host host) {
    return fleet.agent(host).ask(SMALL_MAX, "said", host.tier().word()) instanceof Done(var lines)
        ? lines
            .lines()
            .filter(line -> !line.isBlank())
            .reduce((_, next) -> next)
            .map(line -> ", its log ends: " + Label.of(line).value())
            .orElse("")
        : "";
  }

  /// Prints what each host is; returns whether all are ready.
  boolean status() {
    var table = TextTable.of("HOST", "TIER", "ADDRESS", "VERSION", "NODE", "SEES", "LAST WORD");
    Map<Host, List<String>> rows = new LinkedHashMap<>(fleet.each(this::row));
    rows.values().forEach(row -> table.row(row.toArray(String[]::new)));
    table.lines().forEach(out::println);
    return rows.values().stream().allMatch(row -> row.get(4).equals("ready"));
  }

  private List<String> row(HostAgent agent) {
    var host = agent.host();
    return switch (Fleet.probed(agent)) {
      case Done(var text) -> row(agent, Probe.parse(text));
      case Failed(var why) -> row(host, "", "unknown", "", why);
      case Unreachable(var why) -> row(host, "", "cannot be reached", "", why);
    };
  }

  private List<String> row(HostAgent agent, Probe probe) {
    var host = agent.host();
    var state = NodeState.of(agent);
    String node =
        state.ready()
            ? "ready"
            : state.answers() ? "not ready" : probe.running() ? "starts" : "stopped";
    String sees =
        host.tier() == Tier.VALIDATOR
            ? state.members().size() + " of " + inventory.of(Tier.VALIDATOR).size()
            : "";
    String version = probe.version().isEmpty() ? "none" : probe.version();
    return row(host, version, node, sees, state.ready() ? "" : last(host).replaceFirst("^, ", ""));
  }

  private static List<String> row(
      Host host, String version, String node, String sees, String word) {
    return List.of(host.name(), host.tier().word(), host.address(), version, node, sees, word);
  }

  /// Stops all nodes, those first that others serve. A host that cannot be reached does not keep
  /// the others from being stopped, and is a [ClusterProblem] at the end.
  void down() throws ClusterProblem {
    List<String> problems = new ArrayList<>();
    for (Host host : inventory.inOrder().reversed()) {
      switch (fleet.agent(host).ask(STOP_MAX, "stop", host.tier().word())) {
        case Done _ -> out.printf("%s: stopped%n", host.name());
        case Failed(var why) -> problems.add(host.name() + ": " + why);
        case Unreachable(var why) -> problems.add(host.name() + ": cannot be reached: " + why);
      }
    }
    if (!problems.isEmpty()) {
      throw new ClusterProblem(problems);
    }
  }
}
