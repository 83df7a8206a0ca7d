package io.byteleap.faulttest;

import io.byteleap.clusterctl.Tier;
import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.localnet.LocalnetConfig;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.worker.program.RealCommands;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Installs the packages on five hosts of this machine and runs a network on them:
/// `deploy/hosts-test`, which builds first, and gives it namespaces of its own.
public final class HostsTestMain {
  private static final String PROGRAM = "hosts-test";
  private static final int SUBNET_FIRST = 11;

  private HostsTestMain() {}

  public static void main(String[] arguments) {
    var options = new HostsOptions();
    System.exit(
        FaultProgram.run(
            PROGRAM,
            options,
            (home, folder, out) -> run(options, home, folder, out),
            _ -> "what the nodes said last is above",
            arguments));
  }

  private static List<String> run(HostsOptions options, Path home, Path folder, PrintStream out)
      throws IOException {
    Files.createDirectories(folder);
    var config =
        LocalnetConfig.of(
            RecordConfig.load(
                LocalnetConfig.class,
                home.resolve("deploy/config/localnet/network.yaml"),
                Overrides.NONE));
    var entrance =
        options.isWithoutSsh()
            ? new Entrance.ByNamespace()
            : Entrance.withNewKey(folder.resolve("ssh"), new RealCommands());
    var place = new TestHost.Place(home.resolve("deploy/bin/test-host.sh"), folder, entrance);
    List<TestHost> hosts = new ArrayList<>();
    try {
      for (String name : List.of("v1", "v2", "v3", "m1", "w1")) {
        hosts.add(host(place, name, hosts.size()));
      }
      for (TestHost host : hosts) {
        host.awaitReady();
      }
      var clock = InstantSource.system();
      try (var site =
          HostsSite.in(new HostsSite.Place(home, folder, entrance), hosts, config, clock)) {
        return run(options, site, out);
      }
    } catch (DatabaseProblem e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      hosts.forEach(TestHost::close);
    }
  }

  private static List<String> run(HostsOptions options, HostsSite site, PrintStream out)
      throws IOException, DatabaseProblem {
    try {
      var broken = new HostsRun(site, options, out).run();
      if (!broken.isEmpty()) {
        site.hosts().forEach(host -> host.lastWords().forEach(out::println));
      }
      return broken;
    } catch (Broken e) {
      site.hosts().forEach(host -> host.lastWords().forEach(out::println));
      throw e;
    }
  }

  private static TestHost host(TestHost.Place place, String name, int number) throws IOException {
    var tier =
        switch (name.charAt(0)) {
          case 'v' -> Tier.VALIDATOR;
          case 'm' -> Tier.MINER;
          default -> Tier.WORKER;
        };
    return TestHost.start(place, name, tier, "198.18.77." + (SUBNET_FIRST + number));
  }
}
