package io.byteleap.faulttest;

import io.byteleap.chain.ChainRules;
import io.byteleap.chain.SimulatedChain;
import io.byteleap.config.RecordConfig;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.durable.FileLock;
import io.byteleap.localnet.JoinTokens;
import io.byteleap.localnet.LocalnetConfig;
import io.byteleap.localnet.Member;
import io.byteleap.localnet.NodeProcess;
import io.byteleap.localnet.Plan;
import io.byteleap.localnet.Site;
import io.byteleap.localnet.StatusClient;
import io.byteleap.localnet.Wallets;
import io.byteleap.node.FreePorts;
import io.byteleap.persistence.postgres.DatabaseProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The network of a fault test: a chain, miners and workers as the localnet starts them, one
/// validator or several processes of one, and what is looked at again and again.
final class Scene implements AutoCloseable {
  /// Blocks between two submissions of weights; the chain itself would take them in every block.
  static final int TEMPO = 10;

  private static final int MINERS = 2;
  private static final Duration LEFT_OVER_MAX = Duration.ofSeconds(30);
  private static final Duration START_MAX = Duration.ofMinutes(3);

  /// In which a worker that was heard in it has a bucket.
  private static final Duration BUCKET = Duration.ofMinutes(5);

  private final Site site;
  private final FileLock lock;
  private final LocalnetConfig config;
  private final FreePorts ports;
  private final Wallets wallets;
  private final Plan plan;
  private final SimulatedChain chain;
  private final InstantSource clock = InstantSource.system();
  private final StatusClient client = new StatusClient();
  private final Kept kept = new Kept();
  private final Leases leases;
  private final Losses losses;
  private final Processes processes;
  private final String token;
  private final List<Member> validators = new ArrayList<>();
  private Instant atWorkSince = Instant.MAX;

  private Scene(Site site, FileLock lock, LocalnetConfig config, int workers) throws IOException {
    this.site = site;
    this.lock = lock;
    this.config = config;
    this.ports = FreePorts.startingAnywhere(RandomGenerator.getDefault());
    this.wallets = Wallets.in(site.wallets(), MINERS);
    this.plan = Plan.of(workers, wallets, site, ports, config.javaOptions());
    this.chain = SimulatedChain.in(site.chain(), clock);
    this.leases = new Leases(kept, clock.instant());
    this.losses = new Losses(kept, leases);
    this.processes = new Processes(site.data());
    this.token = Files.readString(site.tokenFile()).strip();
  }

  /// Where a network lies, and with how many workers.
  record Place(Path home, Path folder, int workers) {
    Path configs() {
      return home.resolve("deploy/config/localnet");
    }

    /// The localnet's own settings.
    Path settings() {
      return configs().resolve("network.yaml");
    }
  }

  /// An empty network, from the localnet's configuration; what an earlier test left running there
  /// is stopped.
  static Scene in(Place place, RecordConfig.Loaded<LocalnetConfig> loaded) throws IOException {
    var config = LocalnetConfig.of(loaded);
    var folder = place.folder();
    var site = Site.of(place.home(), place.configs(), folder);
    Files.createDirectories(folder);
    var lock = site.claim();
    NodeProcess.stop(NodeProcess.allOn(folder), LEFT_OVER_MAX);
    site.renew();
    return new Scene(site, lock, config, place.workers());
  }

  Site site() {
    return site;
  }

  FreePorts ports() {
    return ports;
  }

  /// The validator as the localnet would start it, with the tempo of this test.
  Member validator() {
    return plan.validator().with(Map.of("metagraph.weight_update_tempo", Integer.toString(TEMPO)));
  }

  Processes processes() {
    return processes;
  }

  Leases leases() {
    return leases;
  }

  Door door(Member validator) {
    return new Door(validator.name(), validator.url("/"), client, token);
  }

  Hotkey hotkey() {
    return wallets.of(Plan.VALIDATOR);
  }

  SimulatedChain chain() {
    return chain;
  }

  /// Founds the chain and starts everybody; returns when all workers are challenged, two are rented
  /// and weights are on the chain.
  void start(List<Member> members) throws IOException {
    validators.addAll(members);
    plan.found(chain, new ChainRules(config.chain().blockTime(), 0));
    Stream.of(validators, plan.miners()).flatMap(List::stream).forEach(processes::start);
    var tokens = new JoinTokens(site, client);
    for (Member worker : plan.workers()) {
      Waiting.until("a join token for " + worker.name(), START_MAX, () -> isGiven(tokens, worker));
      processes.start(worker);
    }
    validators.forEach(
        validator ->
            Waiting.until(
                validator.name() + " is ready", START_MAX, () -> door(validator).isReady()));
    var door = door(validators.getFirst());
    Waiting.until("all workers are online", START_MAX, () -> allOnline(door));
    atWorkSince = clock.instant();
    Waiting.until("a challenge is verified", START_MAX, () -> door.verified() > 0);
    leases.open(door);
    Waiting.until("weights are on the chain", START_MAX, door::isWeighed);
  }

  private boolean isGiven(JoinTokens tokens, Member worker) {
    try {
      return tokens.isGiven(worker, plan.minerOf(worker));
    } catch (IOException e) {
      throw new Broken("no join token for " + worker.name() + ": " + e.getMessage());
    }
  }

  boolean allOnline(Door door) {
    return door.workers().stream().filter(row -> row.flag("online")).count()
        == plan.workers().size();
  }

  /// Whether the process answers for every miner, reading. For any thread.
  boolean answers(Door door) {
    return door.workers().size() == plan.workers().size();
  }

  /// Whether the process answers for every miner, reading and writing.
  boolean serves(Door door) {
    return answers(door) && leases.renew(door);
  }

  /// What was kept until now and is not there any more, and whom we charge for what is our fault.
  List<String> lost(Door door) {
    return losses.in(door);
  }

  /// The buckets that lie whole in the time in which all workers were heard, and that a worker does
  /// not have.
  List<String> bucketsMissing(Door door) {
    lost(door);
    long first = Math.ceilDiv(atWorkSince.toEpochMilli(), BUCKET.toMillis());
    long after = Math.floorDiv(clock.instant().toEpochMilli(), BUCKET.toMillis());
    long whole = Math.max(0, after - first);
    return kept.bucketsOfTheLeast() >= whole
        ? List.of()
        : List.of(
            "a worker has "
                + kept.bucketsOfTheLeast()
                + " buckets, of "
                + whole
                + " in which it was heard");
  }

  /// Lines in the validators' logs that tell of two who wrote one entity.
  List<String> conflicts() throws IOException {
    List<String> conflicts = new ArrayList<>();
    for (Member validator : validators) {
      try (var lines = Files.lines(site.logOf(validator.name()), StandardCharsets.ISO_8859_1)) {
        lines
            .filter(line -> line.contains("event_journal_pkey"))
            .limit(1)
            .map(_ -> validator.name() + " met another writer of an entity, see its log")
            .forEach(conflicts::add);
      }
    }
    return conflicts;
  }

  @Override
  public void close() throws IOException {
    processes.close();
    client.close();
    try {
      site.stopDatabase();
    } catch (DatabaseProblem e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      site.release(lock);
    }
  }
}
