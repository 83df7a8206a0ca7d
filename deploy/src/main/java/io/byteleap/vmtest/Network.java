package io.byteleap.vmtest;

import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.RecordConfig;
import io.byteleap.durable.FileLock;
import io.byteleap.faulttest.Broken;
import io.byteleap.faulttest.Waiting;
import io.byteleap.localnet.JoinTokens;
import io.byteleap.localnet.LocalnetConfig;
import io.byteleap.localnet.MachineApi;
import io.byteleap.localnet.MachineSite;
import io.byteleap.localnet.Member;
import io.byteleap.localnet.NodeProcess;
import io.byteleap.localnet.Plan;
import io.byteleap.localnet.Site;
import io.byteleap.localnet.StatusClient;
import io.byteleap.localnet.Wallets;
import io.byteleap.node.FreePorts;
import io.byteleap.persistence.postgres.DatabaseProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A validator with its gateway, a miner, and a worker that makes machines: processes of their own,
/// as the localnet starts them.
final class Network implements AutoCloseable {
  static final String CONFIGS = "deploy/config/localnet";

  private static final Duration START_MAX = Duration.ofMinutes(4);
  private static final Duration STOP_MAX = Duration.ofSeconds(40);

  private final Site site;
  private final FileLock lock;
  private final MachineSite machines;
  private final Plan plan;
  private final MachineApi api;
  private NodeProcess worker;

  private Network(
      Site site, FileLock lock, MachineSite machines, Plan plan, NodeProcess worker, String token) {
    this.site = site;
    this.lock = lock;
    this.machines = machines;
    this.plan = plan;
    this.worker = worker;
    this.api = new MachineApi(plan.validator(), token);
  }

  /// The repository, the folder to work in, and the localnet's own settings.
  record Place(Path home, Path folder, RecordConfig.Loaded<LocalnetConfig> config) {}

  /// Starts everybody in the folder, which is emptied first; returns when the worker is offered.
  static Network start(Place place, MachineSite machines) throws IOException {
    var folder = place.folder();
    var config = LocalnetConfig.of(place.config());
    var site = Site.of(place.home(), place.home().resolve(CONFIGS), folder);
    Files.createDirectories(folder);
    var lock = site.claim();
    takeDown(site, machines);
    // Whoever ends this program early wants nothing to be left either.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> takeDown(site, machines), "take-down"));
    site.renew();
    var ports = FreePorts.startingAnywhere(RandomGenerator.getDefault());
    var wallets = Wallets.in(site.wallets(), 1);
    var plan =
        Plan.of(1, wallets, site, ports, config.javaOptions())
            .withMachines(machines, config.machines(), site, ports);
    machines.prepare(plan.workers().stream().map(Member::name).toList());
    plan.found(SimulatedChain.in(site.chain(), InstantSource.system()), config.chain().rules());
    NodeProcess.start(plan.validator());
    NodeProcess.start(plan.miners().getFirst());
    var worker = startWorker(site, plan);
    var token = Files.readString(site.tokenFile()).strip();
    var network = new Network(site, lock, machines, plan, worker, token);
    Waiting.until("the worker is offered", START_MAX, () -> !network.api().offers().isEmpty());
    return network;
  }

  /// Stops every node, and takes away the machines that are then nobody's.
  private static void takeDown(Site site, MachineSite machines) {
    NodeProcess.stop(NodeProcess.allOn(site.data()), STOP_MAX);
    try {
      site.stopDatabase();
      machines.remove();
    } catch (DatabaseProblem | IOException e) {
      throw new Broken("what an earlier test left cannot be taken down: " + e.getMessage());
    }
  }

  private static NodeProcess startWorker(Site site, Plan plan) throws IOException {
    var member = plan.workers().getFirst();
    try (var client = new StatusClient()) {
      var tokens = new JoinTokens(site, client);
      Waiting.until(
          "a join token",
          START_MAX,
          () -> Files.exists(site.gatewayAuthority()) && isGiven(tokens, plan, member));
    }
    return NodeProcess.start(member);
  }

  private static boolean isGiven(JoinTokens tokens, Plan plan, Member worker) {
    try {
      return tokens.isGiven(worker, plan.minerOf(worker));
    } catch (IOException e) {
      throw new Broken("no join token: " + e.getMessage());
    }
  }

  MachineApi api() {
    return api;
  }

  /// The id of the worker that is offered, and the hotkey of its miner.
  Offer offer() {
    return new Offer(api.offers().getFirst(), hotkey());
  }

  record Offer(String worker, String hotkey) {}

  private String hotkey() {
    return plan.miners().getFirst().role() instanceof Member.Miner(var hotkey)
        ? hotkey.value()
        : "";
  }

  MachineSite machines() {
    return machines;
  }

  /// Where the worker writes a machine down.
  Path journalOf(String machine) {
    return journal().resolve(machine + ".json");
  }

  private Path journal() {
    return site.dataOf(plan.workers().getFirst().name()).resolve("vms");
  }

  /// Kills the worker (kill -9); returns when it is gone.
  void killWorker() {
    var handle = ProcessHandle.of(worker.pid());
    handle.ifPresent(ProcessHandle::destroyForcibly);
    Waiting.until("the worker is gone", STOP_MAX, () -> worker.exitCode().isPresent());
  }

  void startWorkerAgain() throws IOException {
    worker = NodeProcess.start(plan.workers().getFirst());
  }

  /// What there is of machines on this host and in the worker's files.
  List<String> leftovers(List<String> rented) {
    try {
      var left = new ArrayList<>(machines.leftovers(rented.stream()));
      try (var files = Files.list(journal())) {
        files
            .map(file -> String.valueOf(file.getFileName()))
            .filter(name -> name.endsWith(".json"))
            .forEach(name -> left.add("reservation " + name));
      }
      return left;
    } catch (IOException e) {
      throw new Broken("it cannot be looked what is left: " + e.getMessage());
    }
  }

  Path logs() {
    return site.logs();
  }

  @Override
  public void close() throws IOException {
    api.close();
    try {
      takeDown(site, machines);
    } finally {
      site.release(lock);
    }
  }
}
