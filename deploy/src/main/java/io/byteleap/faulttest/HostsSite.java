package io.byteleap.faulttest;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.clusterctl.Tier;
import io.byteleap.domain.subnet.Neuron;
import io.byteleap.durable.DurableFile;
import io.byteleap.faulttest.Balancer.Backend;
import io.byteleap.localnet.LocalnetConfig;
import io.byteleap.localnet.Plan;
import io.byteleap.localnet.StatusClient;
import io.byteleap.localnet.Wallets;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What lies around the test hosts: a PostgreSQL, a balancer and a chain on the bridge's side, the
/// hosts' hotkeys, and the inventory.
final class HostsSite implements AutoCloseable {
  private static final String BRIDGE = "198.18.77.1";
  private static final int MINERS_PORT = 9091;
  private static final int DATABASE_PORT_FIRST = 15_432;
  private static final int STATUS_PORT = 9092;
  private static final int WORKERS_PORT = 7799;
  private static final String CHAIN = "/srv/shared/chain";
  private static final Neuron.Stake VALIDATOR_STAKE = Neuron.Stake.ofTao(100_000);

  private final Place place;
  private final List<TestHost> hosts;
  private final Wallets wallets;
  private final SimulatedChain chain;
  private final StatusClient client = new StatusClient();
  private final List<Balancer> balancers = new ArrayList<>();
  private EmbeddedPostgres.Running database;
  private int databasePort = DATABASE_PORT_FIRST;

  /// The repository, the folder of this test, and how its hosts are reached.
  record Place(Path home, Path folder, Entrance entrance) {}

  private HostsSite(
      Place place,
      List<TestHost> hosts,
      Wallets wallets,
      SimulatedChain chain,
      EmbeddedPostgres.Running database) {
    this.place = place;
    this.hosts = List.copyOf(hosts);
    this.wallets = wallets;
    this.chain = chain;
    this.database = database;
  }

  static HostsSite in(Place place, List<TestHost> hosts, LocalnetConfig config, InstantSource clock)
      throws IOException, DatabaseProblem {
    var wallets = Wallets.in(place.folder().resolve("wallets"), 1);
    Path shared = place.folder().resolve("shared").resolve("chain");
    var chain = SimulatedChain.in(shared, clock);
    chain.found(new ChainRules(config.chain().blockTime(), 0));
    chain.register(wallets.of(Plan.VALIDATOR), true, VALIDATOR_STAKE);
    chain.register(wallets.of("miner-1"), false, new Neuron.Stake(0));
    everybodys(shared);
    var database = EmbeddedPostgres.start(place.folder().resolve("postgres"));
    var site = new HostsSite(place, hosts, wallets, chain, database);
    site.open();
    return site;
  }

