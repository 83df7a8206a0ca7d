package io.byteleap.validator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.byteleap.node.Health;
import io.byteleap.node.NodeExit;
import io.byteleap.tls.TlsProblem;
import io.byteleap.validator.cluster.ClusterConfig.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.SelfUp;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes of a validator as actor systems in this one, over real TLS.
final class ClusterFormationTest {
  private static final Config WITHOUT_MEMORY =
      ConfigFactory.parseString(
          """
          pekko.persistence.journal.auto-start-journals = []
          pekko.persistence.snapshot-store.auto-start-snapshot-stores = []
          """);

  @TempDir private Path folder;
  private final List<Node> processes = new ArrayList<>();
  private List<NodeAddress> nodes;
  private SharedCertificate certificate;

  /// One process, and what is known of it.
  private record Node(
      ActorSystem<Void> system, CompletableFuture<SelfUp> up, Health health, NodeExit exit) {
    boolean isReady() {
      return health.isReady();
    }
  }

  @BeforeEach
  void findPlaces() throws IOException {
    nodes = List.of(freePlace(), freePlace(), freePlace());
    certificate = certificate(folder);
  }

  private static NodeAddress freePlace() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new NodeAddress("127.0.0.1", socket.getLocalPort());
    }
  }

  private SharedCertificate certificate(Path in) throws IOException {
    return SharedCertificate.makeIn(
        in, new SharedCertificate.Terms(nodes, Instant.now(), Duration.ofDays(1)));
  }

  @AfterEach
  void stopAll() {
    processes.forEach(process -> process.system().terminate());
    processes.forEach(process -> process.system().getWhenTerminated().toCompletableFuture().join());
  }

  private ClusterConfig config(NodeAddress self, SharedCertificate own) {
    return config(self, own, Duration.ofMinutes(2));
  }

  private ClusterConfig config(NodeAddress self, SharedCertificate own, Duration joinTimeout) {
    return new ClusterConfig(
        nodes,
        self.host(),
        self.port(),
        "",
        new TlsFiles(own.certificateFile(), own.keyFile(), own.certificateFile()),
        false,
        Duration.ofSeconds(5),
        Duration.ofSeconds(3),
        joinTimeout);
  }

  private Node start(ClusterConfig config) throws TlsProblem {
    var up = new CompletableFuture<SelfUp>();
    var health = Health.dependingOn(ClusterWatch.DEPENDENCY);
    var exit = new NodeExit();
    var system =
        ActorSystem.<Void>create(
            Behaviors.setup(
                context -> {
                  ClusterEntry.explainDowning(context.getSystem(), exit);
                  ClusterEntry.join(
                      context.getSystem(),
                      config,
                      context.spawn(
                          Behaviors.receiveMessage(
                              (SelfUp message) -> {
                                up.complete(message);
                                return Behaviors.same();
                              }),
                          "up"));
                  context.spawn(
                      ClusterWatch.create(
                          config,
                          new Standstill(System::nanoTime, Duration.ofMinutes(5)),
                          new ClusterWatch.Listeners(health, exit),
                          InstantSource.system()),
                      "cluster");
                  return Behaviors.empty();
                }),
            "byteleap-validator",
            ActorSystemSetup.create(
                BootstrapSetup.create(
                    WITHOUT_MEMORY.withFallback(
                        ClusterSettings.over(ConfigFactory.load("validator"), config))),
                ClusterTls.setup(config)));
    var process = new Node(system, up, health, exit);
    processes.add(process);
    return process;
  }

  @Test
  void processesOfOneCertificate_findEachOther_whoLeavesIsMissedByNobody_othersStayOutside()
      throws Exception {
    var first = start(config(nodes.get(0), certificate));
    var second = start(config(nodes.get(1), certificate));
    var third = start(config(nodes.get(2), certificate));
    var members = ClusterMembers.of(first.system());
    await().until(() -> processes.stream().allMatch(Node::isReady) && members.working() == 3);
    assertThat(members.toJson().objects("members"))
        .extracting(member -> member.text("address"))
        .containsExactlyInAnyOrderElementsOf(nodes.stream().map(NodeAddress::toString).toList());

    var _ = CoordinatedShutdown.get(third.system()).runAll(CoordinatedShutdown.jvmExitReason());
    third.system().getWhenTerminated().toCompletableFuture().join();
    await().until(() -> members.rows().size() == 2);
    assertThat(first.isReady() && second.isReady()).isTrue();

    var stranger = certificate(Files.createDirectories(folder.resolve("stranger")));
    var outside = start(config(nodes.get(2), stranger, Duration.ofSeconds(5)));
    outside.system().getWhenTerminated().toCompletableFuture().join();
    assertThat(outside.up()).isNotDone();
    assertThat(members.rows()).hasSize(2);
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(90));
  }
}
