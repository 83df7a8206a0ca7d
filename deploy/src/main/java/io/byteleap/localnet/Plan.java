package io.byteleap.localnet;

import io.byteleap.domain.digest.Sha256;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Ss58;
import io.byteleap.localnet.LocalnetConfig.JavaOptions;
import io.byteleap.localnet.Member.Miner;
import io.byteleap.localnet.Member.Role;
import io.byteleap.localnet.Member.Validator;
import io.byteleap.localnet.Member.Worker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Who is in the network, from which files and on which ports.
record Plan(Member validator, List<Member> miners, List<Member> workers) {
  Plan {
    miners = List.copyOf(miners);
    workers = List.copyOf(workers);
  }

  static Plan of(int minerCount, int workerCount, Site site, Ports ports, JavaOptions options) {
    List<Member> miners = new ArrayList<>();
    List<Integer> doors = new ArrayList<>();
    for (int i = 1; i <= minerCount; i++) {
      int door = ports.next();
      doors.add(door);
      miners.add(miner("miner-" + i, door, site, ports, options));
    }
    List<Member> workers = new ArrayList<>();
    for (int i = 0; i < workerCount; i++) {
      int miner = i % minerCount;
      String url = "ws://127.0.0.1:" + doors.get(miner);
      workers.add(worker("worker-" + (i + 1), miners.get(miner).name(), url, site, ports, options));
    }
    return new Plan(validator(site, ports, options), miners, workers);
  }

  private static Member validator(Site site, Ports ports, JavaOptions options) {
    var hotkey = hotkey("validator");
    return member(
        new Validator(hotkey),
        "validator",
        options.validator(),
        "validator",
        site,
        ports,
        Map.of(
            "api.token_file", site.tokenFile().toString(),
            "data_dir", site.dataOf("validator").toString(),
            "port", Integer.toString(ports.next()),
            "security.unsigned_dev_hotkey", hotkey.value(),
            "subtensor.simulated_dir", site.chain().toString()));
  }

  private static Member miner(String name, int door, Site site, Ports ports, JavaOptions options) {
    var hotkey = hotkey(name);
    return member(
        new Miner(hotkey),
        "miner",
        options.miner(),
        name,
        site,
        ports,
        Map.of(
            "security.unsigned_dev_hotkey", hotkey.value(),
            "subtensor.simulated_dir", site.chain().toString(),
            "worker_management.port", Integer.toString(door)));
  }

  private static Member worker(
      String name, String miner, String url, Site site, Ports ports, JavaOptions options) {
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
            "miner_url", url,
            "worker_name", name));
  }

  private static Member member(
      Role role,
      String kind,
      String javaOptions,
      String name,
      Site site,
      Ports ports,
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

  /// An address that nobody has the key of: the SHA-256 of a name takes the place of a public key.
  private static Hotkey hotkey(String name) {
    var text = "byteleap localnet " + name;
    return Ss58.address(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Every node, in the order in which they are started.
  List<Member> all() {
    return Stream.of(Stream.of(validator), miners.stream(), workers.stream())
        .flatMap(part -> part)
        .toList();
  }
}