  /// Nodes that are other users write the chain too.
  private static void everybodys(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
      }
    }
  }

  private void open() throws IOException {
    balancers.add(
        Balancer.at(
            new InetSocketAddress(BRIDGE, MINERS_PORT),
            of(Tier.VALIDATOR).stream()
                .map(
                    host ->
                        new Backend(
                            new InetSocketAddress(host.address(), MINERS_PORT),
                            door(host, "")::isReady))
                .toList()));
    reachDatabase();
    for (TestHost host : hosts) {
      switch (host.tier()) {
        case VALIDATOR -> giveHotkey(host, Plan.VALIDATOR);
        case MINER -> giveHotkey(host, "miner-1");
        case WORKER -> {}
      }
    }
  }

  private void reachDatabase() throws IOException {
    int port = database.port();
    balancers.add(
        Balancer.at(
            new InetSocketAddress(BRIDGE, databasePort),
            List.of(Backend.onLoopback(port, () -> true))));
  }

  /// From now on the hosts' database is that one, at another address.
  void moveTo(EmbeddedPostgres.Running other) throws IOException {
    database = other;
    databasePort++;
    reachDatabase();
  }

  EmbeddedPostgres.Running database() {
    return database;
  }

  private void giveHotkey(TestHost host, String wallet) throws IOException {
    Path to =
        Files.createDirectories(host.at(walletsOf(host.tier())).resolve(wallet).resolve("hotkeys"));
    Files.copy(
        wallets.root().resolve(wallet).resolve("hotkeys").resolve("default"),
        to.resolve("default"));
  }

  private static String walletsOf(Tier tier) {
    return "/var/lib/byteleap/" + word(tier) + "/.bittensor/wallets";
  }

  private static String word(Tier tier) {
    return tier.name().toLowerCase(Locale.ROOT);
  }

  List<TestHost> hosts() {
    return hosts;
  }

  List<TestHost> of(Tier tier) {
    return hosts.stream().filter(host -> host.tier() == tier).toList();
  }

  Place place() {
    return place;
  }

  SimulatedChain chain() {
    return chain;
  }

  Wallets wallets() {
    return wallets;
  }

  Door door(TestHost validator, String token) {
    return new Door(
        validator.name(),
        URI.create("http://" + validator.address() + ":" + STATUS_PORT + "/"),
        client,
        token);
  }

  /// Writes the inventory of all hosts, of which those in `away` are not where it says; returns its
  /// file.
  Path inventory(String name, Path archive, Set<String> away) throws IOException {
    Path folder = place.folder();
    Path url = folder.resolve("database-" + databasePort + ".url");
    DurableFile.write(
        url,
        database.url().replace("127.0.0.1:" + database.port(), BRIDGE + ":" + databasePort),
        DurableFile.Readers.OWNER);
    Path configs = place.home().resolve("deploy/config/localnet");
    var text =
        new StringBuilder(
            """
            archive: %s
            certificates: cluster-certs
            database_url_file: %s
            ready_timeout: 6m
            config:
              validator: %s/validator.yaml
              miner: %s/miner.yaml
              worker: %s/worker.yaml
            java_options:
              validator: -Xmx256m -XX:TieredStopAtLevel=1
              miner: -Xmx192m -XX:TieredStopAtLevel=1
              worker: -Xmx256m
            %s
            hosts:
            """
                .formatted(archive, url, configs, configs, configs, place.entrance().ofAll()));
    for (TestHost host : hosts) {
      text.append(
          """
            - name: %s
              tier: %s
              address: %s
              %s
          """
              .formatted(
                  host.name(),
                  word(host.tier()),
                  host.address(),
                  away.contains(host.name())
                      ? place.entrance().toNobody()
                      : place.entrance().to(host)));
      if (host.tier() == Tier.WORKER) {
        text.append("    miner: m1\n");
      }
      text.append("    settings:\n");
      settings(host).forEach((key, value) -> text.append("      " + key + ": '" + value + "'\n"));
    }
    return Files.writeString(folder.resolve(name), text);
  }

  /// What is not on loopback here, as it is in the localnet.
  private static Map<String, String> settings(TestHost host) {
    var settings = new TreeMap<String, String>();
    switch (host.tier()) {
      case VALIDATOR -> {
        settings.put("host", "0.0.0.0");
        settings.put("external_ip", BRIDGE);
        settings.put("external_port", Integer.toString(MINERS_PORT));
        settings.put("status.host", "0.0.0.0");
        settings.put("subtensor.simulated_dir", CHAIN);
        settings.put("wallet.name", Plan.VALIDATOR);
        settings.put("metagraph.weight_update_tempo", Integer.toString(Scene.TEMPO));
        settings.put("database.connections", "8");
        // Seven Java virtual machines start on few processors here.
        settings.put("cluster.silence_max", "5s");
        settings.put("cluster.stable_after", "3s");
        settings.put("cluster.join_timeout", "2m");
      }
      case MINER -> {
        settings.put("subtensor.simulated_dir", CHAIN);
        settings.put("wallet.name", "miner-1");
        settings.put("worker_management.host", "0.0.0.0");
        settings.put("worker_management.port", Integer.toString(WORKERS_PORT));
        settings.put(
            "worker_management.public_url", "wss://" + host.address() + ":" + WORKERS_PORT);
      }
      case WORKER -> settings.put("worker_name", host.name());
    }
    return settings;
  }

  @Override
  public void close() throws IOException {
    client.close();
    for (Balancer balancer : balancers) {
      balancer.close();
    }
    try {
      database.stop();
    } catch (DatabaseProblem e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
