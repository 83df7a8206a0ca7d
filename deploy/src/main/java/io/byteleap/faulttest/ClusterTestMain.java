package io.byteleap.faulttest;

import io.byteleap.config.Overrides;
import io.byteleap.config.RecordConfig;
import io.byteleap.faulttest.Balancer.Backend;
import io.byteleap.localnet.LocalnetConfig;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.DatabaseUrl;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Takes processes away from a validator that has three: `deploy/cluster-test`, which builds first.
public final class ClusterTestMain {
  private static final String PROGRAM = "cluster-test";
  private static final int WORKERS = 2;

  private ClusterTestMain() {}

  public static void main(String[] arguments) {
    var options = new ClusterOptions();
    System.exit(
        FaultProgram.run(
            PROGRAM, options, (home, folder, out) -> run(options, home, folder, out), arguments));
  }

  private static List<String> run(ClusterOptions options, Path home, Path folder, PrintStream out)
      throws IOException {
    out.printf("%d rounds, --seed %d%n", options.rounds(), options.common().seed());
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(options.common().seed());
    var place = new Scene.Place(home, folder, WORKERS);
    var config = RecordConfig.load(LocalnetConfig.class, place.settings(), Overrides.NONE);
    try (var scene = Scene.in(place, config)) {
      var site = ClusterSite.in(scene, Instant.now());
      List<String> broken = new ArrayList<>();
      try (var _ = balancer(scene, site)) {
        broken.addAll(new ClusterRun(scene, site, options, random, out).run());
      }
      broken.addAll(Journal.faults(DatabaseUrl.parse(site.database().url()), folder, out));
      return broken;
    } catch (DatabaseProblem e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Balancer balancer(Scene scene, ClusterSite site) throws IOException {
    return Balancer.at(
        Balancer.onLoopback(site.axonPort()),
        site.members().stream()
            .map(
                member ->
                    Backend.onLoopback(
                        ClusterSite.axonPortOf(member), () -> scene.door(member).isReady()))
            .toList());
  }
}
