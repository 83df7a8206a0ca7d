package io.byteleap.localnet;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.localnet.LocalnetConfig.JavaOptions;
import io.byteleap.localnet.LocalnetConfig.MachinesConfig;
import io.byteleap.localnet.Member.Miner;
import io.byteleap.localnet.Member.Role;
import io.byteleap.localnet.Member.Validator;
import io.byteleap.localnet.Member.Worker;
import io.byteleap.localnet.Snapshot.Version;
import io.byteleap.node.FreePorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Who is in the network, from which files and on which ports.
public record Plan(Member validator, List<Member> miners, List<Member> workers) {
  public Plan {
    miners = List.copyOf(miners);
    workers = List.copyOf(workers);
  }

  public static final String VALIDATOR = "validator";

  private static final Neuron.Stake VALIDATOR_STAKE = Neuron.Stake.ofTao(100_000);
  private static final Neuron.Stake MINER_STAKE = new Neuron.Stake(0);

  private static final String EXACT = "compute.exact";

  /// By which name workers reach the validator's gateway.
  private static final String GATEWAY = "localhost";

  static String minerName(int number) {
    return "miner-" + number;
  }

  static String workerName(int number) {
    return "worker-" + number;
  }

  /// As many miners as there are `wallets` for.
  public static Plan of(
      int workerCount, Wallets wallets, Site site, FreePorts ports, JavaOptions options) {
    int minerCount = wallets.hotkeys().size() - 1;
    List<Member> miners = new ArrayList<>();
    List<Integer> doors = new ArrayList<>();
    for (int i = 1; i <= minerCount; i++) {
      int door = ports.next();
      doors.add(door);
      miners.add(miner(minerName(i), wallets, door, site, ports, options));
    }
    List<Member> workers = new ArrayList<>();
    for (int i = 0; i < workerCount; i++) {
      int miner = i % minerCount;
      String url = "wss://127.0.0.1:" + doors.get(miner);
      workers.add(worker(workerName(i + 1), miners.get(miner).name(), url, site, ports, options));
    }
    return new Plan(validator(wallets, site, ports, options), miners, workers);
  }

  private static Member validator(
      Wallets wallets, Site site, FreePorts ports, JavaOptions options) {
    var settings = new TreeMap<>(wallets.settings(VALIDATOR));
    settings.put("api.token_file", site.tokenFile().toString());
    settings.put("data_dir", site.dataOf(VALIDATOR).toString());
    settings.put("port", Integer.toString(ports.next()));
    settings.put("subtensor.simulated_dir", site.chain().toString());
    return member(
        new Validator(wallets.of(VALIDATOR)),
        "validator",
        options.validator(),
        VALIDATOR,
        site,
        ports,
        settings);
  }

  private static Member miner(
      String name, Wallets wallets, int door, Site site, FreePorts ports, JavaOptions options) {
    var settings = new TreeMap<>(wallets.settings(name));
    settings.put("data_dir", site.dataOf(name).toString());
    settings.put("subtensor.simulated_dir", site.chain().toString());
    settings.put("worker_management.port", Integer.toString(door));
    return member(
        new Miner(wallets.of(name)), "miner", options.miner(), name, site, ports, settings);
  }

  private static Member worker(
      String name, String miner, String url, Site site, FreePorts ports, JavaOptions options) {
    return member(
        new Worker(miner),
        "worker",
        options.worker(),
        name,
        site,
        ports,
        Map.of(
            "data_dir", site.dataOf(name).toString(),
            "instance", name,
            "join_token_file", site.joinTokenOf(name).toString(),
            "miner_url", url,
            "worker_name", name));
  }

  private static Member member(
      Role role,
      String kind,
      String javaOptions,
      String name,
      Site site,
      FreePorts ports,
      Map<String, String> settings) {
    int statusPort = ports.next();
    var all = new TreeMap<>(settings);
    all.put("status.port", Integer.toString(statusPort));
    return new Member(
        role,
        name,
        javaOptions,
        site.program(kind),
        site.config(kind),
        all,
        site.logOf(name),
        statusPort);
  }

  /// The same network, in which every second worker, from the first on, knows challenges of version
  /// 1 only.
  public Plan withOldWorkers() {
    List<Member> mixed = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      mixed.add(i % 2 == 0 ? workers.get(i).with(Map.of(EXACT, "false")) : workers.get(i));
    }
    return new Plan(validator, miners, mixed);
  }

  /// Which challenges a worker is to do; one that shows a GPU may do otherwise.
  static Version versionOf(Member worker) {
    return worker.settings().getOrDefault(EXACT, "true").equals("true") ? Version.V2 : Version.V1;
  }

  /// The same network, in which workers make machines for tenants, at the validator's gateway.
  public Plan withMachines(
      MachineSite machines, MachinesConfig config, Site site, FreePorts ports) {
    var gateway =
        Map.of(
            "gateway.enable",
            "true",
            "gateway.host",
            "127.0.0.1",
            "gateway.enrolment_port",
            Integer.toString(ports.next()),
            "gateway.session_port",
            Integer.toString(ports.next()),
            "gateway.public_name",
            GATEWAY,
            "gateway.lease_length",
            "3m");
    return new Plan(
        validator.with(gateway),
        miners,
        workers.stream()
            .map(worker -> worker.with(machineSettings(worker.name(), config, site)))
            .map(worker -> worker.with(machines.settings(worker.name())))
            .toList());
  }

  private static Map<String, String> machineSettings(
      String worker, MachinesConfig config, Site site) {
    return Map.of(
        "vmgw.enable", "true",
        "vmgw.enrolment_hosts", "[" + GATEWAY + "]",
        "vmgw.ca_file", site.gatewayAuthority().toString(),
        "vmgw.state_file", site.dataOf(worker).resolve("vmgw_state.json").toString(),
        "vmgw.socket_path", config.socket().toString(),
        "vm.qemu_user", config.qemuUser(),
        "vm.processors_kept", "0");
  }

  /// Founds the chain with this network's validator and miners on it.
  public void found(SimulatedChain chain, ChainRules rules) throws IOException {
    chain.found(rules);
    for (Member member : all()) {
      switch (member.role()) {
        case Validator(var hotkey) -> chain.register(hotkey, true, VALIDATOR_STAKE);
        case Miner(var hotkey) -> chain.register(hotkey, false, MINER_STAKE);
        case Worker _ -> {}
      }
    }
  }

  /// The miner of a worker.
  public Member minerOf(Member worker) {
    return miners.stream()
        .filter(miner -> worker.role().equals(new Worker(miner.name())))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("BUG: no miner of " + worker.name()));
  }

  /// Every node, in the order in which they are started.
  public List<Member> all() {
    return Stream.of(Stream.of(validator), miners.stream(), workers.stream())
        .flatMap(part -> part)
        .toList();
  }
}
