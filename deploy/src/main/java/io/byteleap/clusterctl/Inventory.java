package io.byteleap.clusterctl;

import io.byteleap.config.ConfigProblem;
import io.byteleap.config.Fallback;
import io.byteleap.config.RecordConfig;
import io.byteleap.config.Require;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// The hosts of a network and what each runs: `cluster.yaml`, as an operator writes it.
///
/// Paths are relative to the file's own folder. Refused: what [Host] refuses, more than 100 hosts,
/// two of one name or address, one, two or more than nine validators, a tier without configuration,
/// a worker whose `miner` is no miner's host.
public record Inventory(
    Path archive,
    @Fallback("cluster-certs") Path certificates,
    @Fallback("\"\"") Path databaseUrlFile,
    Configs config,
    SshOptions ssh,
    JavaOptions javaOptions,
    @Fallback("3m") Duration readyTimeout,
    List<Host> hosts) {
  private static final int HOSTS_MAX = 100;
  private static final int VALIDATORS_MIN = 3;
  private static final int VALIDATORS_MAX = 9;

  public Inventory {
    hosts = List.copyOf(hosts);
    Require.positive("ready_timeout", readyTimeout);
    require(!hosts.isEmpty() && hosts.size() <= HOSTS_MAX, "hosts must be 1 to " + HOSTS_MAX);
    requireDifferent("name", hosts.stream().map(Host::name).toList());
    requireDifferent("address", hosts.stream().map(Host::address).toList());
    requireValidators(hosts, databaseUrlFile);
    for (Host host : hosts) {
      require(
          !config.of(host.tier()).toString().isEmpty(),
          "config." + host.tier().word() + " is needed for " + host.name());
      require(
          host.miner().isEmpty()
              || hosts.stream()
                  .anyMatch(
                      other -> other.tier() == Tier.MINER && other.name().equals(host.miner())),
          host.name() + ": miner must be the name of a miner's host, is '" + host.miner() + "'");
    }
  }

  /// The configuration of each tier, without what the inventory says itself: `cluster`,
  /// `database.url`, `status.port` and `wallet.path`.
  public record Configs(
      @Fallback("\"\"") Path validator,
      @Fallback("\"\"") Path miner,
      @Fallback("\"\"") Path worker) {
    Path of(Tier tier) {
      return switch (tier) {
        case VALIDATOR -> validator;
        case MINER -> miner;
        case WORKER -> worker;
      };
    }

    private Configs in(Path folder) {
      return new Configs(under(folder, validator), under(folder, miner), under(folder, worker));
    }
  }

  /// Further options for the Java virtual machine of each kind of node.
  public record JavaOptions(
      @Fallback("\"\"") String validator,
      @Fallback("\"\"") String miner,
      @Fallback("\"\"") String worker) {
    private static final String OPTIONS = "[A-Za-z0-9 .:=+_/,-]*";

    public JavaOptions {
      for (String options : List.of(validator, miner, worker)) {
        require(options.matches(OPTIONS), "must be options such as -Xmx512m, is '" + options + "'");
      }
    }

    String of(Tier tier) {
      return switch (tier) {
        case VALIDATOR -> validator;
        case MINER -> miner;
        case WORKER -> worker;
      };
    }
  }

  /// How `ssh` is called: with which key (empty: as it is set up), and how long it may take to
  /// connect.
  public record SshOptions(
      @Fallback("\"\"") Path identityFile, @Fallback("10s") Duration connectTimeout) {
    public SshOptions {
      Require.positive("connect_timeout", connectTimeout);
    }
  }

  private static void requireValidators(List<Host> hosts, Path databaseUrlFile) {
    long validators = hosts.stream().filter(host -> host.tier() == Tier.VALIDATOR).count();
    require(
        validators == 0 || (validators >= VALIDATORS_MIN && validators <= VALIDATORS_MAX),
        "hosts must have no validator, or "
            + VALIDATORS_MIN
            + " to "
            + VALIDATORS_MAX
            + ", has "
            + validators);
    require(
        validators == 0 || !databaseUrlFile.toString().isEmpty(),
        "database_url_file is needed: validators share one database");
  }

  private static void requireDifferent(String what, List<String> texts) {
    var seen = new HashSet<String>();
    texts.forEach(
        text -> require(seen.add(text), "hosts: two have the " + what + " '" + text + "'"));
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }

  /// The inventory as it was read from `file`; everything that is wrong with it otherwise.
  static Inventory of(RecordConfig.Loaded<Inventory> loaded, Path file) throws ClusterProblem {
    return switch (loaded) {
      case RecordConfig.Good<Inventory>(var inventory) ->
          inventory.under(file.toAbsolutePath().normalize().resolveSibling(""));
      case RecordConfig.Bad<Inventory>(var problems) ->
          throw new ClusterProblem(problems.stream().map(ConfigProblem::line).toList());
    };
  }

  private Inventory under(Path folder) {
    return new Inventory(
        under(folder, archive),
        under(folder, certificates),
        under(folder, databaseUrlFile),
        config.in(folder),
        new SshOptions(under(folder, ssh.identityFile()), ssh.connectTimeout()),
        javaOptions,
        readyTimeout,
        hosts);
  }

  private static Path under(Path folder, Path path) {
    return path.toString().isEmpty() ? path : folder.resolve(path).normalize();
  }

  /// The same with another archive.
  Inventory with(Path otherArchive) {
    return new Inventory(
        otherArchive, certificates, databaseUrlFile, config, ssh, javaOptions, readyTimeout, hosts);
  }

  /// Hosts of the tier, as they stand in the file.
  List<Host> of(Tier tier) {
    return hosts.stream().filter(host -> host.tier() == tier).toList();
  }

  /// All, in the order in which they are started.
  List<Host> inOrder() {
    return Stream.of(Tier.values()).flatMap(tier -> of(tier).stream()).toList();
  }
}
