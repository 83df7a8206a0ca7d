package io.byteleap.faulttest;

import io.byteleap.durable.DurableFile;
import io.byteleap.localnet.Member;
import io.byteleap.localnet.Plan;
import io.byteleap.persistence.postgres.DatabaseProblem;
import io.byteleap.persistence.postgres.EmbeddedPostgres;
import io.byteleap.validator.cluster.NodeAddress;
import io.byteleap.validator.cluster.SharedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Three processes of one validator as their operator would set them up: one database, one
/// certificate, one address for miners.
record ClusterSite(EmbeddedPostgres.Running database, int axonPort, List<Member> members) {
  private static final int PROCESSES = 3;
  private static final String HOST = "127.0.0.1";
  private static final Duration CERTIFICATE_LIFE = Duration.ofDays(1);

  static ClusterSite in(Scene scene, Instant now) throws IOException, DatabaseProblem {
    Path folder = Files.createDirectories(scene.site().dataOf(Plan.VALIDATOR));
    var nodes =
        Stream.generate(() -> new NodeAddress(HOST, scene.ports().next()))
            .limit(PROCESSES)
            .toList();
    var certificate =
        SharedCertificate.makeIn(folder, new SharedCertificate.Terms(nodes, now, CERTIFICATE_LIFE));
    var database = EmbeddedPostgres.start(folder.resolve("postgres"));
    Path config = config(scene, folder, database);
    int axonPort = scene.ports().next();
    var members =
        IntStream.range(0, PROCESSES)
            .mapToObj(
                i -> {
                  var settings = new TreeMap<>(shared(nodes, certificate));
                  settings.put("external_port", Integer.toString(axonPort));
                  settings.put("cluster.port", Integer.toString(nodes.get(i).port()));
                  return member(scene, "validator-" + (i + 1), config, settings);
                })
            .toList();
    return new ClusterSite(database, axonPort, members);
  }

  private static Map<String, String> shared(
      List<NodeAddress> nodes, SharedCertificate certificate) {
    return Map.of(
        "cluster.nodes",
        nodes.stream().map(node -> "'" + node + "'").collect(Collectors.joining(", ", "[", "]")),
        "cluster.host",
        HOST,
        "cluster.tls.certificate_file",
        certificate.certificateFile().toString(),
        "cluster.tls.key_file",
        certificate.keyFile().toString(),
        "cluster.tls.ca_file",
        certificate.certificateFile().toString(),
        "database.connections",
        "8");
  }

  private static Member member(
      Scene scene, String name, Path config, Map<String, String> settings) {
    var model = scene.validator();
    int statusPort = scene.ports().next();
    var all = new TreeMap<>(model.settings());
    all.putAll(settings);
    all.put("data_dir", scene.site().dataOf(name).toString());
    all.put("port", Integer.toString(scene.ports().next()));
    all.put("status.port", Integer.toString(statusPort));
    return new Member(
        model.role(),
        name,
        model.javaOptions(),
        model.program(),
        config,
        all,
        scene.site().logOf(name),
        statusPort);
  }

  /// The localnet's file with the address of the database, which its owner only may read.
  private static Path config(Scene scene, Path folder, EmbeddedPostgres.Running database)
      throws IOException {
    String usual = Files.readString(scene.site().config("validator"));
    String text = usual.replace("url: embedded", "url: " + database.url());
    if (text.equals(usual)) {
      throw new IllegalStateException("BUG: the localnet's database is not embedded");
    }
    Path file = folder.resolve("validator.yaml");
    DurableFile.write(file, text, DurableFile.Readers.OWNER);
    return file;
  }

  static int axonPortOf(Member member) {
    return Integer.parseInt(member.settings().getOrDefault("port", "0"));
  }
}
